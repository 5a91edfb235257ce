"""What every answer tells the browser not to do."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from gateway.login.origin import Origins

_Signal = Callable[[web.Request, web.StreamResponse], Awaitable[None]]

HSTS = "max-age=31536000"  # a year
HSTS_SUBDOMAINS = f"{HSTS}; includeSubDomains"


def security_headers(origins: Origins, *, secure: bool, subdomains: bool = False) -> _Signal:
    """For `on_response_prepare`: nothing from elsewhere runs in the page, nothing of it is shown elsewhere."""
    policy = "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            f"connect-src 'self' {' '.join(origins.websocket_sources)}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if secure:
        headers["Strict-Transport-Security"] = HSTS_SUBDOMAINS if subdomains else HSTS

    async def add(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)  # a file that people sent asks for less than a page
        response.headers.pop("Server", None)

    return add
