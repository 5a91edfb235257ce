"""identity's settings, from PRESENCE_IDENTITY_… environment variables."""

import json
from datetime import timedelta
from email.utils import parseaddr
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, FilePath, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from services.common.config import StoreConfig
from services.common.encryption_keys import parse_keys
from services.identity.adapters.oidc import safe_address
from services.identity.adapters.push_keys import private_key_of
from services.identity.adapters.smtp import smtp_address
from services.identity.adapters.webauthn import passkeys_work_at
from services.identity.domain.login import LoginLimits

BOOTSTRAP_SECRET_CHARACTERS_MIN = 20


def _checked_keys(text: SecretStr) -> SecretStr:
    parse_keys(text.get_secret_value())
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


def _checked_smtp(url: SecretStr) -> SecretStr:
    smtp_address(url.get_secret_value())
    return url


def _checked_push_key(secret: SecretStr) -> SecretStr:
    private_key_of(secret.get_secret_value())
    return secret


def _parsed_origins(value: object) -> object:
    """From "http://127.0.0.1:9000, …"."""
    if not isinstance(value, str):
        return value
    return frozenset(origin.strip().rstrip("/") for origin in value.split(",") if origin.strip())


def _checked_sender(sender: str | None) -> str | None:
    if sender is not None and parseaddr(sender)[1].count("@") != 1:
        raise ValueError("must be whom mails come from, for example Presence <presence@example.edu>")
    return sender


def _checked_issuer(issuer: str) -> str:
    if not safe_address(issuer):
        raise ValueError("must be the provider's https:// address, for example https://accounts.google.com")
    return issuer


def _parsed_domains(value: object) -> object:
    """From "example.edu, college.edu"."""
    if not isinstance(value, str):
        return value
    return frozenset(domain.strip().lower().removeprefix("@") for domain in value.split(",") if domain.strip())


_SERVICE_KEYS = 'must be JSON: {"name of a service": "SHA-256 of its key in hexadecimal", …}'


class IdentityConfig(StoreConfig):
    """All that identity reads."""

    model_config = SettingsConfigDict(env_prefix="PRESENCE_IDENTITY_")

    public_url: Annotated[str, AfterValidator(_checked_url)]
    # one key, or several separated by commas while it is being replaced: newest first (docs/security/keys.md)
    encryption_key: Annotated[SecretStr, AfterValidator(_checked_keys)]
    service_keys: Annotated[
        dict[str, str], NoDecode, BeforeValidator(_parsed_service_keys), AfterValidator(_checked_service_keys)
    ] = Field(default_factory=dict)
    # without it nobody can become the first administrator; not needed any more once there is one
    bootstrap_secret: Annotated[SecretStr, AfterValidator(_checked_secret)] | None = None
    # without a mail server mails stay in the outbox, where administrators pass them on by hand
    smtp_url: Annotated[SecretStr, AfterValidator(_checked_smtp)] | None = None
    smtp_ca: FilePath | None = None  # who vouches for the mail server, where the system's authorities do not
    mail_from: Annotated[str, AfterValidator(_checked_sender)] | None = Field(default=None, validate_default=True)
    # VAPID, 32 bytes in URL-safe base64; made at the first start, and kept in the database, where there is none here
    push_key: Annotated[SecretStr, AfterValidator(_checked_push_key)] | None = None
    # for development: push services that are not https on public names, by address, for example http://127.0.0.1:9000
    push_allowed_origins: Annotated[frozenset[str], NoDecode, BeforeValidator(_parsed_origins)] = frozenset()
    oidc_issuer: Annotated[str, AfterValidator(_checked_issuer)] | None = None
    oidc_client_id: str = Field(default="", validate_default=True)
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = Field(default="", max_length=50)  # on the log-in page; the issuer's host when empty
    oidc_domains: Annotated[frozenset[str], NoDecode, BeforeValidator(_parsed_domains)] = frozenset()
    access_token_seconds: int = Field(default=600, ge=60, le=600)
    # machines in classrooms are shared: a login left open is over the next morning, and in two weeks however it is used
    login_idle_hours: int = Field(default=12, ge=1, le=336)
    login_days: int = Field(default=14, ge=1, le=30)
    # of teachers and administrators; required, who has none adds one right after the password
    second_factor: Literal["offered", "required"] = Field(default="offered", validate_default=True)
    # how long the audit log keeps an entry; two years, in which most complaints come up
    audit_retention_days: int = Field(default=730, ge=30)
    heartbeat_seconds: float = Field(default=10.0, gt=0)
    # argon2id: RFC 9106's second recommended choice; no weaker than OWASP's least
    argon2_memory_kib: int = Field(default=65_536, ge=19_456)
    argon2_passes: int = Field(default=3, ge=2)
    argon2_lanes: int = Field(default=4, ge=1)

    @field_validator("mail_from")
    @classmethod
    def _mails_come_from_somebody(cls, sender: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("smtp_url") and not sender:
            raise ValueError("is needed with SMTP_URL: whom mails come from, for example presence@example.edu")
        return sender

    @field_validator("oidc_client_id")
    @classmethod
    def _known_to_the_provider(cls, client_id: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_issuer") and not client_id:
            raise ValueError("is needed with OIDC_ISSUER: the name that the provider gave this installation")
        return client_id

    @field_validator("second_factor")
    @classmethod
    def _can_be_had(cls, second_factor: str, info: ValidationInfo) -> str:
        if second_factor == "required" and not passkeys_work_at(info.data.get("public_url", "")):
            raise ValueError("can be required only where PUBLIC_URL has a name: browsers refuse passkeys for addresses")
        return second_factor

    @property
    def encryption_keys(self) -> tuple[bytes, ...]:
        """32 bytes each, newest first."""
        return parse_keys(self.encryption_key.get_secret_value())

    @property
    def login_limits(self) -> LoginLimits:
        """How long logins go on."""
        return LoginLimits(timedelta(days=self.login_days), timedelta(hours=self.login_idle_hours))

    @property
    def service_key_digests(self) -> dict[str, bytes]:
        """SHA-256 of each service's key, by the service's name."""
        return {name: bytes.fromhex(digest) for name, digest in self.service_keys.items()}
