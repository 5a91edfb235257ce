"""A logged-in person at the gateway's REST and WebSockets, without a browser."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp

from cli.demo.college import Login

API = "/api/v1"


class WebUser:
    """Cookies, CSRF token and JSON of one login. Use it as a context."""

    def __init__(self, url: str, login: Login) -> None:
        self.url = url
        self._login = login
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # aiohttp keeps no cookies of bare IP addresses unless told so
        self._session = aiohttp.ClientSession(self.url, cookie_jar=aiohttp.CookieJar(unsafe=True))
        body = {"email": self._login.email, "password": self._login.password}
        async with self._session.post(f"{API}/login", json=body, headers={"Origin": self.url}) as answer:
            assert answer.status == 200, await answer.text()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    @property
    def csrf(self) -> str:
        assert self._session is not None
        cookies = self._session.cookie_jar.filter_cookies(self._session._build_url("/"))
        return next((cookie.value for name, cookie in cookies.items() if name.endswith("presence_csrf")), "")

    async def call(self, method: str, path: str, *, body: Any = None, **more: Any) -> tuple[int, Any]:
        """Status and JSON (or text) of one request."""
        assert self._session is not None
        headers = {"X-CSRF-Token": self.csrf, "Origin": self.url, **more.pop("headers", {})}
        async with self._session.request(method, API + path, json=body, headers=headers, **more) as answer:
            if answer.content_type.endswith(("/json", "+json")):
                return answer.status, await answer.json(content_type=None)
            return answer.status, await answer.text()

    def socket(self, path: str, *, origin: str | None = None) -> Any:
        """A WebSocket, to be used as a context; `origin` is another site whose page opens it."""
        assert self._session is not None
        parts = urlsplit(self.url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        address = f"{scheme}://{parts.netloc}{API}{path}"
        return self._session.ws_connect(address, headers={"Origin": origin or self.url}, max_msg_size=8 * 1024 * 1024)
