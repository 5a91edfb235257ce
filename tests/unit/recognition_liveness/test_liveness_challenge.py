"""What is asked, and who answers it."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from services.recognition.domain.liveness.challenge import Challenge, Position, draw_challenge, sequences
from services.recognition.domain.liveness.geometry import Landmarks
from services.recognition.domain.liveness.judge import Asking, FaceView, LivenessJudge, Passed, Refusal, Refused
from services.recognition.evaluation.liveness.actors import Actor, Held, Replayed, Swung
from services.recognition.evaluation.liveness.heads import (
    MEAN_HEAD,
    Pose,
    a_head,
    a_photograph,
    bent,
    neck,
    seen,
    warped_nose,
)
from services.recognition.evaluation.liveness.play import Played, play

L, M, R = Position.LEFT, Position.MIDDLE, Position.RIGHT
WALK: Challenge = (L, R, M, R, L, R, M)


def test_challenges_never_ask_for_where_the_head_is_ask_for_both_sides_and_end_in_the_middle() -> None:
    random = np.random.default_rng(1)
    for _ in range(300):
        walk = draw_challenge(lambda n: int(random.integers(n)))
        assert all(a is not b for a, b in zip((M, *walk), walk, strict=False))
        assert {L, R} <= set(walk)
        assert walk[-1] is M


def test_all_challenges_are_equally_likely() -> None:
    random = np.random.default_rng(2)
    counts = Counter(draw_challenge(lambda n: int(random.integers(n)))[:6] for _ in range(6200))
    assert len(counts) == sequences() == 62
    assert max(counts.values()) < 160


def played(make: Callable[[np.random.Generator], Actor], runs: int = 12, seed: int = 5) -> list[Played]:
    random = np.random.default_rng(seed)
    return [play(make(random), draw_challenge(lambda n: int(random.integers(n))), random) for _ in range(runs)]


def test_heads_that_turn_as_asked_pass() -> None:
    results = played(lambda random: Held(a_head(random), random, 30, 45, head=True))
    assert sum(one.passed for one in results) == 12


PAPERS: dict[str, Callable[[Landmarks], Landmarks]] = {
    "flat": lambda photo: photo,
    "bent": lambda photo: bent(photo, 1.0),
    "warped": lambda photo: warped_nose(photo, 0.15),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_photograph_turned_as_asked_never_passes(paper: str) -> None:
    results = played(lambda random: Held(PAPERS[paper](a_photograph(a_head(random))), random, 45, 65, head=False))
    assert not any(one.passed for one in results)


def test_a_photograph_that_is_swung_about_is_called_flat() -> None:
    results = played(lambda random: Swung(a_photograph(a_head(random)), random))
    assert not any(one.passed for one in results)
    assert Refusal.FLAT in {one.refusal for one in results}


def film_of(walk: Challenge, seed: int) -> Played:
    random = np.random.default_rng(seed)
    film = play(Held(MEAN_HEAD, random, 32, 42, head=True), walk, random)
    assert film.passed
    return film


def test_a_film_of_an_answer_to_another_challenge_is_refused() -> None:
    film = film_of(WALK, 3)
    random = np.random.default_rng(4)
    other = play(Replayed(film.film, film.asked_at_seconds), (R, M, L, M, L, R, M), random)
    assert not other.passed


def test_a_film_of_the_very_same_challenge_is_not_told_from_a_person() -> None:
    """The limit of it: what stands against this is that nobody knows the challenge before."""
    film = film_of(WALK, 3)
    assert play(Replayed(film.film, film.asked_at_seconds), WALK, np.random.default_rng(4)).passed


class Script:
    """A face of which a test says each frame."""

    def __init__(self, walk: Challenge = WALK) -> None:
        self.judge = LivenessJudge(walk)
        self.at = 0.0

    def show(self, yaw: float, frames: int = 1, *, fps: float = 10.0, x: float = 0.0, distance: float = 9.0) -> None:
        for _ in range(frames):
            self.at += 1 / fps
            landmarks = seen(MEAN_HEAD, Pose(yaw, x=x, distance=distance), 64, neck())
            self.judge.see(FaceView(self.at, landmarks, 130.0))

    def settle(self) -> None:
        while self.asked is None and self.at < 3:
            self.show(0)
        assert self.asked is L

    @property
    def asked(self) -> Position | None:
        return self.judge.verdict.position if isinstance(self.judge.verdict, Asking) else None

    @property
    def refusal(self) -> Refusal | None:
        return self.judge.verdict.refusal if isinstance(self.judge.verdict, Refused) else None


def test_nothing_is_asked_before_a_face_looked_straight_for_a_moment() -> None:
    script = Script()
    script.show(35, 10)
    assert script.asked is None
    script.show(0, 3)
    assert script.asked is None
    script.show(0, 9)
    assert script.asked is L


def test_each_answer_brings_the_next_question_until_it_has_passed() -> None:
    script = Script((L, R, M))
    script.settle()
    for yaw, asked in ((12, L), (32, R), (0, R), (-12, R), (-32, M), (-12, M)):
        script.show(yaw, 4)
        assert script.asked is asked
    script.show(0, 4)
    assert isinstance(script.judge.verdict, Passed)
    assert script.judge.verdict.depth == pytest.approx(0.5, abs=0.15)


def test_a_turn_to_the_other_side_is_refused() -> None:
    script = Script()
    script.settle()
    script.show(-15, 2)
    script.show(-35, 3)
    assert script.refusal is Refusal.WRONG_TURN


def test_a_turn_begun_before_anybody_can_have_read_the_question_is_refused() -> None:
    script = Script()
    script.settle()
    script.show(28, 1, fps=8.0)
    assert script.refusal is Refusal.TOO_EARLY


def test_whoever_does_not_turn_is_too_slow_and_not_called_flat() -> None:
    script = Script()
    script.settle()
    script.show(0, 45)
    assert script.refusal is Refusal.TOO_SLOW


def test_a_face_that_jumps_or_is_gone_in_between_is_refused() -> None:
    jumping = Script()
    jumping.settle()
    jumping.show(0, 1, x=2.5)
    assert jumping.refusal is Refusal.JUMPED
    gone = Script()
    gone.settle()
    gone.judge.miss(gone.at + 0.5)
    assert gone.refusal is None
    gone.judge.miss(gone.at + 0.8)
    assert gone.refusal is Refusal.LOST


def test_nobody_is_waited_for_without_end() -> None:
    script = Script()
    for second in range(17):
        script.judge.miss(float(second))
    assert script.refusal is Refusal.NOBODY


def test_a_verdict_stands() -> None:
    script = Script()
    script.settle()
    script.show(0, 45)
    script.show(32, 5)
    assert script.refusal is Refusal.TOO_SLOW
