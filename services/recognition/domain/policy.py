"""When a track may be given a name: how much evidence is enough."""

from dataclasses import dataclass, field, replace

from services.recognition.domain.calibrations import Calibration, packaged_calibration
from services.recognition.domain.encoder import Encoder


@dataclass(frozen=True, slots=True)
class DecisionPolicy:
    """How much evidence names a track. One lucky frame never does."""

    calibration: Calibration | None = None
    """Instead of the one that ships with its encoder."""
    target_fpir: float = 1e-3
    """The share of strangers who may be taken for anybody."""
    track_share: float = 0.2
    """Of the target, for a single photo is what thresholds are measured on: a track is several chances, and the fusion
    of its frames was seen up to 0.07 nearer to a stranger than their photo."""
    min_frames: int = 3
    """Independent frames that must vote for the person before a name."""
    min_seconds: float = 1.0
    """Capture time between the first and the last frame of evidence."""
    min_vote_share: float = 0.6
    """Of all independent frames by weight, unknown ones included, that must vote for the person."""
    vote_slack: float = 0.08
    """A single frame is noisier than the fusion of many: it votes up to T(N) + this."""
    review_slack: float = 0.06
    """A fused distance up to T(N) + this is shown to a person instead of being called unknown."""
    unknown_after_frames: int = 5
    """Independent frames without a name after which a track is called unknown (it can still become known)."""

    def calibration_of(self, encoder: Encoder) -> Calibration:
        """The thresholds for a gallery of that encoder, at the target."""
        own = self.calibration if self.calibration and self.calibration.encoder is encoder else None
        return (own or packaged_calibration(encoder)).aimed_at(self.target_fpir)

    def track_calibration_of(self, encoder: Encoder) -> Calibration:
        """The thresholds for tracks."""
        return self.calibration_of(encoder).aimed_at(self.target_fpir * self.track_share)

    def review_limit(self, encoder: Encoder, people: int) -> float:
        """How near a track among so many people must be to somebody to be shown to a person."""
        return self.track_calibration_of(encoder).threshold(people) + self.review_slack * encoder.spread


@dataclass(frozen=True, slots=True)
class QualityGate:
    """Which faces are worth encoding, and how often."""

    min_width_px: float = 28.0
    min_score: float = 0.6
    min_sharpness: float = 8.0
    min_brightness: float = 25.0
    max_turn: float = 1.2
    """Beyond it is profile. Half turned faces are encoded: they weigh little, but they are not taken for others."""
    independent_after_seconds: float = 0.48
    """Frames closer than this in capture time are one piece of evidence: only one of them is encoded. A little below
    half a second, so that two frames a second all count, and three of them span `min_seconds`."""
    first_frames: int = 6
    """Frames of a new track encoded as soon as they are independent, unless it is decided before."""
    undecided_seconds: float = 1.0
    """After those, an undecided track is encoded this often."""
    recheck_seconds: float = 3.0
    """A decided track is encoded again after this long, for a name must go on being earned; each time it is confirmed
    without having been out of sight the wait doubles."""
    max_recheck_seconds: float = 12.0
    """At most so long."""
    out_of_sight_seconds: float = 0.7
    """A track unseen for longer may have changed its face: the waits start again."""
    moved_widths: float = 0.6
    """A decided track that moved this many face widths is encoded as soon as it is independent: somebody who walks past
    a seated face hides it and can take its track along."""
    changed_below: float = 0.75
    """A decided face whose aligned crop correlates less than this with the one last encoded is encoded again soon:
    somebody else may have taken the place without a move. Of two people's photos 99.3 % differ more, of one photo
    moved, turned by 6°, lit otherwise and compressed again 2.5 % do (160 photos of the calibration data)."""
    changed_after_seconds: float = 1.0
    """But not sooner than this after the last time, for turning the head changes the crop, too; compared as often."""
    better_by: float = 1.5
    """A face this many times better than the best so far is encoded as soon as it is independent."""


@dataclass(frozen=True, slots=True)
class TrackerPolicy:
    """How boxes of successive frames become tracks."""

    min_iou: float = 0.2
    max_gap_seconds: float = 1.5
    """A face unseen for this long ends its track."""
    max_jump_widths: float = 1.2
    """Boxes of slow frames no longer overlap: a centre may move this many face widths instead."""
    full_jump_after_seconds: float = 0.4
    """Over shorter gaps the jump is proportionally shorter."""
    scene_cut_difference: float = 18.0
    """Mean grey difference of successive thumbnails (0..255) that means another scene: all tracks end."""


@dataclass(frozen=True, slots=True)
class StreamPolicy:
    """Everything one camera stream is run by."""

    decision: DecisionPolicy = field(default_factory=DecisionPolicy)
    gate: QualityGate = field(default_factory=QualityGate)
    tracker: TrackerPolicy = field(default_factory=TrackerPolicy)
    max_evidence: int = 16
    """Encoded frames kept per track; the oldest goes first."""
    other_face_distance: float = 1.15
    """An encoding this far from its own track is probably somebody else who took the place; two in a row are."""
    look_every_seconds: float = 1.0
    """Even a still room is searched for faces this often."""
    settled_look_seconds: float = 0.25
    """While everybody in view is settled, frames sooner than this after the last look are not even decoded: nobody who
    comes or passes by is missed for longer, and nobody walks a face's width in that time unseen."""
    unsettled_look_seconds: float = 0.06
    """While somebody is not: cameras that send more than a dozen frames a second tell nothing new with each."""
    grow_every_seconds: float = 1.0
    """A sighting is given out again when it has grown this much, and when its track ends."""
    check_every_seconds: float = 0.12
    """A face is shown to the check of its motion this often."""
    review_grow_every_seconds: float = 10.0
    """How often a review is told that its face is still in view."""
    undecided_seconds: float = 20.0
    """How long the evidence of an undecided track keeps its frames from being forgotten by the camera."""
    remember_seconds: float = 120.0
    """How long the evidence of an ended, unnamed track can be taken up by a new track of the same face."""
    remember_tracks: int = 32
    """At most so many ended tracks; the oldest is forgotten first."""
    same_face_distance: float = 1.0
    """How near a new face must be to an ended track to take its evidence up."""

    def for_encoder(self, encoder: Encoder) -> "StreamPolicy":
        """With distances between faces as that encoder measures them; of the policy as it is written."""
        return replace(
            self,
            other_face_distance=self.other_face_distance * encoder.spread,
            same_face_distance=self.same_face_distance * encoder.spread,
        )
