"""What is stored about somebody, and all of it in one file, from three real services."""

import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from uuid import uuid4

import asyncpg
import pytest_asyncio
from presence.recognition.v1 import encoding_service_pb2 as encoding
from presence.recognition.v1.encoding_service_pb2_grpc import EncodingServiceStub

from services.common.channels import bearer, open_channel
from tests.fakes.identity_server import PASSWORD
from tests.integration.roles_world import World, running_world


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(create_database: Callable[..., str]) -> AsyncIterator[World]:
    async with running_world(create_database) as running:
        yield running


async def _taken(world: World, caller: str, person_id: str) -> tuple[Mapping[str, bytes], Mapping[str, str]]:
    async with world.college.browser(world.emails[caller]) as browser:
        status, headers, body = await browser.send_raw("GET", f"/people/{person_id}/data.zip")
        assert status == 200, body
        with zipfile.ZipFile(io.BytesIO(body)) as held:
            assert held.testzip() is None
            return {name: held.read(name) for name in held.namelist()}, headers


def _rows(files: Mapping[str, bytes], name: str) -> Any:
    """As JSON has them; CSV has as many, in the same columns."""
    rows = json.loads(files[f"{name}.json"])
    table = list(csv.reader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"))))
    assert table[0] == list(rows[0])
    assert len(table) == len(rows) + 1
    return rows


async def test_a_student_takes_along_all_that_is_theirs(world: World) -> None:
    files, headers = await _taken(world, "student own", world.ids["person_id"])
    assert headers["Content-Type"] == "application/zip"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"].startswith('attachment; filename="presence-')
    assert _rows(files, "person")[0]["email"] == world.emails["student own"]
    assert [one["granted"] for one in _rows(files, "consents")] == [True]
    assert {one["session_id"] for one in _rows(files, "marks")} >= {world.ids["session_id"]}
    (excuse,) = _rows(files, "excuses")
    assert (excuse["reason"], excuse["asked_by_you"]) == ("a fever", True)
    (sent,) = _rows(files, "excuse_files")
    assert sent["file_name"] == "note.jpg"
    async with world.college.browser(world.emails["student own"]) as browser:
        _, _, stored = await browser.send_raw("GET", f"/excuses/{excuse['excuse_id']}/files/{world.ids['file_id']}")
    assert files[f"excuse_files/{world.ids['file_id']}-note.jpg"] == stored
    assert _rows(files, "disputes")[0]["reason"] == "I was there"
    assert [one["has_picture"] for one in _rows(files, "photos")] == [True]
    assert len(_rows(files, "encodings")) == 1
    assert len(_rows(files, "reviews")) == 1
    assert b"dispute it on its page" in files["README.txt"]
    async with open_channel(world.targets["recognition"]) as channel:
        image = await EncodingServiceStub(channel).GetFaceSampleImage(
            encoding.GetFaceSampleImageRequest(sample_id=world.ids["sample_id"]),
            metadata=bearer(world.college.identity.admin.token),
        )
    assert files[f"photos/{world.ids['sample_id']}.jpg"] == image.image


async def test_nobody_else_is_named_in_it(world: World) -> None:
    files, _ = await _taken(world, "student own", world.ids["person_id"])
    text = b"\n".join(content for name, content in files.items() if name.endswith((".json", ".csv")))
    for email in (world.emails["teacher own"], world.emails["student other"], world.emails["admin"]):
        assert email.encode() not in text
    for stranger in (b"Some Other", b"Otto Other"):
        assert stranger not in text


async def test_what_is_listed_is_what_is_in_the_file(world: World) -> None:
    person_id = world.ids["person_id"]
    async with world.college.browser(world.emails["student own"]) as browser:
        status, listed = await browser.send("GET", f"/people/{person_id}/data")
    assert status == 200
    files, _ = await _taken(world, "student own", person_id)
    counts = {one["name"]: one["entries"] for one in listed["items"]}
    assert {one["name"] for one in json.loads(files["contents.json"])["stored"]} == set(counts)
    assert {name for name, entries in counts.items() if entries} == {
        name.removesuffix(".json") for name in files if name.endswith(".json") and name != "contents.json"
    }
    kept = {one["name"]: (one["kept"], one["kept_days"]) for one in listed["items"]}
    assert kept["excuses"] == ("days", 365)
    assert kept["photos"] == ("consent", 0)
    assert kept["marks"] == ("record", 0)


async def test_an_administrator_takes_it_along_for_somebody_and_the_audit_log_says_so(world: World) -> None:
    person_id = world.ids["person_id"]
    files, _ = await _taken(world, "admin", person_id)
    assert _rows(files, "person")[0]["email"] == world.emails["student own"]
    async with world.college.browser(world.emails["admin"]) as browser:
        _, log = await browser.send("GET", f"/audit?subject={person_id}&action=person.export")
        status, problem = await browser.send("GET", f"/people/{uuid4()}/data.zip")
    assert log["items"][0]["actor"] == world.college.identity.admin.person_id
    assert (status, problem["reason"]) == (404, "PERSON_NOT_FOUND")


async def test_nothing_is_taken_along_by_who_has_not_just_shown_who_they_are(world: World) -> None:
    person_id = world.ids["person_id"]
    path, log = f"/people/{person_id}/data.zip", f"/audit?subject={person_id}&action=person.export"
    for caller in ("student own", "admin"):
        async with (
            world.college.browser(world.emails[caller]) as browser,
            world.college.browser(world.emails["admin"]) as reader,
        ):
            await _logged_in_long_ago(world)
            _, before = await reader.send("GET", log)
            status, problem = await browser.send("GET", path)
            assert (status, problem["reason"]) == (409, "PROOF_NEEDED")
            assert (await reader.send("GET", log))[1] == before
            assert (await browser.send("GET", f"/people/{person_id}/data"))[0] == 200
            assert (await browser.send("POST", "/me/proof", json={"password": PASSWORD}))[0] == 204
            status, headers, _ = await browser.send_raw("GET", path)
            assert (status, headers["Content-Type"]) == (200, "application/zip")


async def _logged_in_long_ago(world: World) -> None:
    connection = await asyncpg.connect(world.college.identity.database_url)
    try:
        await connection.execute("update logins set prove_time = now() - interval '10 minutes'")
    finally:
        await connection.close()


async def test_a_teachers_file_tells_what_they_held(world: World) -> None:
    async with world.college.browser(world.emails["teacher own"]) as browser:
        _, me = await browser.send("GET", "/me")
    files, _ = await _taken(world, "teacher own", me["person_id"])
    assert _rows(files, "teaching")[0]["what"] == "course"
    assert world.ids["session_id"] in {one["session_id"] for one in _rows(files, "sessions_held")}
    assert "marks.json" not in files


async def test_a_long_history_comes_page_by_page_and_whole(world: World) -> None:
    person_id = world.ids["person_id"]
    for _ in range(3):
        await _taken(world, "student own", person_id)
    files, _ = await _taken(world, "student own", person_id)
    entries = _rows(files, "audit")
    mine = [one for one in entries if one["action"] == "person.export" and one["done_by"] == "you"]
    assert len(mine) >= 4
    assert entries == sorted(entries, key=lambda one: one["record_time"])
