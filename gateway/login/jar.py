"""The login cookies of one request and its answer."""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from aiohttp import web
from presence.identity.v1.identity_service_pb2 import Token

from gateway.login.kiosk_jar import KioskJar
from gateway.login.login import Login, read_login

CSRF_HEADER = "X-CSRF-Token"
DEVICE_DAYS = 400  # browsers keep no cookie for longer
_DEVICE = re.compile(r"[A-Za-z0-9_-]{32,64}")


@dataclass(frozen=True)
class CookieRules:
    """How cookies are written: `secure` needs HTTPS and takes the __Host- prefix; `csrf_key` makes CSRF tokens."""

    secure: bool
    csrf_key: bytes = field(repr=False)

    def name(self, what: Literal["access", "refresh", "login", "csrf", "device", "kiosk", "kiosk_access"]) -> str:
        """The cookie's name in a browser."""
        return f"__Host-presence_{what}" if self.secure else f"presence_{what}"

    def csrf_token(self, login: Login) -> str:
        """The token that unsafe requests of this login must repeat: nobody without the key can make one."""
        return hmac.new(self.csrf_key, f"{login.login_id}.{login.subject}".encode(), sha256).hexdigest()

    def csrf_matches(self, login: Login | None, given: str) -> bool:
        """Whether an unsafe request carries the token of the login it wants to act for."""
        # a header may hold bytes that are no UTF-8, which aiohttp hands on as surrogates
        sent = given.encode(errors="surrogateescape")
        return login is not None and hmac.compare_digest(sent, self.csrf_token(login).encode())


class LoginJar:
    """Reads the cookies of a request, and writes whatever changed to its answer.

    All of a login are session cookies: closing the browser of a classroom computer ends it there. The device's stays.
    """

    def __init__(self, request: web.Request, rules: CookieRules) -> None:
        self.rules = rules
        self._had_cookies = any(name.removeprefix("__Host-").startswith("presence_") for name in request.cookies)
        self.refresh_token: str = request.cookies.get(rules.name("refresh"), "")
        self._login_id: str = request.cookies.get(rules.name("login"), "")
        self.login: Login | None = read_login(self._login_id, request.cookies.get(rules.name("access"), ""))
        self._changed = False
        self._device_id: str = request.cookies.get(rules.name("device"), "")
        self._new_device = False
        self.kiosk = KioskJar(request, rules)

    def device_id(self) -> str:
        """What tells this browser from others, whoever is logged in; drawn here the first time it is asked for."""
        if not _DEVICE.fullmatch(self._device_id):
            self._device_id, self._new_device = secrets.token_urlsafe(32), True
        return self._device_id

    @property
    def can_renew(self) -> bool:
        """Whether the request brought what a refresh needs."""
        return bool(self.refresh_token and self._login_id)

    def begin(self, token: Token) -> Login:
        """A new login; cookies of an earlier one are replaced."""
        self._login_id = secrets.token_urlsafe(16)
        return self.renew(token)

    def renew(self, token: Token) -> Login:
        """The same login goes on with new tokens."""
        login = read_login(self._login_id, token.access_token)
        if login is None:
            raise ValueError("identity issued an access token that cannot be read")
        self.login = login
        self.refresh_token = token.refresh_token
        self._changed = True
        return login

    def end(self) -> None:
        """Nobody is logged in any more."""
        self.login = None
        self.refresh_token = ""
        self._changed = self._had_cookies

    def write(self, response: web.StreamResponse) -> None:
        """Sets or deletes the cookies if this request changed them; call it before the answer's headers go out."""
        self._write_own(response)
        self.kiosk.write(response)  # second: where a login ends and a kiosk begins, the CSRF cookie is the kiosk's

    def _write_own(self, response: web.StreamResponse) -> None:
        if self._new_device:
            self._set(response, "device", self._device_id, "Lax", max_age_seconds=DEVICE_DAYS * 24 * 3600)
        if not self._changed:
            return
        if self.login is None:
            for what in ("access", "refresh", "login"):
                self._delete(response, what)
            response.del_cookie(self.rules.name("csrf"), secure=self.rules.secure, samesite="Strict")
            return
        self._set(response, "access", self.login.access_token, "Lax")
        self._set(response, "refresh", self.refresh_token, "Strict")
        self._set(response, "login", self._login_id, "Lax")
        # readable by the page: it must send it back in a header, which another site's page cannot
        response.set_cookie(
            self.rules.name("csrf"),
            self.rules.csrf_token(self.login),
            path="/",
            secure=self.rules.secure,
            samesite="Strict",
        )

    def _set(
        self,
        response: web.StreamResponse,
        what: Literal["access", "refresh", "login", "device"],
        value: str,
        samesite: Literal["Lax", "Strict"],
        *,
        max_age_seconds: int | None = None,
    ) -> None:
        response.set_cookie(
            self.rules.name(what),
            value,
            max_age=max_age_seconds,
            path="/",
            httponly=True,
            secure=self.rules.secure,
            samesite=samesite,
        )

    def _delete(self, response: web.StreamResponse, what: Literal["access", "refresh", "login"]) -> None:
        response.del_cookie(self.rules.name(what), secure=self.rules.secure, httponly=True)
