"""What attendance tells kiosks: the room, and the class that a test lets run there."""

import grpc
from presence.attendance.v1 import check_in_service_pb2 as pb
from presence.attendance.v1 import check_in_service_pb2_grpc as rpc

from services.common.errors import Unauthenticated
from services.common.principal import Role, require

Context = grpc.aio.ServicerContext


class FakeCheckIns(rpc.CheckInServiceServicer):
    """`running`: whose class runs; `claimed`: cameras and numbers of claims; once `revoked`, kiosks are refused."""

    def __init__(self) -> None:
        self.running: pb.KioskClass | None = None
        self.claimed: list[tuple[str, str]] = []
        self.revoked = False

    async def GetKiosk(self, request: pb.GetKioskRequest, context: Context) -> pb.GetKioskResponse:  # noqa: N802
        require(Role.KIOSK, to="see what this kiosk shows")
        if self.revoked:
            raise Unauthenticated("this login has ended")
        return pb.GetKioskResponse(
            camera_name="Door",
            room_name="Room 12",
            running=self.running,
            codes_allowed=True,
            time_zone="Asia/Kathmandu",
            language="ne",
        )

    async def ClaimAtKiosk(self, request: pb.ClaimAtKioskRequest, context: Context) -> pb.ClaimAtKioskResponse:  # noqa: N802
        require(Role.KIOSK, to="let people say that they are there")
        self.claimed.append((request.camera_id, request.student_number))
        return pb.ClaimAtKioskResponse()
