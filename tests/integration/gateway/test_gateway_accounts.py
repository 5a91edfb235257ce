"""Second factors, other providers, resets, files and logs, through the gateway."""

import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_network
from uuid import uuid4

import pytest
from presence.identity.v1 import account_service_pb2 as account
from presence.identity.v1 import audit_service_pb2 as audit
from presence.identity.v1 import device_service_pb2 as device
from presence.identity.v1 import identity_service_pb2 as pb

from gateway.live.socket import Close
from gateway.models.imports import ImportSummary
from tests.fakes.identity_account_servicer import PASSWORD, PROVIDER, RECOVERY_CODE, stamp
from tests.integration.gateway.serving import Backends, Browser, close_code, next_json, running_gateway

START = "/login/oidc/start"
CALLBACK = "/login/oidc/callback"


async def test_a_second_factor_is_asked_for_before_any_cookie_is_set(browser: Browser, backends: Backends) -> None:
    person = backends.identity.add_person("admin")
    backends.identity.with_second_factor.add(person.person_id)
    credentials = {"email": person.email, "password": PASSWORD}
    status, challenge = await browser.send("POST", "/login", json=credentials)
    assert (status, challenge["passkey_options"]) == (202, {"challenge": "AAAA"})
    assert browser.cookie("presence_access") == ""
    answer = {"challenge_token": challenge["challenge_token"]}
    status, problem = await browser.send("POST", "/login/second-factor", json={**answer, "passkey": {"id": "x"}})
    assert (status, problem["reason"]) == (401, "SECOND_FACTOR_REFUSED")
    status, me = await browser.send("POST", "/login/second-factor", json={**answer, "passkey": {"id": "k"}})
    assert (status, me["person_id"], me["recovery_codes_left"]) == (200, person.person_id, 9)
    assert (await browser.send("GET", "/me"))[0] == 200


async def test_a_recovery_code_serves_as_well_and_both_at_once_do_not(browser: Browser, backends: Backends) -> None:
    person = backends.identity.add_person("admin")
    backends.identity.with_second_factor.add(person.person_id)
    await browser.send("POST", "/login", json={"email": person.email, "password": PASSWORD})
    answer = {"challenge_token": "a challenge", "recovery_code": RECOVERY_CODE}
    status, problem = await browser.send("POST", "/login/second-factor", json={**answer, "passkey": {"id": "k"}})
    assert (status, problem["reason"]) == (422, "INVALID_INPUT")
    assert (await browser.send("POST", "/login/second-factor", json=answer))[0] == 200


async def test_who_must_add_a_second_factor_gets_no_cookie_before(browser: Browser, backends: Backends) -> None:
    person = backends.identity.add_person("teacher")
    backends.identity.to_enrol.add(person.person_id)
    status, challenge = await browser.send("POST", "/login", json={"email": person.email, "password": PASSWORD})
    assert (status, challenge["enrol"]) == (202, True)
    assert browser.cookie("presence_access") == ""
    answer = {"challenge_token": challenge["challenge_token"], "credential": {"id": "x"}, "label": "My phone"}
    status, problem = await browser.send("POST", "/login/enrolment", json=answer)
    assert (status, problem["reason"]) == (401, "SECOND_FACTOR_REFUSED")
    status, me = await browser.send("POST", "/login/enrolment", json={**answer, "credential": {"id": "k"}})
    assert (status, me["person_id"], me["recovery_codes"]) == (200, person.person_id, [RECOVERY_CODE])
    asked = backends.identity.asked[-1]
    assert isinstance(asked, pb.EnrolSecondFactorRequest)
    assert (asked.label, asked.client.address) == ("My phone", "127.0.0.1")
    assert (await browser.send("GET", "/me"))[0] == 200


