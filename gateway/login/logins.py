"""Makes sure of a login before a request is served, and tells open sockets when theirs ends."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import grpc

from gateway.login.jar import LoginJar
from gateway.login.kiosk_jar import KioskJar
from gateway.login.login import Login
from gateway.login.refresh import Renewals
from gateway.problems import ProblemError, not_logged_in
from services.common.auth import utc_now

SOCKETS_MAX = 64


class Logins:
    """The logins that come by. Holds no login: only which sockets belong to which."""

    def __init__(
        self,
        renewals: Renewals,
        renew_early_seconds: float,
        clock: Callable[[], datetime] = utc_now,
        is_revoked: Callable[[str], bool] = lambda _family: False,
    ) -> None:
        self._renewals = renewals
        self._renew_early_seconds = renew_early_seconds
        self._clock = clock
        self._sockets: dict[str, set[asyncio.Event]] = {}
        self._is_revoked = is_revoked
        self._families: dict[asyncio.Event, str] = {}

    async def ensure(self, jar: LoginJar | KioskJar) -> Login:
        """The jar's login, renewed if its access token is about to end. A 401 problem when nobody is logged in."""
        login = jar.login
        if login is not None and self._is_revoked(login.family):
            jar.end()
            raise not_logged_in()
        if login is not None and self.seconds_left(login) > self._renew_early_seconds:
            return login
        if not jar.can_renew:
            jar.end()
            raise not_logged_in()
        try:
            token = await self._renewals.renew(jar.refresh_token)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.UNAUTHENTICATED:
                raise
            jar.end()
            raise not_logged_in() from None
        return jar.renew(token)

    def seconds_left(self, login: Login) -> float:
        """How long the access token lasts."""
        return (login.expire_time - self._clock()).total_seconds()

    @contextmanager
    def until_end(self, login: Login) -> Iterator[asyncio.Event]:
        """An event that is set when the login is ended here, for the time of a socket.

        A login holds `SOCKETS_MAX` sockets; the next one is a 429 problem.
        """
        ended = asyncio.Event()
        own = self._sockets.setdefault(login.login_id, set())
        if len(own) >= SOCKETS_MAX:
            raise ProblemError(429, "TOO_MANY_SOCKETS", "too many pages of this login are open; close some")
        own.add(ended)
        self._families[ended] = login.family
        try:
            yield ended
        finally:
            own.discard(ended)
            del self._families[ended]
            if not own:
                self._sockets.pop(login.login_id, None)

    def end(self, jar: LoginJar) -> None:
        """The person logs out: sockets of the login close, and its renewed tokens are forgotten."""
        self._renewals.forget(jar.refresh_token)
        login_id = jar.login.login_id if jar.login is not None else ""
        for ended in self._sockets.get(login_id, ()):
            ended.set()

    def ended_elsewhere(self, family: str) -> None:
        """Identity says that a login is over, whoever ended it: its sockets close."""
        for ended, of in self._families.items():
            if family and of == family:
                ended.set()
