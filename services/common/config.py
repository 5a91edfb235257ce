"""Configuration from environment variables; a process says everything that is wrong with it at once, then exits."""

import ipaddress
import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn, TypeVar

from pydantic import AfterValidator, Field, FilePath, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def split_address(address: str) -> tuple[str, int]:
    """`host:port` or `[v6]:port` as (host, port); ValueError says what is wrong with it."""
    host, colon, port = address.rpartition(":")
    bare_v6 = ":" in host and not (host.startswith("[") and host.endswith("]"))
    if not colon or not host or bare_v6 or not port.isdecimal() or int(port) > 65535:
        raise ValueError("must be host:port, for example 127.0.0.1:5001")
    return host.removeprefix("[").removesuffix("]"), int(port)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked(address: str) -> str:
    split_address(address)
    return address


Address = Annotated[str, AfterValidator(_checked)]


class ProcessConfig(BaseSettings):
    """What every process reads.

    A subclass names its prefix: `model_config = SettingsConfigDict(env_prefix="PRESENCE_X_")`; the rest is inherited.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, extra="ignore")

    server_tls_cert: FilePath | None = None
    server_tls_key: FilePath | None = Field(default=None, validate_default=True)
    ca: FilePath | None = None
    plaintext_behind_mesh: bool = False  # a service mesh encrypts between pods, so plaintext may leave loopback
    listen: Address
    metrics_listen: Address | None = None
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    drain_seconds: float = Field(default=10.0, ge=0)

    @field_validator("server_tls_key")
    @classmethod
    def _both_or_neither(cls, key: Path | None, info: ValidationInfo) -> Path | None:
        if "server_tls_cert" in info.data and (key is None) != (info.data["server_tls_cert"] is None):
            raise ValueError("and SERVER_TLS_CERT go together: set both or neither")
        return key

    @field_validator("listen", "metrics_listen")
    @classmethod
    def _plaintext_stays_on_loopback(cls, address: str | None, info: ValidationInfo) -> str | None:
        if address is None or is_loopback(split_address(address)[0]):
            return address
        if not info.data.get("server_tls_cert") and not info.data.get("plaintext_behind_mesh"):
            raise ValueError(
                "can be reached from other machines, so set SERVER_TLS_CERT and SERVER_TLS_KEY too "
                "(or PLAINTEXT_BEHIND_MESH=true where a service mesh encrypts)"
            )
        return address


class StoreConfig(ProcessConfig):
    """A process with a database of its own."""

    database_url: SecretStr
    most_connections: int = Field(default=10, ge=2)  # in the pool; one more listens. PostgreSQL allows 100 unless told


class CallerConfig(ProcessConfig):
    """A process that verifies tokens or calls others in its own name."""

    identity_target: str
    service_key: SecretStr


class ServiceConfig(StoreConfig, CallerConfig):
    """The common fields of a service: its own database, and tokens from identity."""


C = TypeVar("C", bound=BaseSettings)


def load(config_class: type[C]) -> C:
    """The configuration, or, when any of it is missing or wrong, one line for each on stderr and exit status 2."""
    try:
        return config_class()
    except ValidationError as error:
        _explain(config_class, error)


def _explain(config_class: type[BaseSettings], error: ValidationError) -> NoReturn:
    prefix = config_class.model_config.get("env_prefix", "")
    print("Some settings are missing or wrong:", file=sys.stderr)
    for problem in error.errors(include_url=False, include_input=False):
        name = "_".join(str(part) for part in problem["loc"][:1]).upper()
        words = "is not set" if problem["type"] == "missing" else _plain(problem["msg"])
        print(f"  {prefix}{name} {words}", file=sys.stderr)
    raise SystemExit(2)


def _plain(message: str) -> str:
    text = message.removeprefix("Value error, ")
    return text if text != message else f"is wrong: {message[:1].lower()}{message[1:]}"
