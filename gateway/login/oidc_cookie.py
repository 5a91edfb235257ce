"""Where a browser was on its way to the provider: sealed by identity, kept in a cookie of this browser for minutes."""

from aiohttp import web

from gateway.login.jar import CookieRules

SECONDS = 600


class OidcCookie:
    """Lax, because the provider's page sends the browser back; HttpOnly, and gone after the log-in."""

    def __init__(self, rules: CookieRules) -> None:
        self._secure = rules.secure
        self._name = "__Host-presence_oidc" if rules.secure else "presence_oidc"

    def read(self, request: web.Request) -> str:
        """The sealed state; empty when this browser began no log-in."""
        return request.cookies.get(self._name, "")

    def write(self, response: web.StreamResponse, login_state: str) -> None:
        """Keeps the sealed state."""
        response.set_cookie(
            self._name, login_state, max_age=SECONDS, path="/", httponly=True, secure=self._secure, samesite="Lax"
        )

    def delete(self, response: web.StreamResponse) -> None:
        """It is good for one try."""
        response.del_cookie(self._name, path="/", httponly=True, secure=self._secure, samesite="Lax")
