"""What models run on."""

from enum import StrEnum


class ExecutionProvider(StrEnum):
    """Chosen for a pod."""

    CPU = "cpu"
    CUDA = "cuda"
    """A start without it is refused."""
    AUTO = "auto"
    """CUDA where it is, else the CPU."""
