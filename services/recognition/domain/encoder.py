"""The networks that turn a face into an encoding."""

from enum import StrEnum


class Encoder(StrEnum):
    """Which network draws the encodings of a gallery; those of two encoders are never compared."""

    SFACE = "sface"
    DLIB = "dlib"
    FUSED = "sface+dlib"
    """Both, one after the other in one vector: what one of them takes for the same face the other often does not."""

    @property
    def size(self) -> int:
        """Floats in one encoding."""
        return 256 if self is Encoder.FUSED else 128

    @property
    def spread(self) -> float:
        """How far apart strangers are, as a share of what they are with SFace; policies are written for it."""
        return 0.67 if self is Encoder.DLIB else 1.0
