"""What else may speak against naming a track."""

from typing import Protocol

from services.recognition.domain.faces import FrameFaces


class TrackCheck(Protocol):
    """Watches the faces of one stream, for example for a face that moves like a flat picture. Owned by the stream.

    A track it objects to is not named, whatever its encodings say: it goes to review with the objection as reason. A
    name that was given before the objection stays given; it grows no further.
    """

    def see(self, track_id: str, frame: FrameFaces, index: int, at_seconds: float) -> None:
        """Face `index` of the frame is on the track; `at_seconds` is capture time. At most eight times a second."""

    def objection(self, track_id: str) -> str | None:
        """Why a person must look at the track before it gets a name, as half a sentence; None: no reason."""
        ...

    def forget(self, track_id: str) -> None:
        """The track is over."""
