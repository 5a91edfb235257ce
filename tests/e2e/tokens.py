"""Access tokens that identity never issued, signed with the installation's own key or with somebody else's."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.local.databases import ServiceDatabase
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from services.common.encryption_keys import parse_keys
from services.common.principal import Role
from services.identity.adapters.signing import Ed25519Keys
from services.identity.app.minting import Claims
from services.identity.domain.signing import SigningKey

EVERY_SERVICE = ("identity", "recognition", "attendance")
PORT_LINE = 3  # of postmaster.pid, counted from 0


def embedded_server_url(folder: DataFolder) -> str:
    """Address of the installation's own PostgreSQL, for whoever has a role on it."""
    port = int((folder.postgres / "cluster" / "postmaster.pid").read_text().splitlines()[PORT_LINE])
    return f"postgresql://127.0.0.1:{port}/postgres?sslmode=disable"


@dataclass(frozen=True)
class Forger:
    """Signs whatever it is asked to, as somebody could who got hold of everything in the data folder."""

    keys: Ed25519Keys
    key: SigningKey

    def sign(
        self,
        subject: str,
        role: Role,
        *,
        audience: tuple[str, ...] = EVERY_SERVICE,
        age: timedelta = timedelta(),
        lifetime: timedelta = timedelta(minutes=10),
    ) -> str:
        """A token that identity might have issued `age` ago."""
        issued = datetime.now(UTC) - age
        return self.keys.sign(Claims(subject, role, audience, issued, issued + lifetime, uuid4()), self.key)

    def signed_with_another_key(self, subject: str, role: Role) -> str:
        """As `sign`, under the id of the installation's key but with a key of one's own."""
        return self._signed(subject, role, Ed25519PrivateKey.generate(), "EdDSA", self.key.key_id)

    def signed_with_an_unknown_key(self, subject: str, role: Role) -> str:
        """As `sign`, with a key of one's own under an id of its own."""
        return self._signed(subject, role, Ed25519PrivateKey.generate(), "EdDSA", "my-own-key")

    def signed_with_what_is_public(self, subject: str, role: Role) -> str:
        """As `sign`, with HMAC under the public key, which a careless verifier takes for the secret."""
        return self._signed(subject, role, self.key.public_key, "HS256", self.key.key_id)

    def unsigned(self, subject: str, role: Role) -> str:
        """As `sign`, with the algorithm "none"."""
        return self._signed(subject, role, "", "none", self.key.key_id)

    def _signed(
        self, subject: str, role: Role, key: Ed25519PrivateKey | bytes | str, algorithm: str, key_id: str
    ) -> str:
        claims = jwt.decode(self.sign(subject, role), options={"verify_signature": False})
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": key_id})


def raised(token: str, role: Role) -> str:
    """A good token whose role was changed afterwards."""
    head, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    changed = json.dumps({**claims, "role": str(role)}).encode()
    return ".".join((head, base64.urlsafe_b64encode(changed).rstrip(b"=").decode(), signature))


async def forger(data_folder: Path) -> Forger:
    """One who knows the installation's secrets and reads its database."""
    folder = DataFolder(data_folder)
    secrets = load_secrets(folder.secrets)
    database = ServiceDatabase("presence_identity", secrets.identity_database_password)
    connection = await asyncpg.connect(database.address(embedded_server_url(folder)))
    try:
        row = await connection.fetchrow("select key_id, public_key, sealed_private_key, sign_after from signing_keys")
    finally:
        await connection.close()
    assert row is not None
    return Forger(Ed25519Keys(parse_keys(secrets.identity_encryption_key)), SigningKey(**dict(row)))
