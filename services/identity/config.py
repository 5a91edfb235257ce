"""identity's settings, from PRESENCE_IDENTITY_… environment variables."""

import base64
import binascii
import json
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from services.common.config import StoreConfig

ENCRYPTION_KEY_BYTES = 32
BOOTSTRAP_SECRET_CHARACTERS_MIN = 20


def _key_bytes(text: SecretStr) -> bytes:
    return base64.b64decode(text.get_secret_value(), validate=True)


def _checked_key(text: SecretStr) -> SecretStr:
    try:
        length = len(_key_bytes(text))
    except (binascii.Error, ValueError):
        length = 0
    if length != ENCRYPTION_KEY_BYTES:
        raise ValueError(
            f"must be {ENCRYPTION_KEY_BYTES} random bytes in base64, as `openssl rand -base64 32` makes them"
        )
    return text


def _parsed_service_keys(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError(_SERVICE_KEYS) from None


def _checked_service_keys(keys: dict[str, str]) -> dict[str, str]:
    for digest in keys.values():
        try:
            length = len(bytes.fromhex(digest))
        except ValueError:
            length = 0
        if length != 32:
            raise ValueError(_SERVICE_KEYS)
    return keys


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be the address people open in their browser, for example https://presence.example.edu")
    return url.rstrip("/")


def _checked_secret(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < BOOTSTRAP_SECRET_CHARACTERS_MIN:
        raise ValueError(f"must have at least {BOOTSTRAP_SECRET_CHARACTERS_MIN} random characters")
    return secret


_SERVICE_KEYS = 'must be JSON: {"name of a service": "SHA-256 of its key in hexadecimal", …}'


class IdentityConfig(StoreConfig):
    """All that identity reads."""

    model_config = SettingsConfigDict(env_prefix="PRESENCE_IDENTITY_")

    public_url: Annotated[str, AfterValidator(_checked_url)]
    encryption_key: Annotated[SecretStr, AfterValidator(_checked_key)]
    service_keys: Annotated[
        dict[str, str], NoDecode, BeforeValidator(_parsed_service_keys), AfterValidator(_checked_service_keys)
    ] = Field(default_factory=dict)
    # without it nobody can become the first administrator; not needed any more once there is one
    bootstrap_secret: Annotated[SecretStr, AfterValidator(_checked_secret)] | None = None
    access_token_seconds: int = Field(default=600, ge=60, le=600)
    heartbeat_seconds: float = Field(default=10.0, gt=0)
    # argon2id: RFC 9106's second recommended choice; no weaker than OWASP's least
    argon2_memory_kib: int = Field(default=65_536, ge=19_456)
    argon2_passes: int = Field(default=3, ge=2)
    argon2_lanes: int = Field(default=4, ge=1)

    @property
    def encryption_key_bytes(self) -> bytes:
        """32 bytes."""
        return _key_bytes(self.encryption_key)

    @property
    def service_key_digests(self) -> dict[str, bytes]:
        """SHA-256 of each service's key, by the service's name."""
        return {name: bytes.fromhex(digest) for name, digest in self.service_keys.items()}
