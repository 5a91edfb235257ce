"""How often attacks pass for somebody live, and how often somebody live does not: figures, and what they leave out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from services.recognition.domain.liveness.challenge import Challenge, draw_challenge, sequences
from services.recognition.domain.liveness.judge import turn_of
from services.recognition.domain.liveness.policy import LivenessPolicy
from services.recognition.evaluation.binomial import interval
from services.recognition.evaluation.liveness import pictures
from services.recognition.evaluation.liveness.actors import Actor, Held, Replayed, Swung
from services.recognition.evaluation.liveness.heads import (
    Points,
    Pose,
    a_head,
    a_photograph,
    bent,
    folded,
    raised_nose,
    warped_nose,
)
from services.recognition.evaluation.liveness.play import LANDMARK_NOISE, play
from services.recognition.evaluation.liveness.rendered import Sheet, as_flat

MakeActor: TypeAlias = Callable[[np.random.Generator], Actor]
_PASSED = "passed"

NOT_COVERED = (
    "Heads and attacks of the first rows are generated: five points in space with the detector's noise. They say what "
    "the geometry can tell, not how people behave at a door; the share of people refused must be measured with people.",
    "A film of the right sequence at the right moments passes. Nobody knows the sequence before, so a film of another "
    "one passes by luck alone; whoever plays the right turns on demand, from clips or from a face drawn in real time, "
    "is not found out.",
    "Masks with depth pass: worn ones, busts, and paper folded along the nose or with a raised nose, as the rows show. "
    "A photo bent round a tube can pass too: generated points say no, but the detector sees a face on a tube as one "
    "that turns.",
    "Screens, prints and eye blinks are not looked at as such: only motion in depth, order, time and identity count.",
)


@dataclass(frozen=True, slots=True)
class LivenessRow:
    """One kind of check-in, tried many times."""

    kind: str
    attack: bool
    covered: bool
    """False: it is known to pass, and counted to show how often."""
    tries: int
    wrong: int
    """Attacks that passed (APCER, ISO/IEC 30107-3), or people who did not (BPCER)."""
    rate: float
    low: float
    high: float
    """Of its 95 % interval (Clopper-Pearson)."""
    verdicts: tuple[tuple[str, int], ...]
    """How the tries ended, the most frequent first."""


@dataclass(frozen=True, slots=True)
class LivenessReport:
    """Everything measured in one run."""

    rows: tuple[LivenessRow, ...]
    sequences: int
    """Equally likely challenges."""
    landmark_noise: float
    """Of generated points, per axis, in distances between the eyes."""
    not_covered: tuple[str, ...]


def liveness_report(
    seed: int,
    runs: int = 200,
    sheets: Sequence[Sheet] = (),
    find: pictures.FindLandmarks | None = None,
    drawn_runs: int = 2,
) -> LivenessReport:
    """Try every kind `runs` times with generated points; with photos (`sheets`, faces cut out of them) and a detector
    also as pictures, `drawn_runs` times each photo that looks into the camera. About 0.03 s of CPU a run, and 1 to 4 s
    a drawn one."""
    random = np.random.default_rng(seed)
    rows = [
        _row(kind, attack, covered, [_try(make, random) for _ in range(runs)])
        for kind, attack, covered, make in _generated()
    ]
    if sheets and find is not None:
        straight = [sheet for sheet in sheets if _looks_straight(sheet, find)]
        for kind, attack, covered, drawn in _drawn() if straight else ():
            tries = [
                _tried(drawn(sheet, find, random), random, noise=0.0) for sheet in straight for _ in range(drawn_runs)
            ]
            rows.append(_row(kind, attack, covered, tries))
    return LivenessReport(tuple(rows), sequences(), LANDMARK_NOISE, NOT_COVERED)


def _looks_straight(sheet: Sheet, find: pictures.FindLandmarks) -> bool:
    """A photo of a turned face would be refused before anything is asked, which proves nothing."""
    landmarks = find(as_flat(sheet, Pose()))
    return landmarks is not None and turn_of(landmarks) <= LivenessPolicy().max_reference_turn


def _generated() -> Iterator[tuple[str, bool, bool, MakeActor]]:
    yield "a head that turns as asked", False, True, lambda r: Held(a_head(r), r, 30, 45, head=True)
    yield "photo turned as asked", True, True, _paper(lambda photo: photo, 45, 65)
    yield "photo swung about", True, True, lambda r: Swung(a_photograph(a_head(r)), r)
    yield "photo bent over 5 to 10 cm", True, True, lambda r: _bent(r, r.uniform(0.8, 1.6))
    yield "photo with its nose moved aside", True, True, _paper(lambda photo: warped_nose(photo, 0.15), 45, 65)
    yield "paper mask, nose raised by 1.3 cm", True, True, _paper(lambda photo: raised_nose(photo, 0.2), 40, 60)
    yield "photo folded by 30° on each side", True, True, _paper(lambda photo: folded(photo, 30), 35, 55)
    yield "film of an answer to another challenge", True, True, _replayed
    yield "photo folded by 45° on each side", True, False, _paper(lambda photo: folded(photo, 45), 35, 55)
    yield "paper mask, nose raised by 2 cm", True, False, _paper(lambda photo: raised_nose(photo, 0.32), 35, 55)


def _drawn() -> Iterator[tuple[str, bool, bool, Callable[[Sheet, pictures.FindLandmarks, np.random.Generator], Actor]]]:
    yield "pictures: a photo turned as asked", True, True, pictures.photograph
    # the detector takes a face on a tube for a head that turns, and puts the nose where a head has it
    yield "pictures: a photo bent over 5 to 10 cm", True, False, pictures.bent_photograph
    yield "pictures: a photo drawn on a head that turns as asked", False, True, pictures.head


def _paper(make: Callable[[Points], Points], degrees: float, further: float) -> MakeActor:
    return lambda random: Held(make(a_photograph(a_head(random))), random, degrees, further, head=False)


def _bent(random: np.random.Generator, radius: float) -> Actor:
    return Held(bent(a_photograph(a_head(random)), radius), random, 40, 60, head=False)


def _replayed(random: np.random.Generator) -> Actor:
    """Filmed of an honest answer that passed."""
    for _ in range(20):
        filmed = play(Held(a_head(random), random, 32, 45, head=True), _challenge(random), random)
        if filmed.passed:
            return Replayed(filmed.film, filmed.asked_at_seconds)
    raise RuntimeError("twenty honest answers in a row did not pass: there is nothing to replay")


def _challenge(random: np.random.Generator) -> Challenge:
    return draw_challenge(lambda n: int(random.integers(n)))


def _try(make: MakeActor, random: np.random.Generator) -> str:
    return _tried(make(random), random, noise=LANDMARK_NOISE)


def _tried(actor: Actor, random: np.random.Generator, noise: float) -> str:
    played = play(actor, _challenge(random), random, noise=noise)
    return _PASSED if played.passed else played.refusal.value if played.refusal else "never ended"


def _row(kind: str, attack: bool, covered: bool, verdicts: list[str]) -> LivenessRow:
    wrong = sum((verdict == _PASSED) is attack for verdict in verdicts)
    counted = tuple(Counter(verdicts).most_common())
    return LivenessRow(
        kind, attack, covered, len(verdicts), wrong, wrong / len(verdicts), *interval(wrong, len(verdicts)), counted
    )
