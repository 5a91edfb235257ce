"""What every answer tells the browser, and how its cookies are written where people come by HTTPS."""

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from gateway.headers import security_headers
from gateway.login.origin import Origins


async def headers_of_an_answer(*, secure: bool, subdomains: bool = False) -> web.Response:
    answer = web.Response()
    scheme = "https" if secure else "http"
    origins = Origins(f"{scheme}://presence.example.edu")
    await security_headers(origins, secure=secure, subdomains=subdomains)(make_mocked_request("GET", "/"), answer)
    return answer


async def test_browsers_stay_with_https_for_a_year_where_people_come_by_it() -> None:
    policy = (await headers_of_an_answer(secure=True)).headers["Strict-Transport-Security"]
    assert int(policy.partition("max-age=")[2].partition(";")[0]) >= 365 * 24 * 3600
    assert "Strict-Transport-Security" not in (await headers_of_an_answer(secure=False)).headers


async def test_the_college_says_whether_its_other_sites_stay_with_https_too() -> None:
    said = (await headers_of_an_answer(secure=True, subdomains=True)).headers["Strict-Transport-Security"]
    assert said.endswith("; includeSubDomains")
    unsaid = (await headers_of_an_answer(secure=True)).headers["Strict-Transport-Security"]
    assert "includeSubDomains" not in unsaid
    plain = await headers_of_an_answer(secure=False, subdomains=True)
    assert "Strict-Transport-Security" not in plain.headers


async def test_no_page_is_framed_or_guessed_at_or_told_to_others() -> None:
    headers = (await headers_of_an_answer(secure=True)).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert {policy[name] for name in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert "wss://presence.example.edu" in policy["connect-src"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert not [name for name in headers if name.startswith("Access-Control-")]
