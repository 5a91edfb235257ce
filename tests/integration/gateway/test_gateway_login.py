"""Logging in through the gateway, staying logged in, and being refused."""

import asyncio

from tests.fakes.identity_account_servicer import PASSWORD
from tests.integration.gateway.serving import Backends, Browser, Gateway


async def test_a_login_sets_cookies_that_scripts_cannot_read_and_one_that_they_can(
    browser: Browser, backends: Backends
) -> None:
    person = backends.identity.add_person("student", "Grace Hopper")
    status, headers, me = await browser.send_raw("POST", "/login", json={"email": person.email, "password": PASSWORD})
    cookies = {line.split("=")[0]: line for line in headers.getall("Set-Cookie")}
    assert status == 200
    assert (me["display_name"], me["role"]) == ("Grace Hopper", "student")
    assert all("HttpOnly" in cookies[f"presence_{what}"] for what in ("access", "refresh", "login"))
    assert "SameSite=Strict" in cookies["presence_refresh"]
    assert "SameSite=Lax" in cookies["presence_access"]
    assert "HttpOnly" not in cookies["presence_csrf"]


async def test_wrong_credentials_are_answered_without_saying_which_half(browser: Browser, backends: Backends) -> None:
    person = backends.identity.add_person("student")
    wrong = await browser.send("POST", "/login", json={"email": person.email, "password": "guess"})
    unknown = await browser.send("POST", "/login", json={"email": "nobody@example.edu", "password": "guess"})
    assert [status for status, _ in (wrong, unknown)] == [401, 401]
    assert wrong[1]["detail"] == unknown[1]["detail"]


async def test_too_many_attempts_say_when_to_try_again(browser: Browser, backends: Backends) -> None:
    backends.identity.attempts_left = 0
    try:
        status, headers, problem = await browser.send_raw("POST", "/login", json={"email": "a@b.c", "password": "x"})
    finally:
        backends.identity.attempts_left = 1000
    assert (status, headers["Retry-After"], problem["reason"]) == (429, "13", "TOO_MANY_ATTEMPTS")


async def test_nobody_is_anybody_before_logging_in(browser: Browser) -> None:
    status, headers, problem = await browser.send_raw("GET", "/me")
    assert (status, problem["reason"]) == (401, "NOT_LOGGED_IN")
    assert headers["Content-Type"] == "application/problem+json"


async def test_an_unsafe_request_needs_the_csrf_token(teacher: Browser) -> None:
    status, problem = await teacher.send("POST", "/me/password", csrf=False, json={})
    assert (status, problem["reason"]) == (403, "CSRF_TOKEN_WRONG")


async def test_another_logins_csrf_token_does_not_help(teacher: Browser, gateway: Gateway, backends: Backends) -> None:
    other = Browser(gateway)
    try:
        await other.log_in(backends.identity.add_person("teacher"))
        stolen = {"X-CSRF-Token": other.cookie("presence_csrf")}
        status, problem = await teacher.send("POST", "/me/password", csrf=False, headers=stolen, json={})
    finally:
        await other.close()
    assert (status, problem["reason"]) == (403, "CSRF_TOKEN_WRONG")


async def test_a_request_from_another_sites_page_is_refused(teacher: Browser) -> None:
    status, problem = await teacher.send("POST", "/logout", headers={"Origin": "https://evil.example"})
    assert (status, problem["reason"]) == (403, "WRONG_ORIGIN")


async def test_an_access_token_about_to_end_is_renewed_once_for_requests_that_come_together(
    browser: Browser, backends: Backends
) -> None:
    identity = backends.identity
    identity.access_seconds = 1.2  # less than is kept back for renewing early
    try:
        await browser.log_in(identity.add_person("teacher"))
    finally:
        identity.access_seconds = 600.0
    before = identity.refreshes
    # one session's cookies in every request, as a page that loads sends them
    cookies = {name: browser.cookie(name) for name in ("presence_access", "presence_refresh", "presence_login")}
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    answers = await asyncio.gather(*(browser.send("GET", "/me", headers=header) for _ in range(8)))
    assert {status for status, _ in answers} == {200}
    assert identity.refreshes == before + 1
    assert (await browser.send("GET", "/me"))[0] == 200  # with the new cookies
    assert identity.refreshes == before + 1


async def test_a_login_that_was_ended_elsewhere_ends_here_and_takes_its_cookies_along(
    browser: Browser, backends: Backends
) -> None:
    identity = backends.identity
    identity.access_seconds = 1.2  # less than is kept back for renewing early
    try:
        await browser.log_in(identity.add_person("teacher"))
    finally:
        identity.access_seconds = 600.0
    identity.end_logins()
    status, problem = await browser.send("GET", "/me")
    assert (status, problem["reason"]) == (401, "NOT_LOGGED_IN")
    assert browser.cookie("presence_refresh") == ""


async def test_logging_out_ends_the_login_everywhere(teacher: Browser, backends: Backends) -> None:
    refresh_token = teacher.cookie("presence_refresh")
    assert (await teacher.send("POST", "/logout"))[0] == 204
    assert (await teacher.send("GET", "/me"))[0] == 401
    family = next(one for one in backends.identity._families if one.newest == refresh_token)
    assert family.revoked


async def test_a_wrong_current_password_is_no_lost_login(teacher: Browser) -> None:
    wrong = {"current_password": "guess", "new_password": "a kettle hums at dusk"}
    status, problem = await teacher.send("POST", "/me/password", json=wrong)
    assert (status, problem["reason"]) == (422, "WRONG_PASSWORD")
    right = {**wrong, "current_password": PASSWORD}
    assert (await teacher.send("POST", "/me/password", json=right))[0] == 204
    assert (await teacher.send("GET", "/me"))[0] == 200
