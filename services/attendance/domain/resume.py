"""Resume tokens of WatchSession: which session, and up to which revision the reader knows it."""

import base64
import binascii
import struct
from uuid import UUID

from services.attendance.domain.errors import ResumeTokenUnknown

_LAYOUT = struct.Struct(">B16sq")  # version of the layout, session, revision
_VERSION = 1


def resume_token(session_id: UUID, revision: int) -> str:
    """The token of a reader that knows the session as of `revision`."""
    return base64.urlsafe_b64encode(_LAYOUT.pack(_VERSION, session_id.bytes, revision)).decode().rstrip("=")


def revision_of(session_id: UUID, token: str) -> int:
    """The revision that a token stands for; ResumeTokenUnknown when it is not one of this session's."""
    try:
        content = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        version, owner, revision = _LAYOUT.unpack(content)
    except (binascii.Error, ValueError, struct.error):
        raise ResumeTokenUnknown(str(session_id)) from None
    if version != _VERSION or owner != session_id.bytes or revision < 0:
        raise ResumeTokenUnknown(str(session_id))
    return int(revision)
