"""The cookies by which a tablet is a kiosk."""

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from aiohttp import web
from presence.identity.v1.identity_service_pb2 import Token

from gateway.login.login import Login, read_login

if TYPE_CHECKING:
    from gateway.login.jar import CookieRules

KIOSK_DAYS = 400  # browsers keep no cookie for longer; it is written anew once a day


class KioskJar:
    """Reads them from a request, and writes what changed to its answer.

    Strict, so that no other site's page can use the kiosk; they outlive the browser, which comes back to the kiosk by
    itself. What tells the kiosk is the token, which identity replaces; the access token beside it lasts minutes.
    """

    def __init__(self, request: web.Request, rules: "CookieRules") -> None:
        self.rules = rules
        self.refresh_token: str = request.cookies.get(rules.name("kiosk"), "")
        self._had_cookies = bool(self.refresh_token)
        self.login: Login | None = None
        if self.refresh_token:
            self.login = _known_by_its_key(read_login("", request.cookies.get(rules.name("kiosk_access"), "")))
        self._changed = False

    @property
    def can_renew(self) -> bool:
        """Whether the request brought what a refresh needs."""
        return bool(self.refresh_token)

    def renew(self, token: Token) -> Login:
        """The kiosk begins, or goes on with new tokens."""
        login = _known_by_its_key(read_login("", token.access_token))
        if login is None:
            raise ValueError("identity issued an access token that cannot be read")
        self.login = login
        self.refresh_token = token.refresh_token
        self._changed = True
        return login

    def end(self) -> None:
        """The device is no kiosk any more."""
        self.login = None
        self.refresh_token = ""
        self._changed = self._had_cookies

    def write(self, response: web.StreamResponse) -> None:
        """Sets or deletes the cookies if this request changed them; call it before the answer's headers go out."""
        if not self._changed:
            return
        secure = self.rules.secure
        if self.login is None:
            for what in _BOTH:
                response.del_cookie(self.rules.name(what), secure=secure, httponly=True, samesite="Strict")
            response.del_cookie(self.rules.name("csrf"), secure=secure, samesite="Strict")
            return
        values = {"kiosk": self.refresh_token, "kiosk_access": self.login.access_token}
        for what in _BOTH:
            response.set_cookie(
                self.rules.name(what),
                values[what],
                max_age=KIOSK_DAYS * 24 * 3600,
                path="/",
                httponly=True,
                secure=secure,
                samesite="Strict",
            )
        response.set_cookie(
            self.rules.name("csrf"),
            self.rules.csrf_token(self.login),
            max_age=KIOSK_DAYS * 24 * 3600,
            path="/",
            secure=secure,
            samesite="Strict",
        )


_BOTH: tuple[Literal["kiosk", "kiosk_access"], ...] = ("kiosk", "kiosk_access")


def _known_by_its_key(login: Login | None) -> Login | None:
    """A kiosk is one log-in for as long as it has its key."""
    return replace(login, login_id=login.family) if login is not None else None
