"""The built web client: read once and served from memory, as small as each browser can take it."""

import asyncio
import gzip
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from aiohttp import hdrs, web

NOT_BUILT = "The web client is not built yet: run `make web`, then reload this page.\n"
_HASHED = re.compile(r"[.-][A-Za-z0-9_-]{8,}\.\w+$")  # index-BqX3f9aK.js: the name changes with the content
_HIDDEN = re.compile(r"(^|/)\.|\.map$")
_COMPRESSIBLE = re.compile(r"^(text/|application/(javascript|json|manifest\+json|wasm)|image/svg)")
_COMPRESS_FROM_BYTES = 1024
_BROTLI = ".br"  # written beside a file by the client's build, which has the time that brotli takes


@dataclass(frozen=True)
class _Asset:
    body: bytes
    packed: Mapping[str, bytes]  # by Content-Encoding, the smallest first
    content_type: str
    etag: str
    immutable: bool


class WebClient:
    """Files below a folder; addresses it has no file for are the client's own routes and get index.html."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._assets: Mapping[str, _Asset] = {}
        self._reading = asyncio.Lock()

    async def serve(self, request: web.Request, *, locked: bool = False) -> web.StreamResponse:
        """The file, or index.html; a plain sentence while the client is not built.

        `locked`: files are served, and pages answered 403 with index.html, whose script leads back to where one may be.
        """
        if "index.html" not in self._assets:
            async with self._reading:
                self._assets = await asyncio.to_thread(_read, self._folder)
        path = request.path.lstrip("/")
        asset = self._assets.get(path)
        if asset is None and "." in path.rsplit("/", 1)[-1] and path != "index.html":
            return web.Response(status=404, text="There is no such file.\n")  # no page instead of a missing script
        page = asset is None or path == "index.html"
        asset = asset or self._assets.get("index.html")
        if asset is None:
            return web.Response(status=503, text=NOT_BUILT)
        if page and locked:
            headers = {hdrs.CACHE_CONTROL: "no-store"}
            return web.Response(status=403, body=asset.body, content_type=asset.content_type, headers=headers)
        return _response(request, asset)


def _response(request: web.Request, asset: _Asset) -> web.Response:
    headers = {
        hdrs.ETAG: f'"{asset.etag}"',
        hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable" if asset.immutable else "no-cache",
        hdrs.VARY: hdrs.ACCEPT_ENCODING,
    }
    if any(tag.value == asset.etag for tag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    body = asset.body
    accepted = {one.strip() for one in request.headers.get(hdrs.ACCEPT_ENCODING, "").split(",")}
    for encoding, packed in asset.packed.items():
        if encoding in accepted:
            headers[hdrs.CONTENT_ENCODING] = encoding
            body = packed
            break
    return web.Response(body=body, content_type=asset.content_type, headers=headers)


def _read(folder: Path | None) -> dict[str, _Asset]:
    if folder is None or not (folder / "index.html").is_file():
        return {}
    root = folder.resolve()
    files = [path for path in root.rglob("*") if path.is_file() and path.resolve().is_relative_to(root)]
    named = {path.relative_to(root).as_posix(): path for path in files}
    # hidden files and source maps are the build's own
    shown = {name: path for name, path in named.items() if not _HIDDEN.search(name) and path.suffix != _BROTLI}
    return {name: _asset(path, named.get(name + _BROTLI)) for name, path in shown.items()}


def _asset(path: Path, brotli: Path | None) -> _Asset:
    body = path.read_bytes()
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = {"br": brotli.read_bytes()} if brotli else {}
    if _COMPRESSIBLE.match(content_type) and len(body) >= _COMPRESS_FROM_BYTES:
        packed["gzip"] = gzip.compress(body, 9, mtime=0)
    immutable = path.parent.name == "assets" and bool(_HASHED.search(path.name))
    return _Asset(body, packed, content_type, sha256(body).hexdigest()[:32], immutable)
