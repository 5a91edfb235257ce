"""CSRF tokens, cookies' names, shared renewals, origins."""

import asyncio
import base64
import json
from datetime import UTC, datetime

import grpc
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from presence.identity.v1.identity_service_pb2 import Token

from gateway.login.jar import CookieRules, LoginJar
from gateway.login.login import Login, read_login
from gateway.login.logins import Logins
from gateway.login.origin import Origins
from gateway.login.refresh import Renewals
from gateway.problems import ProblemError


def login(login_id: str = "l1", subject: str = "p1") -> Login:
    return Login(login_id, "token", subject, "teacher", datetime(2026, 3, 1, tzinfo=UTC))


def test_a_csrf_token_belongs_to_one_login_of_one_person_of_one_installation() -> None:
    rules = CookieRules(secure=False, csrf_key=b"k" * 32)
    token = rules.csrf_token(login())
    assert rules.csrf_token(login()) == token
    assert rules.csrf_token(login(login_id="l2")) != token
    assert rules.csrf_matches(login(), token)
    assert not rules.csrf_matches(None, token)
    assert not rules.csrf_matches(login(), f"{token}\udcff")  # bytes that are no text
    assert rules.csrf_token(login(subject="p2")) != token
    assert CookieRules(secure=False, csrf_key=b"x" * 32).csrf_token(login()) != token


def test_cookies_are_bound_to_the_host_wherever_browsers_allow_it() -> None:
    for what in ("access", "refresh", "login", "csrf", "kiosk", "kiosk_access"):
        assert CookieRules(secure=True, csrf_key=b"").name(what) == f"__Host-presence_{what}"
        assert CookieRules(secure=False, csrf_key=b"").name(what) == f"presence_{what}"


def test_every_cookie_of_a_log_in_by_https_is_bound_to_the_host() -> None:
    jar = LoginJar(make_mocked_request("GET", "/"), CookieRules(secure=True, csrf_key=b"k" * 32))
    claims = base64.urlsafe_b64encode(json.dumps({"sub": "p1", "role": "teacher", "exp": 4_000_000_000}).encode())
    jar.begin(Token(access_token=f"e30.{claims.decode()}.c2ln", refresh_token="r"))
    answer = web.Response()
    jar.write(answer)
    assert len(answer.cookies) == 4
    for name, cookie in answer.cookies.items():
        assert name.startswith("__Host-presence_")
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
        assert bool(cookie["httponly"]) == (name != "__Host-presence_csrf")
        assert cookie["samesite"] in ("Strict", "Lax")


def test_every_cookie_of_a_kiosk_by_https_is_bound_to_the_host_strict_and_outlives_the_browser() -> None:
    jar = LoginJar(make_mocked_request("GET", "/"), CookieRules(secure=True, csrf_key=b"k" * 32))
    claims = base64.urlsafe_b64encode(
        json.dumps({"sub": "c1", "role": "kiosk", "exp": 4_000_000_000, "sid": "k1"}).encode()
    )
    jar.kiosk.renew(Token(access_token=f"e30.{claims.decode()}.c2ln", refresh_token="r"))
    answer = web.Response()
    jar.write(answer)
    assert set(answer.cookies) == {f"__Host-presence_{what}" for what in ("kiosk", "kiosk_access", "csrf")}
    for name, cookie in answer.cookies.items():
        assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Strict")
        assert bool(cookie["httponly"]) == (name != "__Host-presence_csrf")
        assert int(cookie["max-age"]) > 365 * 24 * 3600


@pytest.mark.parametrize("token", ["", "a.b", "a.!!!.c", f"a.{base64.b64encode(b'[]').decode()}.c", "a.e30.c"])
def test_what_is_no_token_is_no_login(token: str) -> None:
    assert read_login("l1", token) is None


def test_a_token_says_who_and_until_when() -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"sub": "p", "role": "admin", "exp": 1_772_323_200}).encode())
    found = read_login("l1", f"h.{claims.decode().rstrip('=')}.s")
    assert found is not None
    assert (found.subject, found.role, found.expire_time) == ("p", "admin", datetime(2026, 3, 1, tzinfo=UTC))


class Exchange:
    """Counts exchanges and answers when let."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer = asyncio.Event()
        self.failing = False

    async def __call__(self, refresh_token: str) -> Token:
        self.asked.append(refresh_token)
        await self.answer.wait()
        if self.failing:
            raise grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata())
        return Token(refresh_token=f"after {refresh_token}")


async def test_requests_that_come_together_share_one_renewal_even_if_the_first_gives_up() -> None:
    exchange = Exchange()
    renewals = Renewals(exchange)
    first, second = (asyncio.create_task(renewals.renew("a")) for _ in range(2))
    await asyncio.wait((first, second), timeout=0)
    first.cancel()
    exchange.answer.set()
    assert (await second).refresh_token == "after a"
    assert (await renewals.renew("a")).refresh_token == "after a"  # a straggler with the old cookie
    assert exchange.asked == ["a"]


async def test_a_renewal_is_forgotten_after_a_while_or_when_it_failed() -> None:
    exchange = Exchange()
    exchange.answer.set()
    now = 0.0
    renewals = Renewals(exchange, keep_seconds=30, size=2, monotonic=lambda: now)
    await renewals.renew("a")
    now = 31.0
    await renewals.renew("a")
    exchange.failing = True
    with pytest.raises(grpc.aio.AioRpcError):
        await renewals.renew("b")
    exchange.failing = False
    await renewals.renew("b")
    assert exchange.asked == ["a", "a", "b", "b"]


async def test_the_oldest_renewal_goes_when_there_are_too_many() -> None:
    exchange = Exchange()
    exchange.answer.set()
    renewals = Renewals(exchange, size=2)
    for token in ("a", "b", "c", "b", "a"):
        await renewals.renew(token)
    assert exchange.asked == ["a", "b", "c", "a"]


async def test_a_refusal_keeps_nothing_of_those_before_it() -> None:
    logins = Logins(Renewals(Exchange()), renew_early_seconds=10)

    async def frames() -> int:
        jar = LoginJar(make_mocked_request("GET", "/"), CookieRules(secure=False, csrf_key=b""))
        with pytest.raises(ProblemError) as refused:
            await logins.ensure(jar)
        return len(refused.traceback)

    assert [await frames() for _ in range(3)] == [await frames()] * 3


@pytest.mark.parametrize(
    ("public_url", "origin", "allowed"),
    [
        ("https://presence.example.edu", "https://presence.example.edu", True),
        ("https://presence.example.edu", "https://presence.example.edu:8443", False),
        ("https://presence.example.edu", "http://presence.example.edu", False),
        ("https://presence.example.edu", "https://evil.example", False),
        ("https://presence.example.edu", "https://presence.example.edu.evil.example", False),
        ("https://presence.example.edu", "null", False),
        ("https://presence.example.edu", None, True),
        ("http://127.0.0.1:8080", "http://localhost:8080", True),
        ("http://127.0.0.1:8080", "http://localhost:8081", False),
    ],
)
def test_only_our_own_pages_may_change_something(public_url: str, origin: str | None, allowed: bool) -> None:
    request = make_mocked_request("POST", "/", headers={"Origin": origin} if origin else {})
    if allowed:
        Origins(public_url).check(request)
    else:
        with pytest.raises(ProblemError):
            Origins(public_url).check(request)


def test_a_websocket_must_say_where_it_comes_from() -> None:
    with pytest.raises(ProblemError):
        Origins("http://127.0.0.1:8080").check(make_mocked_request("GET", "/"), required=True)
