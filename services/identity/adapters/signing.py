"""Ed25519 key pairs, sealed with AES-GCM in the database, and the JWTs and JWKS made with them."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.algorithms import OKPAlgorithm

from services.common.auth import ALGORITHM, ISSUER
from services.common.sealer import AesGcmSealer
from services.identity.app.minting import Claims
from services.identity.domain.signing import SigningKey


class WrongEncryptionKey(Exception):
    """The signing keys in the database were sealed with another encryption key."""

    def __str__(self) -> str:
        return "ENCRYPTION_KEY does not open the signing keys in the database; set the one they were made with"


class Ed25519Keys:
    """Makes pairs and signs with them. A private key is in the clear in this process's memory alone."""

    def __init__(self, encryption_keys: Sequence[bytes]) -> None:
        """Each 32 bytes, newest first: the newest seals, and any opens."""
        self._sealer = AesGcmSealer(encryption_keys, purpose=None)  # as they were before other keys were derived
        self._opened: dict[str, Ed25519PrivateKey] = {}  # two or three in all

    def make(self, sign_after: datetime) -> SigningKey:
        """A new pair, its private half sealed."""
        key_id = secrets.token_urlsafe(12)
        private = Ed25519PrivateKey.generate()
        sealed = self._sealer.seal(private.private_bytes_raw(), key_id)  # a row copied over another does not open
        return SigningKey(key_id, private.public_key().public_bytes_raw(), sealed, sign_after)

    def resealed(self, key: SigningKey) -> SigningKey | None:
        """The same pair sealed with the newest key; None when it is already. WrongEncryptionKey if none opens it."""
        self.check(key)
        sealed = self._sealer.resealed(key.sealed_private_key, key.key_id)
        return replace(key, sealed_private_key=sealed) if sealed is not None else None

    def check(self, key: SigningKey) -> None:
        """WrongEncryptionKey if its private half cannot be opened."""
        self._open(key)

    def sign(self, claims: Claims, key: SigningKey) -> str:
        """A JWT, EdDSA, with the key's id in its header."""
        payload = {
            "iss": ISSUER,
            "sub": claims.subject,
            "role": str(claims.role),
            "aud": list(claims.audience),
            "iat": int(claims.issue_time.timestamp()),
            "exp": int(claims.expire_time.timestamp()),
            "jti": str(claims.token_id),
        }
        if claims.login_id:
            payload["sid"] = claims.login_id
        return jwt.encode(payload, self._open(key), algorithm=ALGORITHM, headers={"kid": key.key_id})

    def jwks(self, keys: Sequence[SigningKey]) -> str:
        """The public halves as a JWKS document (RFC 7517, RFC 8037)."""
        return json.dumps({"keys": [_jwk(key) for key in keys]}, separators=(",", ":"))

    def _open(self, key: SigningKey) -> Ed25519PrivateKey:
        if key.key_id not in self._opened:
            raw = self._sealer.open(key.sealed_private_key, key.key_id)
            if raw is None:
                raise WrongEncryptionKey
            self._opened[key.key_id] = Ed25519PrivateKey.from_private_bytes(raw)
        return self._opened[key.key_id]


def _jwk(key: SigningKey) -> dict[str, str]:
    public = Ed25519PublicKey.from_public_bytes(key.public_key)
    jwk: dict[str, str] = OKPAlgorithm.to_jwk(public, as_dict=True)
    return {"kty": jwk["kty"], "crv": jwk["crv"], "x": jwk["x"], "kid": key.key_id, "use": "sig", "alg": ALGORITHM}
