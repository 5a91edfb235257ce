"""A kiosk service that sees nothing: it says what a test wants, frame by frame."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import kiosk_service_pb2 as pb
from presence.recognition.v1 import kiosk_service_pb2_grpc as rpc
from presence.recognition.v1 import recognition_service_pb2 as recognition

from services.common.errors import DomainError
from services.common.status import StatusTable

Context = grpc.aio.ServicerContext


@dataclass
class TooManyCheckIns(DomainError):
    """As recognition's own."""

    retry_after_seconds: float


STATUS: StatusTable = {TooManyCheckIns: grpc.StatusCode.RESOURCE_EXHAUSTED}


class FakeKiosk(rpc.KioskServiceServicer):
    """Asks for a turn to the left with the first frame; accepts with the third whoever `person_id` is, or nobody."""

    def __init__(self) -> None:
        self.opened: list[pb.OpenCheckIn] = []
        self.frames: list[recognition.Frame] = []
        self.person_id = ""
        self.too_many = False

    async def CheckIn(  # noqa: N802  gRPC's name
        self, request_iterator: AsyncIterator[pb.CheckInRequest], context: Context
    ) -> AsyncIterator[pb.CheckInResponse]:
        self.opened.append((await anext(request_iterator)).open)
        if self.too_many:
            raise TooManyCheckIns(30.0)
        control = pb.CheckInControl(max_in_flight=2, target_fps=10, max_width_px=640)
        control.heartbeat_interval.CopyFrom(Duration(seconds=5))
        control.time_limit.CopyFrom(Duration(seconds=60))
        yield pb.CheckInResponse(control=control)
        yield pb.CheckInResponse(guidance=pb.CheckInGuidance(guidance=pb.GUIDANCE_COME_CLOSER))
        async for request in request_iterator:
            if not request.HasField("frame"):
                yield pb.CheckInResponse(heartbeat=recognition.Heartbeat())
                continue
            self.frames.append(request.frame)
            yield pb.CheckInResponse(ack=pb.CheckInAck(through_sequence=request.frame.sequence))
            if request.frame.sequence == 1:
                prompt = pb.CheckInPrompt(position=pb.HEAD_POSITION_LEFT, step=1, steps=7, turned=0.25)
                prompt.time_left.CopyFrom(Duration(seconds=4))
                yield pb.CheckInResponse(prompt=prompt)
            if request.frame.sequence == 3:
                yield pb.CheckInResponse(result=self._result(request.frame.capture_time))
                return

    def _result(self, at: Timestamp) -> pb.CheckInResult:
        if not self.person_id:
            return pb.CheckInResult(
                outcome=pb.CHECK_IN_OUTCOME_REFUSED, reason=pb.REFUSAL_REASON_NOT_LIVE, message="Try again."
            )
        return pb.CheckInResult(
            outcome=pb.CHECK_IN_OUTCOME_ACCEPTED, person_id=self.person_id, check_in_time=at, stored=True
        )
