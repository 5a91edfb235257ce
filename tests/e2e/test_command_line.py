"""What administrators do in a terminal, as separate processes over gRPC."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy
import pytest
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1 import people_service_pb2 as people_pb
from presence.identity.v1.people_service_pb2_grpc import PeopleServiceStub

from cli.admin.login_file import FILE_VARIABLE
from cli.demo import college
from cli.demo.faces import PEOPLE
from tests.e2e.classroom import open_session
from tests.e2e.conftest import ROOT, Campus
from tests.e2e.web_user import WebUser
from tests.fakes.accuracy_report import accuracy_report


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


Presence = Callable[..., Awaitable[Ended]]


@pytest.fixture
def presence(tmp_path: Path, campus: Campus) -> Presence:
    """Runs `presence …` with a login file of this test's own and the administrator's password."""

    async def run(*arguments: str, password: str = campus.college.admin.password) -> Ended:
        environment = {**os.environ, FILE_VARIABLE: str(tmp_path / "login.json"), "PRESENCE_PASSWORD": password}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli.main", *arguments,
            env=environment, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), 150)
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    return run


@pytest.fixture
async def logged_in(presence: Presence, campus: Campus) -> Presence:
    ended = await presence("login", "--server", campus.running.url, "--email", campus.college.admin.email)
    assert ended.status == 0, ended.err
    return presence


async def test_an_administrator_enrols_a_folder_trains_and_reads_the_newest_report(
    logged_in: Presence, campus: Campus, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    barack = next(person for person in PEOPLE if person.key == "barack")
    number = f"D{list(campus.college.students).index('barack') + 1:03}"
    (folder / number).mkdir(parents=True)
    shutil.copy(campus.photos[barack.seen], folder / number / "another.png")
    (folder / number / "notes.png").write_text("not a picture")
    (folder / "nobody@college.test").mkdir()
    shutil.copy(campus.photos[barack.seen], folder / "nobody@college.test" / "who.png")

    enrolled = await logged_in("enrol", str(folder), "--json")
    verdicts = {verdict["photo"]: verdict for verdict in json.loads(enrolled.out)}
    assert verdicts["another.png"]["accepted"], enrolled.out
    assert verdicts["notes.png"]["reason"] == "notes.png cannot be read as a picture"
    assert verdicts["who.png"]["reason"] == "nobody has this student number or e-mail"

    first = json.loads((await logged_in("train", "--json")).out)
    assert first["encoded_now"] >= 1
    again = await logged_in("enrol", str(folder), "--json")
    assert again.status == 0
    assert json.loads((await logged_in("train", "--json")).out)["encodings"] == first["encodings"]

    async with open_session(campus) as (_, session):
        pass
    report = json.loads((await logged_in("report", "--json")).out)
    assert report["session"]["session_id"] == session.session_id
    assert len(report["marks"]) == len(campus.college.students)
    assert (await logged_in("report", "--csv", str(tmp_path / "marks.csv"))).status == 0
    assert len((tmp_path / "marks.csv").read_text().splitlines()) == 1 + len(campus.college.students)


async def test_an_accuracy_report_is_given_to_the_server_which_says_what_it_is_of(
    logged_in: Presence, admin: WebUser, tmp_path: Path
) -> None:
    (tmp_path / "report.json").write_bytes(accuracy_report(model_sha256="f" * 64))
    (tmp_path / "other.json").write_text("{}")
    try:
        added = await logged_in("upload-accuracy", str(tmp_path / "report.json"))
        assert (added.status, "other encoders than the one that recognises now" in " ".join(added.err.split())) == (
            0,
            True,
        )
        refused = await logged_in("upload-accuracy", str(tmp_path / "other.json"))
        assert refused.status == 1
        assert "this is no report.json of `presence evaluate`" in refused.err
        _, kept = await admin.call("GET", "/accuracy-reports")
        assert [one["systems"][0]["model_sha256"] for one in kept["items"]] == ["f" * 64]
    finally:  # the campus is everybody's
        for one in (await admin.call("GET", "/accuracy-reports"))[1]["items"]:
            await admin.call("DELETE", f"/accuracy-reports/{one['report_id']}")


async def test_encodings_of_an_earlier_program_are_matched_shown_and_stored_when_told_to(
    logged_in: Presence, campus: Campus, tmp_path: Path
) -> None:
    drawn = [numpy.random.default_rng(face).normal(size=128) for face in (1, 1, 2, 3)]
    async with college.person(campus.endpoints, campus.college.admin) as admin:
        new = people_pb.Person(
            display_name="Not Agreed", email="new@demo.test", student_number="N001", role=identity_pb.ROLE_STUDENT
        )
        await PeopleServiceStub(admin.identity).CreatePerson(
            people_pb.CreatePersonRequest(person=new, request_id=str(uuid4()))
        )
    names = ["student2@demo.test", "student2@demo.test", "N001", "who is it"]
    file = tmp_path / "encodings.pickle"
    file.write_bytes(pickle.dumps({"encodings": [drawn[0], drawn[1] + 0.1, *drawn[2:]], "names": names}))
    seen = await logged_in("import-encodings", str(file))
    assert seen.status == 0, seen.err
    assert "nobody is called so" in seen.out
    assert "Nothing was written. 3 encodings can be stored" in " ".join(seen.out.split())
    stored = " ".join((await logged_in("import-encodings", str(file), "--yes")).out.split())
    assert "N001: 1 not stored: no photo may be kept" in stored
    assert "2 encodings stored, 0 were there already" in stored
    again = await logged_in("import-encodings", str(file), "--yes")
    assert "0 encodings stored, 2 were there already" in " ".join(again.out.split()), again.err

    trace = tmp_path / "it-ran"
    file.write_bytes(b"cos\nsystem\n(S'touch " + str(trace).encode() + b"'\ntR.")
    hostile = await logged_in("import-encodings", str(file), "--yes")
    assert hostile.status == 1
    assert "it names os.system, which is no plain data" in " ".join(hostile.err.split())
    assert not trace.exists()


async def test_a_wrong_password_is_one_sentence_and_no_trace(presence: Presence, campus: Campus) -> None:
    server, email = campus.running.url, "nobody@college.test"
    ended = await presence("login", "--server", server, "--email", email, password="wrong")
    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert len(ended.err.strip().splitlines()) == 1


async def test_a_command_without_a_login_says_how_to_log_in(presence: Presence) -> None:
    ended = await presence("train")
    assert ended.status == 1
    assert "presence login" in ended.err


async def test_an_address_where_nobody_listens_is_one_sentence(presence: Presence) -> None:
    ended = await presence("login", "--server", "http://127.0.0.1:9", "--email", "a@b.test")
    assert ended.status == 1
    assert "http://127.0.0.1:9 does not answer" in ended.err


async def test_the_login_file_is_its_owners_alone(logged_in: Presence, tmp_path: Path) -> None:
    assert (tmp_path / "login.json").stat().st_mode & 0o077 == 0
