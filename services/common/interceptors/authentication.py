"""Verifies the bearer token of every call that is not public and makes its principal known to the handler."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from services.common.errors import Unauthenticated
from services.common.interceptors.wrap import AroundInterceptor, Call, Context
from services.common.principal import Principal, set_principal

AUTHORIZATION_HEADER = "authorization"

Verify = Callable[[str], Awaitable[Principal]]
UntilRevoked = Callable[[Principal], AbstractAsyncContextManager[None]]

_ALWAYS_PUBLIC = ("/grpc.health.v1.Health/", "/grpc.reflection.")  # probes, and a schema that is public anyway


def authentication_interceptor(
    verify: Verify, public_methods: Collection[str], until_revoked: UntilRevoked | None = None
) -> AroundInterceptor:
    """`public_methods` are full names, "/package.Service/Method"; a token sent to one of them is not looked at.

    Streams run inside `until_revoked`, which ends them with their caller's log-in.
    """

    @asynccontextmanager
    async def around(call: Call, _context: Context) -> AsyncIterator[None]:
        if call.method not in public_methods and not call.method.startswith(_ALWAYS_PUBLIC):
            principal = await verify(_bearer(call))
            set_principal(principal)
            if call.streaming and until_revoked is not None:
                async with until_revoked(principal):
                    yield
                return
        yield

    return AroundInterceptor(around)


def _bearer(call: Call) -> str:
    scheme, _, token = call.metadata.get(AUTHORIZATION_HEADER, "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("this call needs an access token")
    return token
