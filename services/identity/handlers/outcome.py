"""What a first factor led to: a token, or a challenge for the second."""

from presence.identity.v1 import identity_service_pb2 as pb

from services.common.timestamps import timestamp
from services.identity.app.second_factor import Challenge
from services.identity.app.sessions import Session
from services.identity.handlers.convert import token_message


def token_of(outcome: Session | Challenge) -> pb.Token | None:
    """The login's token; None when a second factor is asked for."""
    return token_message(outcome.access, outcome.refresh_token) if isinstance(outcome, Session) else None


def challenge_of(outcome: Session | Challenge) -> pb.SecondFactorChallenge | None:
    """What is asked for instead of a token, if anything."""
    if isinstance(outcome, Session):
        return None
    return pb.SecondFactorChallenge(
        challenge_token=outcome.token,
        passkey_options_json=outcome.options_json,
        expire_time=timestamp(outcome.expire_time),
        enrol=outcome.enrol,
    )
