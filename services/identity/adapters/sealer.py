"""What identity seals beside its signing keys: links in mails, and log-ins under way at a provider."""

from collections.abc import Sequence

from services.common.sealer import AesGcmSealer

_PURPOSE = b"presence identity sealed"


def secrets_sealer(encryption_keys: Sequence[bytes]) -> AesGcmSealer:
    """With keys of its own, derived from the installation's, newest first."""
    return AesGcmSealer(encryption_keys, purpose=_PURPOSE)
