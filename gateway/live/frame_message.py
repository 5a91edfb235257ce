"""A frame as a browser sends it: 8 bytes of sequence, 8 bytes of capture time in ms since 1970, the JPEG."""

import struct

from presence.recognition.v1 import recognition_service_pb2 as recognition

from gateway.live.socket import Close, Closed

JPEG_BYTES_MAX = 2**20
HEAD = struct.Struct(">qq")
# More than a frame may have: a message has to be read to its end before a browser hears why it is refused. Of a longer
# one nothing is read, and the connection breaks.
MESSAGE_BYTES_MAX = 4 * JPEG_BYTES_MAX
_MOST_MS = 253_402_300_799_999  # the last of the year 9999


def read_frame(message: bytes) -> recognition.Frame:
    """The frame; Closed when it is none, or too large."""
    if len(message) < HEAD.size:
        raise Closed(Close.WRONG_MESSAGE, "a frame is 8 bytes of sequence, 8 bytes of time, and a JPEG")
    sequence, capture_ms = HEAD.unpack_from(message)
    if len(message) > HEAD.size + JPEG_BYTES_MAX:
        raise Closed(Close.TOO_LARGE, "a frame's JPEG may have at most 1 MiB")
    frame = recognition.Frame(sequence=sequence, jpeg=message[HEAD.size :])
    frame.capture_time.FromMilliseconds(min(max(capture_ms, 0), _MOST_MS))
    return frame
