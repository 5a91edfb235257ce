"""The secrets of an installation, made once and kept in its data folder."""

import base64
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from cli.local.folder import read_kept, write_private


def new_key() -> str:
    """A fresh secret for a caller: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def new_encryption_key() -> str:
    """A fresh 256-bit encryption key in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


class Secrets(BaseModel):
    """All secrets of one installation; whoever loses the encryption keys loses what they encrypt."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    bootstrap_secret: str = Field(default_factory=new_key, repr=False)
    identity_encryption_key: str = Field(default_factory=new_encryption_key, repr=False)
    recognition_encryption_key: str = Field(default_factory=new_encryption_key, repr=False)
    attendance_encryption_keys: str = Field(default_factory=new_encryption_key, repr=False)  # newest first
    recognition_service_key: str = Field(default_factory=new_key, repr=False)
    attendance_service_key: str = Field(default_factory=new_key, repr=False)
    gateway_service_key: str = Field(default_factory=new_key, repr=False)
    identity_database_password: str = Field(default_factory=new_key, repr=False)
    recognition_database_password: str = Field(default_factory=new_key, repr=False)
    attendance_database_password: str = Field(default_factory=new_key, repr=False)


def load_secrets(path: Path) -> Secrets:
    """The installation's secrets, made at the first call; a later version's new ones are added to them."""
    kept = read_kept(path, Secrets)
    if kept is None or kept.model_fields_set != Secrets.model_fields.keys():
        kept = kept or Secrets()
        write_private(path, kept.model_dump_json(indent=2))
    return kept
