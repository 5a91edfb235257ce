"""Which frames a camera may forget."""

from hypothesis import given
from hypothesis import strategies as st

from services.recognition.app.watermark import Watermark


def mark(resume_after: int = 0) -> Watermark:
    return Watermark(resume_after, lambda: None)


def test_frames_that_came_to_nothing_may_be_forgotten_at_once() -> None:
    watermark = mark()
    watermark.advance(5, None)
    assert (watermark.through, watermark.stored_through) == (5, 5)


def test_evidence_that_is_not_decided_yet_is_kept() -> None:
    watermark = mark()
    watermark.advance(5, undecided_since=3)
    assert watermark.stored_through == 2


def test_a_reports_frames_are_kept_until_it_is_stored() -> None:
    watermark = mark()
    watermark.advance(4, undecided_since=2)
    hold = watermark.hold()
    watermark.advance(5, None)
    assert watermark.stored_through == 1
    hold.release()
    assert watermark.stored_through == 5


def test_the_earliest_unanswered_report_decides() -> None:
    watermark = mark()
    first = watermark.hold()
    watermark.advance(3, None)
    second = watermark.hold()
    watermark.advance(6, None)
    second.release()
    assert watermark.stored_through == 0
    first.release()
    assert watermark.stored_through == 6


def test_a_report_answered_twice_frees_nothing_else() -> None:
    watermark = mark()
    first, second = watermark.hold(), watermark.hold()
    watermark.advance(3, None)
    first.release()
    first.release()
    assert watermark.stored_through == 0
    assert watermark.held
    second.release()
    assert not watermark.held


def test_what_was_stored_before_the_stream_was_opened_again_stays_stored() -> None:
    watermark = mark(resume_after=40)
    watermark.hold()
    watermark.advance(41, undecided_since=41)
    assert watermark.stored_through == 40


def test_a_gallery_swap_that_reopens_a_decision_does_not_take_a_promise_back() -> None:
    watermark = mark()
    watermark.advance(9, None)
    watermark.advance(10, undecided_since=2)
    assert watermark.stored_through == 9


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), max_size=40))
def test_it_never_goes_back_and_never_passes_an_unanswered_report(steps: list[tuple[int, bool, bool]]) -> None:
    watermark, holds, last = mark(), [], 0
    for sequence, (undecided, report, answer) in enumerate(steps, start=1):
        if report:
            holds.append((watermark.hold(), sequence))
        watermark.advance(sequence, max(1, sequence - undecided) if undecided else None)
        if answer and holds:
            holds.pop(0)[0].release()
        assert watermark.stored_through >= last
        assert all(watermark.stored_through < at for _, at in holds)
        last = watermark.stored_through