async def test_what_is_sensitive_asks_for_the_password_and_is_then_repeated(admin: Browser) -> None:
    for path in (f"/me/logins/{uuid4()}", f"/people/{uuid4()}/logins/{uuid4()}"):
        status, problem = await admin.send("DELETE", path)
        assert (status, problem["reason"]) == (409, "PROOF_NEEDED")
    status, problem = await admin.send("GET", "/me/proof")
    assert (status, problem["reason"]) == (409, "PROOF_NEEDED")
    status, problem = await admin.send("POST", "/me/proof", json={"password": "not this one"})
    assert (status, problem["reason"]) == (422, "WRONG_PASSWORD")
    assert await admin.send("POST", "/me/proof", json={"password": PASSWORD}) == (204, None)
    assert await admin.send("GET", "/me/proof") == (204, None)
    assert await admin.send("DELETE", f"/me/logins/{uuid4()}") == (204, None)


async def test_logging_in_over_a_login_ends_it(browser: Browser, backends: Backends) -> None:
    first, second = backends.identity.add_person("teacher"), backends.identity.add_person("student")
    await browser.log_in(first)
    earlier = browser.cookie("presence_refresh")
    await browser.log_in(second)
    assert backends.identity.ended(earlier)
    kept = browser.cookie("presence_refresh")
    # the provider's page sends the browser back without strict cookies: which login is over is said before
    await browser.send("GET", f"{START}?next=/", allow_redirects=False)
    (asked,) = [one for one in backends.identity.asked[-1:] if isinstance(one, pb.StartOidcLoginRequest)]
    assert asked.refresh_token == kept != earlier


async def test_identity_is_told_by_the_gateway_itself_where_a_log_in_comes_from(
    browser: Browser, backends: Backends
) -> None:
    person = backends.identity.add_person("teacher")
    headers = {"X-Forwarded-For": "203.0.113.9", "User-Agent": "A browser " + "x" * 400}
    await browser.send("POST", "/login", json={"email": person.email, "password": PASSWORD}, headers=headers)
    client, authorization = backends.identity.clients[-1]
    assert client.address == "127.0.0.1"  # nobody said that this peer may be believed
    assert client.user_agent == ("A browser " + "x" * 400)[:300]
    principal = await backends.identity.verify(authorization.removeprefix("Bearer "))
    assert (principal.subject, principal.role) == ("gateway", "service")


async def test_a_trusted_proxy_is_believed(backends: Backends) -> None:
    targets = {process: backends.target(process) for process in ("identity", "attendance", "recognition")}
    async with running_gateway(targets, trusted_proxies=(ip_network("127.0.0.0/8"),)) as gateway:
        browser = Browser(gateway)
        person = backends.identity.add_person("teacher")
        headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        await browser.send("POST", "/login", json={"email": person.email, "password": PASSWORD}, headers=headers)
        await browser.close()
    assert backends.identity.clients[-1][0].address == "203.0.113.9"


async def test_a_provider_logs_in_whoever_it_vouches_for_and_the_page_goes_on(
    browser: Browser, backends: Backends
) -> None:
    person = backends.identity.add_person("teacher")
    status, headers, _ = await browser.send_raw("GET", f"{START}?next=/sessions", allow_redirects=False)
    assert (status, headers["Location"]) == (302, PROVIDER)
    kept = headers["Set-Cookie"]
    assert all(part in kept for part in ("HttpOnly", "SameSite=Lax", "Max-Age=600")), kept
    back = f"{CALLBACK}?state=abc&code={person.email}&iss=https://provider.example"
    status, headers, _ = await browser.send_raw("GET", back, allow_redirects=False)
    assert (status, headers["Location"]) == (303, "/sessions")
    assert browser.cookie("presence_oidc") == ""
    assert (await browser.send("GET", "/me"))[1]["person_id"] == person.person_id


