"""Logging in with another provider: two pages that are nothing but redirects."""

import re
from base64 import urlsafe_b64encode
from urllib.parse import quote, urlsplit

import structlog
from aiohttp import web
from presence.identity.v1 import identity_service_pb2 as identity

from gateway.convert.accounts import challenge_of
from gateway.dispatch_errors import as_problem
from gateway.login.oidc_cookie import OidcCookie
from gateway.models.oidc import OidcCallbackQuery, OidcStartQuery
from gateway.routes.entering import begin
from gateway.routes.route import PUBLIC, Call, Route, Routes

LOGIN_PAGE = "/login"
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("accounts")


async def start_oidc_login(call: Call[OidcStartQuery]) -> web.Response:
    """Sends the browser to the provider."""
    try:
        # the provider's page sends the browser back without its strict cookies: the earlier login is named now
        request = identity.StartOidcLoginRequest(
            next_path=own_path(call.input.next), refresh_token=call.jar.refresh_token
        )
        answer = await call.ask_publicly(call.own.identity.StartOidcLogin, request)
    except Exception as error:
        return _back_to_login(error)
    if urlsplit(answer.authorization_url).scheme not in ("https", "http"):
        raise ValueError("identity named a provider whose address is no web address")
    response = _redirect(302, answer.authorization_url)
    OidcCookie(call.jar.rules).write(response, answer.login_state)
    return response


async def complete_oidc_login(call: Call[OidcCallbackQuery]) -> web.Response:
    """Ends the log-in with what the provider sent the browser back with."""
    cookie = OidcCookie(call.jar.rules)
    response = await _completed(call, cookie.read(call.request))
    cookie.delete(response)
    return response


async def _completed(call: Call[OidcCallbackQuery], login_state: str) -> web.Response:
    given = call.input
    if given.error or not given.code:
        return _to_login("OIDC_ABANDONED")
    if not login_state:
        return _to_login("OIDC_STATE_LOST")  # begun in another browser, or longer ago than the cookie lives
    request = identity.CompleteOidcLoginRequest(
        login_state=login_state, state=given.state, code=given.code, client=call.client
    )
    try:
        answer = await call.ask_publicly(call.own.identity.CompleteOidcLogin, request, timeout_seconds=20.0)
        if answer.HasField("challenge"):
            # in the fragment: it reaches neither a server nor its log
            document = challenge_of(answer.challenge).model_dump_json().encode()
            fragment = urlsafe_b64encode(document).decode().rstrip("=")
            return _redirect(
                303, f"{LOGIN_PAGE}?next={quote(own_path(answer.next_path), safe='')}#second-factor={fragment}"
            )
        await begin(call, answer.token)
    except Exception as error:
        return _back_to_login(error)
    return _redirect(303, own_path(answer.next_path))


def own_path(path: str) -> str:
    """The path if it is one of the web client's own pages; else its first page. No other site, and not the API."""
    if not _OWN_PATH.fullmatch(path) or path.startswith("/api/"):
        return "/"
    return path


def _back_to_login(error: Exception) -> web.Response:
    problem = as_problem(error)
    _log.info("log-in with the provider failed", reason=problem.reason)
    return _to_login(problem.reason)


def _to_login(reason: str) -> web.Response:
    return _redirect(303, f"{LOGIN_PAGE}?problem={quote(reason, safe='')}")


def _redirect(status: int, location: str) -> web.Response:
    return web.Response(status=status, headers={"Location": location, "Cache-Control": "no-store"})


ROUTES: Routes = (
    Route(
        "GET",
        "/login/oidc/start",
        start_oidc_login,
        OidcStartQuery,
        None,
        "Sends the browser to the configured OpenID Connect provider",
        PUBLIC,
        status=302,
        produces=(),
    ),
    Route(
        "GET",
        "/login/oidc/callback",
        complete_oidc_login,
        OidcCallbackQuery,
        None,
        "Where the provider sends the browser back to; ends at `next`, or at /login?problem=",
        PUBLIC,
        status=303,
        produces=(),
    ),
)
