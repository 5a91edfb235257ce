"""What every frame is measured by, faces or none: enough to tell whether its camera sees the room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glance:
    """Grey levels are 0..255, of the (54, 96) thumbnail unless said otherwise."""

    brightness: float
    """Mean."""
    bright: float
    """What a tenth is brighter than."""
    brightest: float
    """What a hundredth is brighter than."""
    structure: float
    """Mean absolute difference from the surroundings, a sixth of the picture wide: edges count, gradients do not."""
    detail: float | None
    """Mean square of the Laplacian of the best focused twentieth of the picture at the size that is searched; None when
    nobody looked closely, because nothing had moved."""
    picture: int
    """The same for two frames with the very same picture, and for no others but by a chance of 1 in 4 billion."""
