"""The P-256 pair that push messages are signed with (VAPID, RFC 8292), and targets sealed in the database."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.common.sealer import AesGcmSealer
from services.identity.app.given import Clock
from services.identity.domain.push import PushKey, PushTarget

PRIVATE_BYTES = 32
_PURPOSE = b"presence identity push"
_KEY = "push key"


class PushSealer:
    """See `app.push.PushKeyMaker` and `app.push.Targets`."""

    def __init__(self, encryption_keys: Sequence[bytes], clock: Clock) -> None:
        """Each 32 bytes, newest first: the newest seals, and any opens."""
        self._sealer = AesGcmSealer(encryption_keys, purpose=_PURPOSE)
        self._clock = clock

    def make(self) -> PushKey:
        """A new pair."""
        return self.sealed(ec.generate_private_key(ec.SECP256R1()))

    def sealed(self, private: ec.EllipticCurvePrivateKey) -> PushKey:
        """The pair as it is stored."""
        secret = private.private_numbers().private_value.to_bytes(PRIVATE_BYTES)
        return PushKey(point_of(private.public_key()), self._sealer.seal(secret, _KEY), self._clock())

    def private(self, key: PushKey) -> ec.EllipticCurvePrivateKey | None:
        """None when it was not sealed with these keys."""
        secret = self._sealer.open(key.sealed_private_key, _KEY)
        return ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1()) if secret is not None else None

    def resealed(self, key: PushKey) -> PushKey | None:
        """Sealed with the newest key; None when it is already."""
        sealed = self._sealer.resealed(key.sealed_private_key, _KEY)
        return replace(key, sealed_private_key=sealed) if sealed is not None else None

    def is_point(self, public_key: bytes) -> bool:
        """Uncompressed, and on the curve."""
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
        except ValueError:
            return False
        return point_of(point) == public_key

    def seal(self, target: PushTarget, subscription_id: UUID) -> bytes:
        """Copied over another row it opens no more."""
        parts = [target.endpoint, target.p256dh.hex(), target.auth.hex()]
        return self._sealer.seal_text(json.dumps(parts), _bound_to(subscription_id))

    def open(self, sealed: bytes, subscription_id: UUID) -> PushTarget | None:
        """None when it was not sealed here, or not for this."""
        text = self._sealer.open_text(sealed, _bound_to(subscription_id))
        if text is None:
            return None
        endpoint, p256dh, auth = json.loads(text)
        return PushTarget(endpoint, bytes.fromhex(p256dh), bytes.fromhex(auth))

    def resealed_target(self, sealed: bytes, subscription_id: UUID) -> bytes | None:
        """Sealed with the newest key; None when it is already."""
        return self._sealer.resealed(sealed, _bound_to(subscription_id))


def private_key_of(text: str) -> ec.EllipticCurvePrivateKey:
    """From 32 bytes in URL-safe base64, as other tools print VAPID keys; ValueError if it is none."""
    try:
        secret = urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
        if len(secret) != PRIVATE_BYTES:
            raise ValueError
        return ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1())
    except ValueError:
        raise ValueError("must be a VAPID private key: 32 bytes of P-256 in URL-safe base64") from None


def point_of(public: ec.EllipticCurvePublicKey) -> bytes:
    """65 bytes."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def url_safe(raw: bytes) -> str:
    """Base64 without padding, as web push writes keys."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bound_to(subscription_id: UUID) -> str:
    return f"push {subscription_id}"
