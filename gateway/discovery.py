"""`GET /.well-known/presence.json`: where cameras and the command line find the gRPC services."""

from collections.abc import Mapping

from aiohttp import web

PATH = "/.well-known/presence.json"


class Discovery:
    """Names the services' gRPC targets to whoever knows the one address. They are no secret: each asks who calls."""

    def __init__(self, targets: Mapping[str, str], *, tls: bool, demo: bool = False) -> None:
        self._document = {**targets, "tls": tls, **({"demo": True} if demo else {})}

    async def serve(self, _request: web.Request) -> web.Response:
        """The document; cameras ask again at each start, so it may be kept for a minute."""
        return web.json_response(self._document, headers={"Cache-Control": "max-age=60"})
