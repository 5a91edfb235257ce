"""Spans of time, and the arithmetic on them that marks and coverage are made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class Span:
    """From `start` to `end`, both included, both UTC; a moment has start == end."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Time between the two ends."""
        return self.end - self.start

    def join(self, other: "Span") -> "Span":
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True)
class Window:
    """When one camera belonged to one session; `end` is None while it still does."""

    start: datetime
    end: datetime | None

    def clip(self, span: Span) -> Span | None:
        """The part of the span inside the window, or None when they do not touch."""
        start = max(span.start, self.start)
        end = span.end if self.end is None else min(span.end, self.end)
        return Span(start, end) if start <= end else None


def hull(spans: Iterable[Span]) -> Span | None:
    """The smallest span that holds all of them: least start, greatest end. None when there are none."""
    joined: Span | None = None
    for span in spans:
        joined = span if joined is None else joined.join(span)
    return joined


def merged(spans: Iterable[Span], gap: timedelta = timedelta()) -> tuple[Span, ...]:
    """The same time in as few spans as there can be, in order; what lies within `gap` of each other becomes one.

    Merging what was merged, in any grouping and order, comes to the same.
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start - joined[-1].end <= gap:
            joined[-1] = joined[-1].join(span)
        else:
            joined.append(span)
    return tuple(joined)


def within(spans: Iterable[Span], limits: Span) -> Iterator[Span]:
    """The parts of the spans that lie inside the limits."""
    window = Window(limits.start, limits.end)
    return (part for part in map(window.clip, spans) if part is not None)


def union_length(spans: Iterable[Span]) -> timedelta:
    """Time covered by at least one span."""
    return sum((span.length for span in merged(spans)), timedelta())
