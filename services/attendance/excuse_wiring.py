"""What serves excuses and disputes, put together by hand."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import grpc
from presence.attendance.v1 import (
    dispute_service_pb2,
    dispute_service_pb2_grpc,
    excuse_service_pb2,
    excuse_service_pb2_grpc,
)

from services.attendance.adapters.dispute_transaction import DisputeSeals
from services.attendance.adapters.disputes_postgres import PostgresDisputes
from services.attendance.adapters.evidence_postgres import PostgresEvidence
from services.attendance.adapters.excuse_rows import PURPOSE, ExcuseSeals
from services.attendance.adapters.excuses_postgres import PostgresExcuses
from services.attendance.adapters.file_scan import MagicScanner
from services.attendance.adapters.policies_in_force import PoliciesInForce
from services.attendance.adapters.register_postgres import PostgresRegister
from services.attendance.adapters.sealed_columns import SEALED_COLUMNS
from services.attendance.app.access import Access
from services.attendance.app.dispute.disputes import Disputes
from services.attendance.app.dispute.reading import DisputeReading
from services.attendance.app.evidence import Evidence
from services.attendance.app.excuse.access import ExcuseAccess
from services.attendance.app.excuse.asking import Asking
from services.attendance.app.excuse.deciding import Deciding
from services.attendance.app.excuse.files import ExcuseFiles
from services.attendance.app.excuse.reading import ExcuseReading
from services.attendance.app.institution import Today
from services.attendance.app.people import People
from services.attendance.app.retention import Retention
from services.attendance.config import AttendanceConfig
from services.attendance.domain.dispute.dispute import DisputeTimes
from services.attendance.domain.excuse.excuse import Limits
from services.attendance.handlers.disputes import DisputeServicer
from services.attendance.handlers.excuses import ExcuseServicer
from services.common.postgres import Database
from services.common.resealing import keep_resealing
from services.common.sealer import AesGcmSealer
from services.common.server import Register
from services.common.upkeep import UpkeepLog

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class ExcuseSide:
    """For the server, and what runs beside it."""

    add: Register
    works: tuple[Coroutine[object, object, None], ...]


def excuse_side(
    config: AttendanceConfig,
    database: Database,
    access: Access,
    people: People,
    today: Today,
    clock: Clock,
    upkeep: UpkeepLog,
) -> ExcuseSide:
    """All of it on one database."""
    sealer = AesGcmSealer(config.sealing_keys, purpose=PURPOSE, named=True)
    excuses = PostgresExcuses(database, ExcuseSeals(sealer))
    disputes = PostgresDisputes(database, DisputeSeals(sealer))
    works = [
        Retention("excuses", excuses.erase, timedelta(days=config.excuse_retention_days), clock, upkeep).keep(),
        Retention("disputes", disputes.erase, timedelta(days=config.dispute_retention_days), clock, upkeep).keep(),
    ]
    if len(config.sealing_keys) > 1:
        works.append(keep_resealing(database, sealer, SEALED_COLUMNS, upkeep))
    return ExcuseSide(
        _register(
            _excuse_servicer(config, excuses, PoliciesInForce(database), people, today, clock),
            _dispute_servicer(config, database, disputes, access, clock),
        ),
        tuple(works),
    )


def _excuse_servicer(
    config: AttendanceConfig,
    store: PostgresExcuses,
    policies: PoliciesInForce,
    people: People,
    today: Today,
    clock: Clock,
) -> ExcuseServicer:
    access = ExcuseAccess(store, policies)
    limits = Limits(config.excuse_days_after, config.excuse_days_ahead)
    return ExcuseServicer(
        access,
        Asking(store, people, today, clock, uuid4, limits),
        Deciding(store, clock),
        ExcuseFiles(store, MagicScanner(), clock),
        ExcuseReading(store),
    )


def _dispute_servicer(
    config: AttendanceConfig, database: Database, store: PostgresDisputes, access: Access, clock: Clock
) -> DisputeServicer:
    times = DisputeTimes(timedelta(days=config.dispute_days), timedelta(days=config.dispute_answer_days))
    evidence = Evidence(PostgresEvidence(database), clock)
    return DisputeServicer(
        Disputes(store, access, clock, uuid4, times),
        DisputeReading(store, PostgresRegister(database), evidence, access, clock, times),
        clock,
    )


def _register(excuses: ExcuseServicer, disputes: DisputeServicer) -> Register:
    def add(server: grpc.aio.Server) -> Sequence[str]:
        excuse_service_pb2_grpc.add_ExcuseServiceServicer_to_server(excuses, server)
        dispute_service_pb2_grpc.add_DisputeServiceServicer_to_server(disputes, server)
        return [
            excuse_service_pb2.DESCRIPTOR.services_by_name["ExcuseService"].full_name,
            dispute_service_pb2.DESCRIPTOR.services_by_name["DisputeService"].full_name,
        ]

    return add
