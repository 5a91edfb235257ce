"""What shows the ledger and seals what is older than seals, put together by hand."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime

import grpc
from presence.attendance.v1 import ledger_service_pb2, ledger_service_pb2_grpc

from services.attendance.adapters.history_postgres import PostgresHistory
from services.attendance.adapters.sealing_postgres import PostgresSealing
from services.attendance.app.access import Access
from services.attendance.app.ledger.history import History
from services.attendance.app.ledger.sealing import Sealing
from services.attendance.handlers.ledger import LedgerServicer
from services.common.postgres import Database
from services.common.server import Register


@dataclass(frozen=True)
class LedgerSide:
    """For the server, and what runs beside it."""

    add: Register
    sealing: Coroutine[object, object, None]


def ledger_side(database: Database, access: Access, clock: Callable[[], datetime]) -> LedgerSide:
    """All of it on one database."""
    servicer = LedgerServicer(History(PostgresHistory(database)), access)

    def add(server: grpc.aio.Server) -> Sequence[str]:
        ledger_service_pb2_grpc.add_LedgerServiceServicer_to_server(servicer, server)
        return [ledger_service_pb2.DESCRIPTOR.services_by_name["LedgerService"].full_name]

    return LedgerSide(add, Sealing(PostgresSealing(database), clock).keep())
