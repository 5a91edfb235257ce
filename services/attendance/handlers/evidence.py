"""EvidenceService: translates and authorizes."""

import grpc
from presence.attendance.v1 import evidence_service_pb2 as pb
from presence.attendance.v1 import evidence_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, person_of
from services.attendance.app.completeness import Completeness
from services.attendance.app.evidence import Evidence, SessionCondition
from services.attendance.domain.completeness import AwaitedCamera
from services.attendance.handlers.authorize import run_session
from services.attendance.handlers.translate import TROUBLE, uuid_from
from services.common.timestamps import timestamp


class EvidenceServicer(pb_grpc.EvidenceServiceServicer):
    """presence.attendance.v1.EvidenceService."""

    def __init__(self, evidence: Evidence, completeness: Completeness, access: Access) -> None:
        self._evidence = evidence
        self._completeness = completeness
        self._access = access

    async def ListSessionConditions(
        self,
        request: pb.ListSessionConditionsRequest,
        context: "grpc.aio.ServicerContext[pb.ListSessionConditionsRequest, pb.ListSessionConditionsResponse]",
    ) -> pb.ListSessionConditionsResponse:
        """Whoever runs the session."""
        _, session_id = await run_session(self._access, request.session_id, to="see sessions")
        found = await self._evidence.of_session(session_id)
        return pb.ListSessionConditionsResponse(
            conditions=[_message(condition) for condition in found.conditions],
            watched_share=found.watched_share,
            awaited=[_awaited(camera) for camera in found.awaited],
        )

    async def GiveUpOnCamera(
        self,
        request: pb.GiveUpOnCameraRequest,
        context: "grpc.aio.ServicerContext[pb.GiveUpOnCameraRequest, pb.GiveUpOnCameraResponse]",
    ) -> pb.GiveUpOnCameraResponse:
        """Whoever runs the session."""
        principal, session_id = await run_session(self._access, request.session_id, to="give up on cameras")
        camera_id = uuid_from("camera_id", request.camera_id)
        await self._completeness.give_up(session_id, camera_id, person_of(principal))
        return pb.GiveUpOnCameraResponse()


def _awaited(camera: AwaitedCamera) -> pb.AwaitedCamera:
    return pb.AwaitedCamera(
        camera_id=str(camera.camera_id),
        camera_name=camera.camera_name,
        complete_through_time=timestamp(camera.complete_through),
    )


def _message(condition: SessionCondition) -> pb.SessionCondition:
    return pb.SessionCondition(
        camera_id=str(condition.camera_id),
        camera_name=condition.camera_name,
        trouble=TROUBLE[condition.trouble],
        start_time=timestamp(condition.span.start),
        end_time=timestamp(condition.span.end),
    )
