"""A login as the gateway sees it: the user's access token and what it says, believed by nobody but the services."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Login:
    """Who the access token says is logged in. The services verify it; here it is a hint."""

    login_id: str  # made here at log-in, kept across refreshes
    access_token: str
    subject: str  # person_id
    role: str
    expire_time: datetime  # UTC
    family: str = ""  # the log-in as identity knows it (`sid`)


def read_login(login_id: str, access_token: str) -> Login | None:
    """The login of a token, or None when it is no token of ours by its looks. Its signature is not checked."""
    try:
        payload = access_token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        expire_time = datetime.fromtimestamp(claims["exp"], UTC)
        return Login(
            login_id, access_token, str(claims["sub"]), str(claims["role"]), expire_time, str(claims.get("sid", ""))
        )
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