async def test_a_second_factor_is_asked_for_after_a_provider_too(browser: Browser, backends: Backends) -> None:
    person = backends.identity.add_person("admin")
    backends.identity.with_second_factor.add(person.person_id)
    await browser.send("GET", f"{START}?next=/audit", allow_redirects=False)
    _, headers, _ = await browser.send_raw("GET", f"{CALLBACK}?state=abc&code={person.email}", allow_redirects=False)
    page, _, fragment = headers["Location"].partition("#second-factor=")
    assert page == "/login?next=%2Faudit"
    document = json.loads(urlsafe_b64decode(fragment + "=" * (-len(fragment) % 4)))
    assert document["challenge_token"] == "a challenge"
    assert browser.cookie("presence_access") == ""


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("state=abc&code=stranger@example.org", "OIDC_EMAIL_NOT_INVITED"),
        ("error=access_denied", "OIDC_ABANDONED"),
        ("state=abc", "OIDC_ABANDONED"),
    ],
)
async def test_what_the_provider_does_not_vouch_for_ends_at_the_log_in_page(
    browser: Browser, query: str, problem: str
) -> None:
    await browser.send("GET", START, allow_redirects=False)
    status, headers, _ = await browser.send_raw("GET", f"{CALLBACK}?{query}", allow_redirects=False)
    assert (status, headers["Location"]) == (303, f"/login?problem={problem}")


async def test_a_provider_sent_to_another_browser_logs_nobody_in(browser: Browser, backends: Backends) -> None:
    person = backends.identity.add_person("teacher")
    query = f"{CALLBACK}?state=abc&code={person.email}"
    _, headers, _ = await browser.send_raw("GET", query, allow_redirects=False)
    assert headers["Location"] == "/login?problem=OIDC_STATE_LOST"


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "/api/v1/me", "/a%0d%0ab"]
)
async def test_a_log_in_never_sends_a_browser_elsewhere(browser: Browser, backends: Backends, path: str) -> None:
    await browser.send("GET", f"{START}?next={path}", allow_redirects=False)
    (asked,) = [one for one in backends.identity.asked[-1:] if isinstance(one, pb.StartOidcLoginRequest)]
    assert asked.next_path == "/"


async def test_a_reset_answers_nothing_and_says_where_it_comes_from(browser: Browser, backends: Backends) -> None:
    sent = {"email": "nobody@example.edu", "language": "ne"}
    assert await browser.send("POST", "/password-reset", json=sent) == (204, None)
    asked = backends.identity.asked[-1]
    assert isinstance(asked, pb.RequestPasswordResetRequest)
    assert (asked.email, asked.language, asked.client.address) == ("nobody@example.edu", "ne", "127.0.0.1")


async def test_logins_are_listed_and_ended_for_oneself_and_for_others(admin: Browser, backends: Backends) -> None:
    status, logins = await admin.send("GET", "/me/logins")
    assert (status, logins["items"][0]["address"], logins["items"][0]["last_use_time"]) == (200, "192.0.2.7", None)
    person_id = str(uuid4())
    assert await admin.send("DELETE", f"/people/{person_id}/logins") == (200, {"ended": 3})
    assert backends.identity.asked[-1] == account.EndLoginsRequest(person_id=person_id)


async def test_a_passkey_brings_recovery_codes(admin: Browser, backends: Backends) -> None:
    made = {"ticket": "t", "credential": {"id": "k", "response": {"x": [1, None]}}, "label": "Blue key"}
    status, answer = await admin.send("POST", "/me/passkeys", json=made)
    assert (status, answer["passkey"]["label"], answer["recovery_codes"]) == (201, "Blue key", [RECOVERY_CODE])
    asked = backends.identity.asked[-1]
    assert isinstance(asked, account.FinishPasskeyRequest)
    assert json.loads(asked.credential_json) == made["credential"]


async def imported(
    browser: Browser, body: bytes | AsyncIterator[bytes], query: str = "", key: str = ""
) -> tuple[int, list[dict[str, object]]]:
    headers = {"Content-Type": "text/csv", "Idempotency-Key": key or str(uuid4())}
    status, _, answer = await browser.send_raw("POST", f"/people/import{query}", data=body, headers=headers)
    lines = answer.splitlines() if isinstance(answer, bytes) else [json.dumps(answer)]
    return status, [json.loads(line) for line in lines]


async def test_an_import_tells_every_error_by_line_and_then_its_sum(admin: Browser, backends: Backends) -> None:
    status, told = await imported(admin, b"name\nAda\nwrong\n" + b"Grace\n" * 50_000, "?commit=true")
    assert status == 200
    assert told[0]["type"] == "progress"
    assert {"type": "error", "line": 3, "column": "email", "reason": "is no address"} in told
    end = ImportSummary.model_validate(told[-1])
    assert (end.created, end.failed, end.committed) == (50_002, 1, False)
    assert len(backends.identity.imported) == 300_015


