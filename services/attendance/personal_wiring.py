"""What gives people their own data, put together by hand."""

from collections.abc import Sequence

import grpc
from presence.attendance.v1 import personal_data_service_pb2_grpc

from services.attendance.adapters.excuse_rows import PURPOSE
from services.attendance.adapters.personal_data import ExcuseFilesOf, PersonalSeals, data_sets
from services.attendance.app.notice.sender import KEPT_FOR as NOTICES_KEPT_FOR
from services.attendance.config import AttendanceConfig
from services.attendance.handlers.personal_data import NAME, PersonalDataServicer
from services.common.personal_data import PersonalData
from services.common.postgres import Database
from services.common.sealer import AesGcmSealer
from services.common.server import Register


def personal_side(config: AttendanceConfig, database: Database) -> Register:
    """All of it on one database."""
    seals = PersonalSeals(AesGcmSealer(config.sealing_keys, purpose=PURPOSE, named=True))
    given = data_sets(
        seals,
        notice_days=NOTICES_KEPT_FOR.days,
        excuse_days=config.excuse_retention_days,
        dispute_days=config.dispute_retention_days,
    )
    servicer = PersonalDataServicer(PersonalData(database, given, ExcuseFilesOf(database, seals)))

    def add(server: grpc.aio.Server) -> Sequence[str]:
        personal_data_service_pb2_grpc.add_PersonalDataServiceServicer_to_server(servicer, server)
        return [NAME]

    return add
