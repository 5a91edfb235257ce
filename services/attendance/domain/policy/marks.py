"""From a mark to what a person said, and from a verdict back to the mark."""

from dataclasses import replace
from typing import cast

from services.attendance.domain.mark import Mark, MarkSource
from services.attendance.domain.policy.facts import Facts, Word, WordVia
from services.attendance.domain.policy.verdict import Verdict
from services.attendance.domain.span import hull


def word_of(mark: Mark) -> Word | None:
    """What a person in charge said last, kept on the mark itself."""
    if mark.source is not MarkSource.TEACHER:
        return None
    assert mark.set_by is not None  # a word has an author,
    assert mark.said_time is not None  # and a time
    via = cast(WordVia, mark.said_via or "teacher")
    return Word(mark.status_code, mark.set_by, mark.said_time, mark.note, via, mark.status)


def said(mark: Mark, word: Word | None, note: str) -> Mark:
    """The mark with a word, or without one: then nothing is left of an earlier one but the note."""
    if word is None:
        return replace(mark, source=MarkSource.NONE, set_by=None, said_time=None, said_via=None, note=note)
    return replace(
        mark,
        status=word.kind or mark.status,
        status_code=word.status,
        source=MarkSource.TEACHER,
        set_by=word.said_by,
        said_time=word.said_time,
        said_via=word.via,
        note=note,
    )


def settled(mark: Mark, facts: Facts, verdict: Verdict) -> Mark:
    """The mark as it was decided, with the evidence beside it."""
    return replace(
        mark,
        status=verdict.kind,
        status_code=verdict.code,
        source=verdict.source,
        minutes_present=verdict.minutes_present,
        seen=hull(facts.intervals),
        confirmed_by=facts.confirmed_by,
        seen_elsewhere=facts.seen_elsewhere,
    )
