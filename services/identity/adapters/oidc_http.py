"""Asks an OpenID Connect provider: with a time limit, a size limit, and no redirects."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import aiohttp
import structlog

from services.identity.domain.login_errors import OidcAnswerRefused, OidcUnavailable

Json: TypeAlias = dict[str, Any]  # as the provider sent it; each value is checked where it is used

ANSWER_BYTES_MAX = 256 * 1024
TIMEOUT_SECONDS = 10.0

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("oidc")


@dataclass(frozen=True)
class Authentication:
    """How this client shows the provider who it is: in the form, or in headers."""

    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class OidcHttp:
    """One session, opened with the first question; close it at the end."""

    def __init__(self, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, *, bearer: str = "") -> Json:
        """A JSON object; OidcUnavailable otherwise."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        status, document = await self._ask("GET", url, headers=headers)
        if status != 200:
            _log.warning("the provider refused a question", status=status, host=_host(url))
            raise OidcUnavailable
        return document

    async def exchange(self, url: str, form: Mapping[str, str], authentication: Authentication) -> Json:
        """The token endpoint's answer; OidcAnswerRefused when it takes the code for wrong."""
        status, document = await self._ask(
            "POST", url, data={**form, **authentication.form}, headers=dict(authentication.headers)
        )
        if status == 200:
            return document
        _log.warning("the provider refused the code", status=status, error=str(document.get("error"))[:100])
        if 400 <= status < 500:
            raise OidcAnswerRefused
        raise OidcUnavailable

    async def close(self) -> None:
        """Lets its connections go."""
        if self._session is not None:
            await self._session.close()

    async def _ask(self, method: str, url: str, **options: Any) -> tuple[int, Json]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout, headers={"Accept": "application/json"})
        try:
            async with self._session.request(method, url, allow_redirects=False, **options) as response:
                body = bytearray()
                async for part in response.content.iter_chunked(16 * 1024):
                    body += part
                    if len(body) > ANSWER_BYTES_MAX:
                        _log.warning("the provider answers too much", host=_host(url))
                        raise OidcUnavailable
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.warning("the provider cannot be asked", host=_host(url), error=type(error).__name__)
            raise OidcUnavailable from None
        try:
            document = json.loads(body)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            if status == 200:
                raise OidcUnavailable
            document = {}
        return status, document


def _host(url: str) -> str:
    return url.split("/")[2] if url.count("/") >= 2 else url
