"""What pairing a kiosk refuses, in the words of whoever stands before it."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class KioskCodeWrong(DomainError):
    """The code was never given, was used, was replaced by a newer one, or is too old."""

    def __str__(self) -> str:
        return "this code is wrong, used or older than ten minutes; ask an administrator for a new one"


@dataclass
class KioskEnded(DomainError):
    """The token is unknown, was replaced long ago, or its key is revoked."""

    def __str__(self) -> str:
        return "this device is no kiosk any more; an administrator can pair it again"
