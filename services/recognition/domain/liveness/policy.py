"""What counts as a turned head. Lengths are in distances between the eyes; chosen on generated heads and pictures of
people who are in no report (docs/decisions/liveness.md)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LivenessPolicy:
    """When an answer is believed."""

    turned: float = 0.16
    """Parallax of the nose from which a head is turned to a side: about 17° for a head of average depth."""
    straight: float = 0.08
    """Parallax up to which it looks straight ahead."""
    hold_frames: int = 3
    """Frames in a position, averaged, before it counts."""
    hold_seconds: float = 0.2
    """And the time between the first and the last of them."""
    reference_frames: int = 4
    reference_seconds: float = 0.5
    """For how long a face must look straight into the camera before it is asked anything."""
    max_reference_spread: float = 0.08
    """How far parallax may differ among those frames: the face is still."""
    max_reference_turn: float = 0.35
    """How far aside of the eyes' middle the nose may stand in them, in halves of the distance between the eyes."""
    min_depth: float = 0.2
    """Parallax divided by the sine of the tilt that foreshortening tells: how far the nose stands out, at each turn.
    Heads have 0.3 to 0.6 as the detector sees them; a bent photograph has less."""
    min_mean_depth: float = 0.28
    """And on average over all turns, which says it more exactly."""
    least_reaction_seconds: float = 0.15
    """Nobody has turned to a side sooner after being asked."""
    step_seconds: float = 4.0
    """Nobody who means to answer takes longer."""
    pause_seconds: float = 1.2
    """Standing in the middle for so long on the way from one side to the other is the answer to another question."""
    max_gap_seconds: float = 0.7
    """A face that was not seen for longer may be another one."""
    max_jump_widths: float = 0.35
    """How far a face may move between two frames, in its own widths, and what it may move further in a second:"""
    jump_widths_a_second: float = 2.5
    max_growth: float = 1.25
    """How many times larger or smaller it may become between two frames, and what more in a second:"""
    growth_a_second: float = 1.0
    max_step_parallax: float = 0.3
    """How far the nose may move between two frames, and what more in a second; a fast turn makes 2.3:"""
    parallax_a_second: float = 3.0
    settle_seconds: float = 15.0
    """How long somebody may take to stand before the camera."""
    flat_foreshortening: float = 0.87
    """Below it something was tilted by more than 30°."""
    flat_parallax: float = 0.08
    """And yet the nose stayed in the plane of eyes and mouth: no head does so."""
