"""When keys that sign access tokens are made, used, published and dropped, so that replicas agree without talking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ACCESS_LIFETIME_MAX = timedelta(minutes=10)
PUBLISHED_FOR = timedelta(minutes=5)  # how long a verifier may keep the published keys
# A new key is published this long before it signs: by then every replica and every verifier has seen it.
PUBLISHED_AHEAD = timedelta(minutes=15)
SIGNS_FOR = timedelta(days=30)
CLOCK_LEEWAY = timedelta(minutes=1)


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key pair as stored."""

    key_id: str  # the `kid` of tokens and JWKS
    public_key: bytes  # 32 bytes
    sealed_private_key: bytes  # encrypted with the installation's key
    sign_after: datetime


def signer(keys: Sequence[SigningKey], now: datetime) -> SigningKey | None:
    """The key to sign with: the newest whose time has come."""
    ripe = [key for key in keys if key.sign_after <= now]
    return max(ripe, key=lambda key: (key.sign_after, key.key_id), default=None)


def next_sign_after(keys: Sequence[SigningKey], now: datetime) -> datetime | None:
    """When a key that must be made now is to sign from; None while no new one is due."""
    newest = max((key.sign_after for key in keys), default=None)
    if newest is None:
        return now
    due = newest + SIGNS_FOR
    if now < due - PUBLISHED_AHEAD:
        return None
    return max(due, now + PUBLISHED_AHEAD)


def outlived(keys: Sequence[SigningKey], now: datetime) -> list[SigningKey]:
    """Keys whose last token has expired, because a newer key has been signing long enough."""
    settled = signer(keys, now - ACCESS_LIFETIME_MAX - CLOCK_LEEWAY)
    return [key for key in keys if settled is not None and key.sign_after < settled.sign_after]
