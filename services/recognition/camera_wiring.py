"""Cameras' health and commissioning put together."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import grpc
from presence.recognition.v1 import camera_health_service_pb2 as pb
from presence.recognition.v1 import camera_health_service_pb2_grpc

from services.common.listen import Listener
from services.common.postgres import Database
from services.recognition.adapters.camera_store import CAMERA_CHANNEL, PostgresCameras
from services.recognition.adapters.survey_store import SURVEY_CHANNEL, PostgresSurveys
from services.recognition.app.camera_board import CameraBoard
from services.recognition.app.pod import Pod
from services.recognition.app.surveys import Surveys
from services.recognition.handlers.camera_health import CameraHealthHandler

CAMERA_CHANNELS = (CAMERA_CHANNEL, SURVEY_CHANNEL)


@dataclass(frozen=True)
class CameraParts:
    """What the service needs of it."""

    board: CameraBoard
    surveys: Surveys
    pod: Pod
    works: tuple[Coroutine[Any, Any, None], ...]

    def register(self, server: grpc.aio.Server) -> str:
        """Add the servicer; its name."""
        handler = CameraHealthHandler(self.board, self.surveys, self.pod)
        camera_health_service_pb2_grpc.add_CameraHealthServiceServicer_to_server(handler, server)
        return pb.DESCRIPTOR.services_by_name["CameraHealthService"].full_name


def wire_cameras(pod: Pod, database: Database, listener: Listener, pod_name: str) -> CameraParts:
    """Give the pod its board and its surveys; their works are to be run."""
    # a restarted pod may have its old name
    board = CameraBoard(PostgresCameras(database), pod.assignments, pod.outbox, f"{pod_name}/{uuid4()}", pod.monotonic)
    surveys = Surveys(PostgresSurveys(database), pod.clock, uuid4)
    pod.cameras, pod.surveys = board, surveys
    works = (
        board.run(),
        board.follow(listener.changes(CAMERA_CHANNEL)),
        surveys.run(),
        surveys.follow(listener.changes(SURVEY_CHANNEL)),
    )
    return CameraParts(board, surveys, pod, works)
