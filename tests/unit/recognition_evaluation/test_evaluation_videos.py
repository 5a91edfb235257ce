"""Who was marked in a video, held against its labels."""

from collections import Counter
from pathlib import Path

from services.recognition.evaluation.video_labels import HardPerson, LabelledVideo
from services.recognition.evaluation.videos import verdict
from services.recognition.evaluation.watch import Watched

ENROLLED = frozenset({"ann", "bob", "carl"})
LESSON = LabelledVideo(
    Path("lesson.mp4"), "lesson.mp4", frozenset({"ann"}), (HardPerson("bob", "dark"),), frozenset({"carl"}),
    frozenset(), frozenset(),
)  # fmt: skip
EMPTY_ROOM = LabelledVideo(
    Path("empty.mp4"), "empty.mp4", frozenset(), (), ENROLLED, frozenset(), frozenset()
)  # fmt: skip


def test_who_is_hard_to_see_is_not_blamed_and_who_is_not_there_is() -> None:
    seen = Watched(frames=20, marked={"ann": 1.2})
    assert verdict(LESSON, seen, ENROLLED).right
    wrong = verdict(LESSON, Watched(frames=20, marked={"carl": 3.0}, named_alone=Counter(carl=4)), ENROLLED)
    assert (wrong.right, wrong.missed, wrong.false_marks) == (False, ("ann",), ("carl",))
    assert wrong.false_names_in_frames == 4
    assert [(person.identity, person.label) for person in wrong.people] == [
        ("ann", "must"), ("bob", "hard"), ("carl", "must not"),
    ]  # fmt: skip


def test_a_video_of_which_nothing_could_be_read_proves_nothing() -> None:
    assert verdict(EMPTY_ROOM, Watched(frames=1), ENROLLED).right
    assert not verdict(EMPTY_ROOM, Watched(), ENROLLED).right
