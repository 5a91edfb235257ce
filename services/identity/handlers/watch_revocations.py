"""The stream of WatchRevocations."""

from presence.identity.v1 import identity_service_pb2 as pb

from services.common.timestamps import timestamp
from services.identity.app.revocations import RevocationEvent
from services.identity.handlers.watch_stream import WatchStream


class WatchingRevocations(WatchStream[RevocationEvent, pb.WatchRevocationsResponse]):
    """Every open WatchRevocations of this process."""

    def _beat(self, resume_token: str) -> pb.WatchRevocationsResponse:
        return pb.WatchRevocationsResponse(resume_token=resume_token, heartbeat=pb.RevocationHeartbeat())

    def _message(self, event: RevocationEvent) -> pb.WatchRevocationsResponse:
        token, ended = event.resume_token, event.what
        if ended is None:
            return pb.WatchRevocationsResponse(resume_token=token, caught_up=pb.RevocationsCaughtUp())
        revoked = pb.Revocation(login_id=str(ended.login_id), before_time=timestamp(ended.time))
        return pb.WatchRevocationsResponse(resume_token=token, revoked=revoked)
