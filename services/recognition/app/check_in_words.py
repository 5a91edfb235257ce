"""Why somebody was not checked in, in words for that person."""

from collections.abc import Mapping
from types import MappingProxyType

from services.recognition.app.check_in_messages import Reason
from services.recognition.domain.liveness.judge import Refusal

WORDS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NOBODY: "Nobody stood before the camera for long enough. Try again.",
        Reason.NOT_LIVE: "The answer was not that of a face turning as asked. Try again, or ask your teacher.",
        Reason.TOO_SLOW: "A turn was not made in time. Try again, and turn as far as the ring asks.",
        Reason.FACE_LOST: "Your face was out of sight for a moment. Try again, and stay in the picture.",
        Reason.FACE_CHANGED: "More than one face was seen during the check. Try again, one person at a time.",
        Reason.NOT_RECOGNISED: "Nobody of this class was recognised. Ask your teacher.",
        Reason.UNSURE: "The picture was not clear enough to be sure. Try again, or ask your teacher.",
    }
)

# what gave an answer away is not told: that would teach whoever tries
WHY: Mapping[Refusal, Reason] = MappingProxyType(
    {
        Refusal.NOBODY: Reason.NOBODY,
        Refusal.FLAT: Reason.NOT_LIVE,
        Refusal.SHAPE: Reason.NOT_LIVE,
        Refusal.WRONG_TURN: Reason.NOT_LIVE,
        Refusal.TOO_EARLY: Reason.NOT_LIVE,
        Refusal.TOO_SLOW: Reason.TOO_SLOW,
        Refusal.LOST: Reason.FACE_LOST,
        Refusal.JUMPED: Reason.FACE_LOST,
    }
)
