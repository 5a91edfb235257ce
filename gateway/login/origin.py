"""Which pages may send requests that change something, and open WebSockets: our own."""

from urllib.parse import urlsplit

from aiohttp import web

from gateway.problems import ProblemError
from services.common.config import is_loopback

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


class Origins:
    """The origins of the web client: that of the public URL and, on loopback, the other names of this machine."""

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        hosts = {parts.netloc.lower()}
        if is_loopback(parts.hostname or ""):
            port = f":{parts.port}" if parts.port else ""
            hosts |= {f"{name}{port}" for name in _LOOPBACK_NAMES}
        self._allowed = frozenset(f"{parts.scheme}://{host}" for host in hosts)
        scheme = "wss" if parts.scheme == "https" else "ws"
        # a policy cannot name an IPv6 address; its pages have 'self'
        self.websocket_sources = tuple(sorted(f"{scheme}://{host}" for host in hosts if not host.startswith("[")))

    def check(self, request: web.Request, *, required: bool = False) -> None:
        """A 403 problem if it comes from another site's page; programs other than browsers send no Origin."""
        origin = request.headers.get("Origin")
        if origin is None and not required:
            return
        if origin is None or origin.lower() not in self._allowed:
            raise ProblemError(403, "WRONG_ORIGIN", "this request comes from another site's page and is refused")
