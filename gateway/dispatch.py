"""From a request to a handler's input, and from its answer or error to a response."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from gateway.body import read_bounded
from gateway.client import Proxies
from gateway.dispatch_errors import as_problem
from gateway.login.caller import Callers, told_of_its_login
from gateway.login.jar import CSRF_HEADER, CookieRules, LoginJar
from gateway.login.origin import Origins
from gateway.models.base import Nothing
from gateway.problems import ProblemError, from_validation, problem_response, too_large
from gateway.routes.route import Answer, Call, In, Route
from gateway.services import Services
from gateway.system.processes import Processes
from services.common.call_metadata import TokenSource

COMPRESS_FROM_BYTES = 1024


@dataclass(frozen=True)
class Surroundings:
    """What every route needs of the process it runs in."""

    services: Services
    cookies: CookieRules
    origins: Origins
    callers: Callers
    own: Services
    proxies: Proxies
    vouch: TokenSource | None = None
    processes: Processes | None = None

    def call(self, request: web.Request, given: In, jar: LoginJar) -> Call[In]:
        """The request as its handler sees it."""
        client = self.proxies.client_of(request)
        logins = self.callers.people
        return Call(request, given, self.services, jar, logins, self.own, client, self.vouch, self.processes)


def endpoint(route: Route[Any], around: Surroundings) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The aiohttp handler of a route."""

    async def handle(request: web.Request) -> web.StreamResponse:
        jar = LoginJar(request, around.cookies)
        try:
            answer = await _answer(route, request, jar, around)
        except Exception as error:  # answered here, so that a login renewed on the way reaches the browser all the same
            answer = problem_response(told_of_its_login(as_problem(error), route.roles))
        response = _response(answer, route)
        if not response.prepared:
            jar.write(response)
        return response

    return handle


async def _answer(route: Route[Any], request: web.Request, jar: LoginJar, around: Surroundings) -> Answer:
    unsafe = route.method != "GET"
    if unsafe:
        around.origins.check(request)
    caller = await around.callers.of(jar, route.roles)
    if (
        caller is not None
        and unsafe
        and not caller.rules.csrf_matches(caller.login, request.headers.get(CSRF_HEADER, ""))
    ):
        raise ProblemError(
            403, "CSRF_TOKEN_WRONG", f"the header {CSRF_HEADER} must repeat the cookie {jar.rules.name('csrf')}"
        )
    given = await _input(route, request)
    return await route.handler(around.call(request, given, jar))


async def _input(route: Route[Any], request: web.Request) -> BaseModel:
    try:
        if route.input_is_query:
            return _model(route).model_validate(dict(request.query))
        if route.input is Nothing:
            if request.content_length is not None and request.content_length > route.body_bytes_max:
                raise too_large(route.body_bytes_max)
            return Nothing()
        if request.content_type not in route.consumes:
            raise ProblemError(415, "UNSUPPORTED_TYPE", "the body must be application/json")
        body = await read_bounded(request, route.body_bytes_max)
        return _model(route).model_validate_json(body, strict=True)
    except ValidationError as error:
        if any(one["type"] == "json_invalid" for one in error.errors(include_url=False, include_input=False)):
            raise ProblemError(400, "NOT_JSON", "the body is not a JSON document") from None
        raise from_validation(error) from None


def _model(route: Route[Any]) -> type[BaseModel]:
    model: type[BaseModel] = route.input
    return model


def _response(answer: Answer, route: Route[Any]) -> web.StreamResponse:
    if isinstance(answer, web.StreamResponse):
        return answer
    if answer is None:
        return web.Response(status=204)
    body = answer.model_dump_json().encode()
    response = web.Response(status=route.status_of(answer), body=body, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"  # who may see it can change with the next login
    if len(body) >= COMPRESS_FROM_BYTES:
        response.enable_compression()
    return response