async def test_an_import_that_breaks_off_says_so(admin: Browser) -> None:
    status, told = await imported(admin, b"name\naway\n")
    assert (status, told[-1]["type"], told[-1]["reason"]) == (200, "failed", "UNAVAILABLE")


async def test_an_import_that_may_not_be_is_refused_like_any_request(teacher: Browser) -> None:
    status, (problem,) = await imported(teacher, b"name\n" + b"Ada\n" * 1_000_000)
    assert (status, problem["reason"]) == (403, "NOT_ALLOWED")
    status, (problem,) = await imported(teacher, b"name\n", key="not a key")
    assert (status, problem["reason"]) == (400, "IDEMPOTENCY_KEY_MISSING")


async def too_much() -> AsyncIterator[bytes]:
    for _ in range(33):
        yield b"x" * 2**20


@pytest.mark.parametrize("file", [lambda: b"x" * (32 * 2**20 + 1), too_much], ids=["announced", "of unknown length"])
async def test_a_file_larger_than_is_taken_is_refused(
    admin: Browser, file: Callable[[], bytes | AsyncIterator[bytes]]
) -> None:
    status, (problem,) = await imported(admin, file())
    assert (status, problem["reason"]) == (413, "TOO_LARGE")


async def test_the_audit_log_is_searched_and_taken_along(admin: Browser, backends: Backends) -> None:
    status, found = await admin.send("GET", "/audit?action=person.&from=2026-01-01T00:00:00Z&page_size=5")
    assert (status, found["items"][0]["entry_id"]) == (200, 7)
    asked = backends.identity.asked[-1]
    assert isinstance(asked, audit.ListAuditEntriesRequest)
    assert (asked.filter.action, asked.filter.from_time.seconds, asked.page_size) == ("person.", 1767225600, 5)
    status, headers, body = await admin.send_raw("GET", "/audit/export.csv")
    assert (status, body) == (200, b"time,actor\r\nnow,gateway\r\n")
    assert 'filename="audit.csv"' in headers["Content-Disposition"]


async def test_a_download_that_is_refused_is_a_problem_and_no_file(teacher: Browser) -> None:
    status, problem = await teacher.send("GET", "/audit/export.csv")
    assert (status, problem["reason"]) == (403, "NOT_ALLOWED")


async def test_the_outbox_shows_mails(admin: Browser) -> None:
    status, mails = await admin.send("GET", "/mails")
    assert (status, mails["server_configured"], mails["items"][0]["state"]) == (200, False, "waiting")


async def test_a_guardian_reads_the_text_itself(browser: Browser) -> None:
    status, asked = await browser.send("POST", "/guardian-consent/lookup", json={"token": "t"})
    assert (status, asked["guardian_name"]) == (200, "Anne")
    assert len(asked["text"]) > 100


async def test_a_login_that_is_ended_elsewhere_closes_its_sockets_at_once(browser: Browser, backends: Backends) -> None:
    person = backends.identity.add_person("teacher")
    await browser.log_in(person)
    async with browser.socket(f"/sessions/{backends.attendance.add_session()}/events") as ws:
        await next_json(ws)
        await backends.identity.revoke_logins(person.person_id)
        assert await close_code(ws) == Close.LOGIN_ENDED


async def test_deleting_a_camera_revokes_all_its_keys(admin: Browser, backends: Backends) -> None:
    camera_id, identity = str(uuid4()), backends.identity
    keys = [device.DeviceKey(key_id=str(uuid4()), camera_id=camera_id, create_time=stamp()) for _ in range(3)]
    keys[1].revoke_time.CopyFrom(stamp())
    identity.device_keys += keys
    for _ in range(2):  # a retry does no harm
        assert (await admin.send("DELETE", f"/cameras/{camera_id}"))[0] == 204
    assert set(identity.revoked_keys) == {keys[0].key_id, keys[2].key_id}
