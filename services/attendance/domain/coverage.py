"""Whether a room was watched well enough to call somebody absent."""

from collections.abc import Iterable

from services.attendance.domain.span import Span, union_length


def watched_share(session: Span, seen_by_cameras: Iterable[Span]) -> float:
    """Share of the session, 0 to 1, in which at least one camera saw the room; the spans lie within the session.

    A session without length was not watched: nobody can be told absent from it.
    """
    if session.end <= session.start:
        return 0.0
    return union_length(seen_by_cameras) / session.length
