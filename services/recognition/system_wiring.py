"""What says how this pod is and what recognition is worth, put together by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import grpc
from presence.recognition.v1 import (
    accuracy_service_pb2,
    accuracy_service_pb2_grpc,
    system_service_pb2,
    system_service_pb2_grpc,
)

from services.common.postgres import Database
from services.common.process_health import ProcessHealth
from services.common.upkeep import UpkeepLog
from services.recognition.adapters.accuracy_store import PostgresAccuracy
from services.recognition.adapters.standing_store import PostgresStanding
from services.recognition.app.accuracy import AccuracyReports
from services.recognition.app.camera_streams import CameraStreams
from services.recognition.app.pod import Pod
from services.recognition.app.recent_work import RecentWork
from services.recognition.config import RecognitionConfig
from services.recognition.handlers.accuracy import AccuracyHandler
from services.recognition.handlers.system import SystemHandler


@dataclass(frozen=True)
class SystemParts:
    """What administrators look at."""

    system: SystemHandler
    accuracy: AccuracyHandler

    def register(self, server: grpc.aio.Server) -> Sequence[str]:
        """Add the servicers; their names."""
        system_service_pb2_grpc.add_SystemServiceServicer_to_server(self.system, server)
        accuracy_service_pb2_grpc.add_AccuracyServiceServicer_to_server(self.accuracy, server)
        return [
            system_service_pb2.DESCRIPTOR.services_by_name["SystemService"].full_name,
            accuracy_service_pb2.DESCRIPTOR.services_by_name["AccuracyService"].full_name,
        ]


def wire_system(
    config: RecognitionConfig,
    database: Database,
    migrations: Path,
    upkeep: UpkeepLog,
    pod: Pod,
    streams: CameraStreams,
    work: RecentWork,
) -> SystemParts:
    """All of it on one database."""
    handler = SystemHandler(
        ProcessHealth(database, migrations, upkeep),
        PostgresStanding(database).read,
        pod,
        streams,
        work,
        pod_name=config.pod_name,
        reviews_kept_days=config.review_days,
        folder=config.model_cache,
    )
    return SystemParts(handler, AccuracyHandler(AccuracyReports(PostgresAccuracy(database), pod.clock), pod))
