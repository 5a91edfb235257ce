"""Keys that encrypt what a service stores: the newest seals, and those before it still open."""

import base64
import binascii

KEY_BYTES = 32
_HOW = f"must be {KEY_BYTES} random bytes in base64, as `openssl rand -base64 {KEY_BYTES}` makes them; several, "
_HOW += "separated by commas, the newest first"


def parse_keys(text: str) -> tuple[bytes, ...]:
    """One or more keys, newest first; ValueError says what they must look like, and never what they are."""
    keys = []
    for part in text.split(","):
        try:
            key = base64.b64decode(part.strip(), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise ValueError(_HOW)
        keys.append(key)
    return tuple(keys)
