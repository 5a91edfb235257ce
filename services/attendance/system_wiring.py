"""What says how this replica is, put together by hand."""

from collections.abc import Sequence
from pathlib import Path

import grpc
from presence.attendance.v1 import system_service_pb2, system_service_pb2_grpc

from services.attendance.adapters.standing_postgres import PostgresStanding
from services.attendance.config import AttendanceConfig
from services.attendance.handlers.system import SystemServicer
from services.common.postgres import Database
from services.common.process_health import ProcessHealth
from services.common.server import Register
from services.common.upkeep import UpkeepLog


def system_side(config: AttendanceConfig, database: Database, migrations: Path, upkeep: UpkeepLog) -> Register:
    """All of it on one database."""
    health = ProcessHealth(database, migrations, upkeep)
    servicer = SystemServicer(health, PostgresStanding(database).read, config.excuse_retention_days)

    def add(server: grpc.aio.Server) -> Sequence[str]:
        system_service_pb2_grpc.add_SystemServiceServicer_to_server(servicer, server)
        return [system_service_pb2.DESCRIPTOR.services_by_name["SystemService"].full_name]

    return add
