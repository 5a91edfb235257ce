"""CameraHealthService: translates and authorizes."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, TypeAlias

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import camera_health_service_pb2 as pb
from presence.recognition.v1 import camera_health_service_pb2_grpc

from services.common.errors import InvalidInput
from services.common.principal import Role, require
from services.common.streams import with_heartbeat
from services.common.timestamps import timestamp
from services.recognition.app.camera_board import CameraBoard, CameraState
from services.recognition.app.leaving import until_leaving
from services.recognition.app.pod import Pod
from services.recognition.app.reports import CameraCondition
from services.recognition.app.surveys import Survey, Surveys
from services.recognition.domain.camera_health import Trouble
from services.recognition.domain.commissioning import COLUMNS, ROWS, Advice, Problem, Region, Zone, advise, regions_of
from services.recognition.domain.recall import RecallCurve, packaged_curve
from services.recognition.handlers.read import read_page_size, read_sample_key, read_uuid

_HEARTBEAT_SECONDS = 5.0
_MOST_CAMERAS = 200

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"  # no handler here looks into it

TROUBLES = {
    Trouble.BLACK: pb.CAMERA_TROUBLE_BLACK,
    Trouble.COVERED: pb.CAMERA_TROUBLE_COVERED,
    Trouble.FROZEN: pb.CAMERA_TROUBLE_FROZEN,
    Trouble.BLURRED: pb.CAMERA_TROUBLE_BLURRED,
    Trouble.DARK: pb.CAMERA_TROUBLE_DARK,
    Trouble.GONE: pb.CAMERA_TROUBLE_GONE,
    Trouble.CLOCK: pb.CAMERA_TROUBLE_CLOCK,
    Trouble.LOST: pb.CAMERA_TROUBLE_LOST,
}
_ZONES = {
    Zone.BACK: pb.COMMISSIONING_ZONE_BACK,
    Zone.MIDDLE: pb.COMMISSIONING_ZONE_MIDDLE,
    Zone.FRONT: pb.COMMISSIONING_ZONE_FRONT,
}
_PROBLEMS = {
    None: pb.COMMISSIONING_PROBLEM_UNSPECIFIED,
    Problem.TOO_SMALL: pb.COMMISSIONING_PROBLEM_TOO_SMALL,
    Problem.TOO_DARK: pb.COMMISSIONING_PROBLEM_TOO_DARK,
    Problem.TOO_BLURRED: pb.COMMISSIONING_PROBLEM_TOO_BLURRED,
    Problem.NO_FACES: pb.COMMISSIONING_PROBLEM_NO_FACES,
}


class CameraHealthHandler(camera_health_service_pb2_grpc.CameraHealthServiceServicer):
    """presence.recognition.v1.CameraHealthService."""

    def __init__(self, board: CameraBoard, surveys: Surveys, pod: Pod) -> None:
        self._board = board
        self._surveys = surveys
        self._pod = pod

    async def WatchCameraHealth(
        self, request: pb.WatchCameraHealthRequest, context: Context
    ) -> AsyncIterator[pb.WatchCameraHealthResponse]:
        require(Role.SERVICE, Role.ADMIN, to="watch cameras' health")
        if len(request.camera_ids) > _MOST_CAMERAS:
            raise InvalidInput("camera_ids", f"must hold at most {_MOST_CAMERAS}")
        wanted = frozenset(str(read_uuid(camera_id, "camera_ids")) for camera_id in request.camera_ids)
        beating = with_heartbeat(self._board.watch(wanted), _HEARTBEAT_SECONDS)
        async for event in until_leaving(beating, self._pod.leaving):
            yield _event_message(event)

    async def ListCameraConditions(
        self, request: pb.ListCameraConditionsRequest, context: Context
    ) -> pb.ListCameraConditionsResponse:
        require(Role.ADMIN, to="see cameras' health")
        camera_id = str(read_uuid(request.camera_id, "camera_id"))
        size = read_page_size(request.page_size, 50)
        found = await self._board.store.history(camera_id, read_sample_key(request.page_token), size + 1)
        page = found[:size]
        more = len(found) > size
        return pb.ListCameraConditionsResponse(
            conditions=[_condition_message(condition) for condition in page],
            next_page_token=f"{page[-1].start.isoformat()}/{page[-1].condition_id}" if more else "",
        )

    async def StartCommissioning(
        self, request: pb.StartCommissioningRequest, context: Context
    ) -> pb.StartCommissioningResponse:
        require(Role.ADMIN, to="measure cameras")
        minutes = request.duration.ToTimedelta().total_seconds() / 60 if request.HasField("duration") else None
        survey = await self._surveys.start(str(read_uuid(request.camera_id, "camera_id")), minutes)
        return pb.StartCommissioningResponse(commissioning=_survey_message(survey, self._pod.clock()))

    async def StopCommissioning(
        self, request: pb.StopCommissioningRequest, context: Context
    ) -> pb.StopCommissioningResponse:
        require(Role.ADMIN, to="measure cameras")
        await self._surveys.stop(str(read_uuid(request.camera_id, "camera_id")))
        return pb.StopCommissioningResponse()

    async def GetCommissioning(
        self, request: pb.GetCommissioningRequest, context: Context
    ) -> pb.GetCommissioningResponse:
        require(Role.ADMIN, to="measure cameras")
        survey = await self._surveys.get(str(read_uuid(request.camera_id, "camera_id")))
        return pb.GetCommissioningResponse(commissioning=_survey_message(survey, self._pod.clock()))


def _event_message(event: tuple[CameraState, ...] | CameraState | None) -> pb.WatchCameraHealthResponse:
    if event is None:
        return pb.WatchCameraHealthResponse(heartbeat=pb.CameraHealthHeartbeat())
    if isinstance(event, CameraState):
        return pb.WatchCameraHealthResponse(changed=_state_message(event))
    snapshot = pb.CameraHealthSnapshot(cameras=[_state_message(state) for state in event])
    return pb.WatchCameraHealthResponse(snapshot=snapshot)


def _state_message(state: CameraState) -> pb.CameraHealth:
    return pb.CameraHealth(
        camera_id=state.camera_id,
        trouble=TROUBLES[state.trouble] if state.trouble else pb.CAMERA_TROUBLE_UNSPECIFIED,
        start_time=_optional(state.since),
    )


def _condition_message(condition: CameraCondition) -> pb.CameraCondition:
    return pb.CameraCondition(
        condition_id=condition.condition_id,
        trouble=TROUBLES[condition.trouble],
        start_time=timestamp(condition.start),
        end_time=timestamp(condition.end),
        over=condition.over,
    )


def _survey_message(survey: Survey, now: datetime) -> pb.Commissioning:
    tally, curve = survey.tally, packaged_curve()
    return pb.Commissioning(
        camera_id=survey.camera_id,
        start_time=timestamp(survey.started_at),
        until_time=timestamp(survey.until),
        running=now < survey.until,
        frames=tally.frames,
        width_px=tally.width_px,
        height_px=tally.height_px,
        most_faces=tally.most_faces,
        mean_faces=tally.faces / max(1, tally.frames),
        brightness=tally.brightness_sum / max(1, tally.frames),
        rows=ROWS,
        columns=COLUMNS,
        regions=[_region_message(region) for region in regions_of(tally, curve)],
        advice=[_advice_message(advice) for advice in advise(tally, curve)],
        curve=_curve_message(curve),
    )


def _region_message(region: Region) -> pb.CommissioningRegion:
    return pb.CommissioningRegion(
        row=region.row,
        column=region.column,
        faces=region.faces,
        width_px=region.width_px,
        sharpness=region.sharpness,
        brightness=region.brightness,
        predicted_recall=region.predicted_recall,
    )


def _advice_message(advice: Advice) -> pb.CommissioningAdvice:
    return pb.CommissioningAdvice(
        zone=_ZONES[advice.zone],
        problem=_PROBLEMS[advice.problem],
        faces=advice.faces,
        width_px=advice.width_px,
        predicted_recall=advice.predicted_recall,
        wanted_width_px=advice.wanted_width_px,
    )


def _curve_message(curve: RecallCurve) -> pb.RecallCurve:
    points = [pb.RecallPoint(width_px=point.width_px, recall=point.recall) for point in curve.points]
    return pb.RecallCurve(data_sha256=curve.data_sha256, model=curve.model, points=points)


def _optional(moment: datetime | None) -> Timestamp | None:
    return timestamp(moment) if moment else None
