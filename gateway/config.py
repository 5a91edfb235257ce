"""The gateway's settings, PRESENCE_GATEWAY_*."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode, SettingsConfigDict

from services.common.config import CallerConfig, is_loopback


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("must be the address people type, for example https://presence.college.example")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("must begin with https:// unless it is this machine: log-in cookies and cameras need it")
    return url.rstrip("/")


def _networks(given: object) -> object:
    if not isinstance(given, str):
        return given
    try:
        return tuple(ip_network(one.strip()) for one in given.split(",") if one.strip())
    except ValueError:
        raise ValueError("must be networks, separated by commas, for example 10.0.0.0/8,192.168.7.2") from None


class GatewayConfig(CallerConfig):
    """What the gateway reads besides what every process reads."""

    model_config = SettingsConfigDict(
        env_prefix="PRESENCE_GATEWAY_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    public_url: Annotated[str, AfterValidator(_checked_url)]
    attendance_target: str
    recognition_target: str
    # Where cameras and the command line find the services, when they must go another way than the gateway does.
    public_identity_target: str | None = None
    public_attendance_target: str | None = None
    public_recognition_target: str | None = None
    web_dir: Path | None = None  # the built web client, web/dist
    demo: bool = False  # every page says that its college is made up and gone when it ends
    # Proxies whose X-Forwarded-For is believed; from anybody else it could say anything.
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_networks)] = ()
    # Names below PUBLIC_URL's are the college's, not Presence's: were it said for them too, a site of theirs without
    # HTTPS could not be opened any more by whoever has been here. Set it where there is none, or all have HTTPS.
    hsts_subdomains: bool = False
    renew_early_seconds: float = Field(default=10.0, ge=0)  # a token this close to its end might not last the call

    @property
    def public_targets(self) -> dict[str, str]:
        """The gRPC target of each service as seen from outside."""
        return {
            "identity": self.public_identity_target or self.identity_target,
            "attendance": self.public_attendance_target or self.attendance_target,
            "recognition": self.public_recognition_target or self.recognition_target,
        }

    @property
    def secure(self) -> bool:
        """Whether browsers come by HTTPS, to this process or to a proxy before it."""
        return self.public_url.startswith("https://")
