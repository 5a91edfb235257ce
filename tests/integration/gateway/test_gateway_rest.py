"""REST over real calls: what comes through, what is refused and in which words."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import brotli  # type: ignore[import-untyped]  # it has no types
import pytest
from aiohttp import web

from gateway.openapi import openapi_document
from tests.integration.gateway.serving import (
    Backends,
    Browser,
    Gateway,
    next_json,
    running_backends,
    running_gateway,
)


async def test_it_serves_the_document_of_its_routes(browser: Browser) -> None:
    assert await browser.send("GET", "/openapi.json") == (200, openapi_document())


async def test_a_list_comes_through_with_its_query(admin: Browser, backends: Backends) -> None:
    name = f"Sofia {uuid4().hex}"
    person = backends.identity.add_person("student", name)
    status, page = await admin.send("GET", "/people", params={"query": name})
    assert status == 200
    assert [one["person_id"] for one in page["items"]] == [person.person_id]
    assert (page["total"], page["next_page_token"]) == (1, "")


async def test_a_list_of_people_is_opened_at_any_place(admin: Browser, backends: Backends) -> None:
    name = f"Sofia {uuid4().hex}"
    ids = [backends.identity.add_person("student", f"{name} {number}").person_id for number in range(5)]
    status, page = await admin.send("GET", "/people", params={"query": name, "skip": "3"})
    assert (status, [one["person_id"] for one in page["items"]], page["total"]) == (200, ids[3:], 5)
    for skip in ("-1", "1000001"):
        status, problem = await admin.send("GET", "/people", params={"skip": skip})
        assert (status, [one["field"] for one in problem["errors"]]) == (422, ["skip"])


@pytest.mark.parametrize(
    ("query", "field"), [({"page_size": "0"}, "page_size"), ({"role": "king"}, "role"), ({"colour": "blue"}, "colour")]
)
async def test_a_wrong_query_is_named_by_its_field(admin: Browser, query: dict[str, str], field: str) -> None:
    status, problem = await admin.send("GET", "/people", params=query)
    assert (status, problem["reason"]) == (422, "INVALID_INPUT")
    assert [one["field"] for one in problem["errors"]] == [field]


async def test_a_wrong_body_is_named_by_its_fields_and_not_repeated(teacher: Browser) -> None:
    body = {"course_id": "secret-value", "room_id": str(uuid4()), "late_after_seconds": -1}
    status, problem = await teacher.send("POST", "/sessions", json=body)
    assert status == 422
    assert {one["field"] for one in problem["errors"]} == {"course_id", "late_after_seconds", "request_id"}
    assert "secret-value" not in str(problem)


async def test_what_is_not_json_is_refused(teacher: Browser) -> None:
    status, problem = await teacher.send("POST", "/sessions", data=b"{", headers={"Content-Type": "application/json"})
    assert (status, problem["reason"]) == (400, "NOT_JSON")
    status, problem = await teacher.send("POST", "/sessions", data={"a": "b"})
    assert (status, problem["reason"]) == (415, "UNSUPPORTED_TYPE")


async def test_a_login_body_of_many_bytes_is_not_read(browser: Browser) -> None:
    status, problem = await browser.send("POST", "/login", json={"email": "a@b.c", "password": "x" * 9000})
    assert (status, problem["reason"]) == (413, "TOO_LARGE")


def new_session(**more: Any) -> dict[str, Any]:
    return {"course_id": str(uuid4()), "room_id": str(uuid4()), "request_id": str(uuid4()), **more}


async def test_a_services_refusal_keeps_its_reason_sentence_and_fields(teacher: Browser, backends: Backends) -> None:
    backends.attendance.add_session()
    status, problem = await teacher.send("POST", "/sessions", json=new_session())
    assert (status, problem["reason"]) == (409, "SESSION_ALREADY_OPEN")
    assert problem["metadata"]["session_id"] == next(iter(backends.attendance.sessions))
    assert problem["type"] == "urn:presence:problem:session-already-open"


async def test_a_services_word_on_a_field_is_told_as_that_fields_error(teacher: Browser) -> None:
    status, problem = await teacher.send("POST", "/sessions", json=new_session(late_after_seconds=7200))
    assert status == 422
    assert problem["errors"] == [{"field": "late_after", "message": "must be at most an hour"}]


async def test_a_fault_is_answered_internal_error_and_its_text_stays_inside(admin: Browser) -> None:
    status, problem = await admin.send("DELETE", f"/cameras/{uuid4()}/keys/{uuid4()}")
    assert (status, problem["detail"], problem["reason"]) == (500, "internal error", "INTERNAL")
    assert problem["request_id"]


async def test_a_request_id_is_taken_along_and_comes_back(teacher: Browser) -> None:
    _, headers, _ = await teacher.send_raw("GET", "/me", headers={"X-Request-Id": "from-the-page"})
    assert headers["X-Request-Id"] == "from-the-page"
    _, headers, _ = await teacher.send_raw("GET", "/me", headers={"X-Request-Id": "not fit for a log {}"})
    assert headers["X-Request-Id"] != "not fit for a log {}"


async def test_unknown_addresses_ids_and_methods_are_problems(admin: Browser) -> None:
    assert (await admin.send("GET", "/nothing"))[0] == 404
    assert (await admin.send("GET", "/people/not-a-uuid"))[0] == 404
    status, problem = await admin.send("PUT", "/people")
    assert (status, problem["reason"]) == (405, "METHOD_NOT_ALLOWED")


async def test_a_session_is_exported_as_a_file_with_its_name(teacher: Browser, backends: Backends) -> None:
    session_id = backends.attendance.add_session(students=2)
    status, headers, body = await teacher.send_raw("GET", f"/sessions/{session_id}/export.csv")
    assert status == 200
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''Physik%20%C3%9Cbung.csv" in headers["Content-Disposition"]
    assert body.decode().splitlines() == ["name,status", "Student 0,0", "Student 1,0"]


async def test_training_is_started_once_joined_from_its_beginning_and_followed_to_its_end(
    admin: Browser, backends: Backends
) -> None:
    request_id = str(uuid4())
    for pod in backends.pods:
        pod.run_id = request_id  # pods share their runs in a database; these have none
    status, run = await admin.send("POST", "/training-runs", json={"request_id": request_id})
    assert (status, run["request_id"], run["state"]) == (202, request_id, "running")
    status, problem = await admin.send("POST", "/training-runs", json={"request_id": str(uuid4())})
    assert (status, problem["reason"], problem["metadata"]) == (409, "TRAINING_UNDER_WAY", {"request_id": request_id})
    async with admin.socket(f"/training-runs/{request_id}/events") as ws:
        told = [await next_json(ws) for _ in range(4)]
        assert [one["type"] for one in told] == ["progress", "rejected", "log", "done"]
        assert told[1]["reason"] == "too_dark"
        await ws.receive()
        assert ws.close_code == 1000
    async with admin.socket(f"/training-runs/{uuid4()}/events") as ws:
        await ws.receive()
        assert ws.close_code == 4404


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Presence</title>")
    script = "let x = 1;\n" * 500
    (tmp_path / "assets" / "index-BqX3f9aK.js").write_text(script)
    (tmp_path / "assets" / "index-BqX3f9aK.js.br").write_bytes(brotli.compress(script.encode()))
    return tmp_path


async def test_the_web_client_is_served_with_its_routes_and_a_strict_policy(built: Path) -> None:
    async with running_backends() as backends:
        targets = {process: backends.target(process) for process in ("identity", "attendance", "recognition")}
        async with running_gateway(targets, built) as gateway:
            browser = Browser(gateway)
            async with browser.http.get(f"{gateway.url}/sessions/123") as page:
                assert "<title>Presence</title>" in await page.text()
                assert page.headers["Cache-Control"] == "no-cache"
                policy = page.headers["Content-Security-Policy"]
                assert "default-src 'self'" in policy
                assert "unsafe" not in policy
                assert page.headers["X-Content-Type-Options"] == "nosniff"
                etag = page.headers["ETag"]
            async with browser.http.get(f"{gateway.url}/", headers={"If-None-Match": etag}) as again:
                assert again.status == 304
            for accepted, sent in (("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", None)):
                told = {"Accept-Encoding": accepted}
                async with browser.http.get(f"{gateway.url}/assets/index-BqX3f9aK.js", headers=told) as script:
                    assert "immutable" in script.headers["Cache-Control"]
                    assert script.headers.get("Content-Encoding") == sent
                    assert (await script.text()).startswith("let x")
            for path in (
                "/assets/index-gone.js",
                "/assets/index-BqX3f9aK.js.br",
                "/../serving.py",
                "/%2e%2e/serving.py",
            ):
                async with browser.http.get(f"{gateway.url}{path}") as missing:
                    assert missing.status == 404
            async with browser.http.get(f"{gateway.url}/healthz") as health:
                assert (health.status, (await health.json())["status"]) == (200, "serving")
            await browser.close()


async def test_it_starts_before_its_services_and_says_what_is_not_there(tmp_path: Path) -> None:
    nobody = dict.fromkeys(("identity", "attendance", "recognition"), "ipv4:127.0.0.1:9")
    async with running_gateway(nobody, tmp_path / "not built") as gateway:
        browser = Browser(gateway)
        async with browser.http.get(f"{gateway.url}/healthz") as health:
            assert (health.status, (await health.json())["services"]["identity"]) == (503, "unreachable")
        status, headers, problem = await browser.send_raw("POST", "/login", json={"email": "a@b.c", "password": "x"})
        assert (status, problem["reason"], headers["Retry-After"]) == (503, "PEER_UNAVAILABLE", "2")
        assert "needed for this does not answer" in problem["detail"]
        async with browser.http.get(f"{gateway.url}/") as page:
            assert (page.status, "not built" in await page.text()) == (503, True)
        await browser.close()


async def test_cameras_find_the_services_from_the_one_address(browser: Browser, backends: Backends) -> None:
    async with browser.http.get(f"{browser.gateway.url}/.well-known/presence.json") as answer:
        assert await answer.json() == {
            **{process: backends.target(process) for process in ("identity", "attendance", "recognition")},
            "tls": False,
        }


async def test_a_taken_port_is_an_error_of_the_port(gateway: Gateway) -> None:
    with pytest.raises(OSError, match="address already in use"):
        await web.TCPSite(gateway.runner, "127.0.0.1", int(gateway.url.rsplit(":", 1)[1])).start()
