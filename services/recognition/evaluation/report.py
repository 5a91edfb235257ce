"""`report.json`: every figure of an evaluation, and what it was measured on. NaN is written as null."""

import math
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _null_if_nan(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


Figure = Annotated[float | None, BeforeValidator(_null_if_nan)]
"""None: not measured."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Estimate(_Part):
    """A share with its 95 % interval, people drawn again."""

    value: Figure
    low: Figure
    high: Figure


class AtFpir(_Part):
    """How many are missed when the threshold lets so many strangers pass."""

    fpir: float
    observable: bool
    """False: there are fewer than 1/fpir photos of strangers, so the threshold lets none pass, and `fpir_bound` is
    all that this proves."""
    fpir_bound: float
    """Upper 95 % limit of the FPIR at this threshold (Clopper-Pearson)."""
    threshold: Figure
    fnir: Estimate
    """Over photos of people who could be enrolled; a photo without a usable face is a miss."""
    fnir_everyone: Figure
    """Over photos of everybody who should have been enrolled; whoever could not be is always missed."""
    fnir_cross_validated: Figure
    """The threshold chosen on four fifths of the people and judged on the last fifth."""
    fpir_cross_validated: Figure
    """What that threshold came to on strangers it had not seen."""


class DetCurve(_Part):
    """FNIR over FPIR with a 95 % band."""

    fpir: tuple[float, ...]
    fnir: tuple[Figure, ...]
    low: tuple[Figure, ...]
    high: tuple[Figure, ...]


class OperatingPoint(_Part):
    """One photo alone, judged with the thresholds that ship."""

    threshold: Figure
    min_margin: Figure
    fnir: Estimate
    fpir: Estimate
    fpir_bound: float
    false_positives: int
    strangers: int
    wrong_name: Estimate
    """Photos of enrolled people that are given somebody else's name."""
    calibrated_on_this_data: bool
    """True: these thresholds were chosen on the very people they are judged on; see `cross_validated`."""
    cross_validated: "CrossValidatedPoint | None"


class CrossValidatedPoint(_Part):
    """The calibration repeated without the people it is judged on."""

    fnir: Figure
    fpir: Figure
    false_positives: int
    folds: int


class Enrolment(_Part):
    people: int
    failed: tuple[str, ...]
    """Failures to enrol: people of whom no photo was accepted."""
    photos: int
    accepted: int
    rejected: dict[str, int]


class Acquisition(_Part):
    """Photos in which a usable face was found."""

    role: str
    people: int
    photos: int
    acquired: int
    rejected: dict[str, int]


class SubsetRow(_Part):
    people: int
    samples_per_person: float
    draws: int
    mated_people: float
    threshold: Figure
    fnir_at_fpir: dict[str, Figure]
    fnir: Figure
    fpir: Figure


class SetRow(_Part):
    set_name: str
    photos: int
    people: int
    fnir_at_fpir: dict[str, Figure]
    fnir: Figure
    wrong_name: Figure


class PersonInVideo(_Part):
    identity: str
    label: str
    """must, hard, must not, or unlabelled."""
    note: str
    marked_after_seconds: Figure
    """None: not marked."""
    frames_named_alone: int


class VideoResult(_Part):
    name: str
    right: bool
    """Everybody who must be is marked, and nobody who must not; false when no frame could be read."""
    missed: tuple[str, ...]
    false_marks: tuple[str, ...]
    false_names_in_frames: int
    """Frame level: how often a single frame gave a name that must not be given."""
    people: tuple[PersonInVideo, ...]
    frames: int
    seconds: float
    faces: int
    encodings: int
    cpu_ms_a_frame: dict[str, float]


class TrackResult(_Part):
    """Photos set in motion, each film watched as a camera's stream of one person."""

    kind: str
    tracks: int
    people: int
    falsely_marked: int
    """Tracks that marked somebody who is not the person on them."""
    false_marks: Estimate
    false_marks_bound: float
    """Upper 95 % limit of their share (Clopper-Pearson)."""
    missed: int | None
    """Of enrolled people: tracks that did not mark them."""
    miss_rate: Estimate | None


class AttackResult(_Part):
    """Photos of one kind, held up to a camera."""

    kind: str
    photos: int
    people: int
    named_by_the_photo_path: int
    """Given a name, anybody's, judged as a single photo."""
    passed_at_the_kiosk: int | None
    """Named, and let through where one person checks in alone, liveness included; None: not measured."""
    kiosk_verdicts: dict[str, int]


class LivenessResult(_Part):
    """One kind of check-in at the kiosk, generated and tried many times."""

    kind: str
    attack: bool
    covered: bool
    """False: known to pass, and counted to show how often."""
    tries: int
    wrong: int
    """Attacks that passed (APCER), or people who did not (BPCER; ISO/IEC 30107-3)."""
    low: float
    high: float
    """Of the 95 % interval of their share (Clopper-Pearson)."""
    verdicts: dict[str, int]


class CloseStranger(_Part):
    """A photo of a stranger and the enrolled person it is nearest to: look whether the labels are right."""

    photo: str
    identity: str
    nearest: str
    distance: float


class MissedPhoto(_Part):
    """A photo of an enrolled person that is not recognised at FPIR 1 %."""

    photo: str
    identity: str
    nearest: str | None
    """None: no usable face."""
    distance: Figure


class SystemReport(_Part):
    name: str
    description: str
    model: str
    model_sha256: str
    gallery_sha256: str
    enrolment: Enrolment
    acquisition: tuple[Acquisition, ...]
    rank_1: Estimate
    at_fpir: tuple[AtFpir, ...]
    det: DetCurve
    operating_point: OperatingPoint
    by_size: tuple[SubsetRow, ...]
    by_samples: tuple[SubsetRow, ...]
    by_set: tuple[SetRow, ...]
    videos: tuple[VideoResult, ...]
    tracks: tuple[TrackResult, ...]
    attacks: tuple[AttackResult, ...]
    closest_strangers: tuple[CloseStranger, ...]
    missed: tuple[MissedPhoto, ...]
    cpu_ms_a_photo: dict[str, float]


class ThresholdPoint(_Part):
    people: int
    max_distance: float


class CalibrationUsed(_Part):
    model_sha256: str
    data_sha256: str
    target_fpir: float
    people: int
    impostors: int
    method: str
    thresholds: tuple[ThresholdPoint, ...]


class DataUsed(_Part):
    folder: str
    sha256: str
    photos: dict[str, int]
    people: dict[str, int]
    videos: int
    ignored_roles: dict[str, int]
    same_person_twice: tuple[tuple[str, str], ...]
    probes_not_in_gallery: tuple[str, ...]
    """Whose probes are left out, for no photo of theirs has the role gallery."""
    video_names_not_in_gallery: tuple[str, ...]
    enrolled_probes: int
    """Probes that are the very picture somebody is enrolled with; they are measured all the same."""
    is_calibration_data: bool


class Machine(_Part):
    processor: str
    cores: int
    python: str
    onnxruntime: str


class Report(_Part):
    presence: str
    code_sha256: str
    created_at: datetime
    wall_seconds: float
    data: DataUsed
    calibration: CalibrationUsed
    systems: tuple[SystemReport, ...]
    liveness: tuple[LivenessResult, ...]
    not_measured: tuple[str, ...]
    """What these figures do not say, in sentences."""
    machine: Machine
