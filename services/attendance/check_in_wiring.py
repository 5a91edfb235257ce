"""What serves check-ins and roll calls, put together by hand."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime

import grpc
from presence.attendance.v1 import (
    check_in_service_pb2,
    check_in_service_pb2_grpc,
    roll_call_service_pb2,
    roll_call_service_pb2_grpc,
)

from services.attendance.adapters.check_ins_postgres import PostgresCheckIns
from services.attendance.app.access import Access
from services.attendance.app.check_in.kiosk_claims import KioskClaims
from services.attendance.app.check_in.roll_call import RollCall
from services.attendance.app.check_in.rules import CheckInRules
from services.attendance.app.check_in.self_check_in import SelfCheckIns
from services.attendance.app.check_in.windows import CodeWindows
from services.attendance.domain.check_in.code import new_secret
from services.attendance.handlers.check_in import CheckInServicer
from services.attendance.handlers.roll_call import RollCallServicer
from services.common.client_address import VouchedAddresses
from services.common.interceptors.authentication import Verify
from services.common.postgres import Database
from services.common.sealer import AesGcmSealer
from services.common.server import Register

_PURPOSE = b"presence attendance check-in codes"
_GATEWAY = "gateway"


@dataclass(frozen=True)
class CheckInSide:
    """For the server, and what runs beside it."""

    add: Register
    upkeep: Coroutine[object, object, None]


def check_in_side(
    database: Database, sealing_keys: tuple[bytes, ...], access: Access, verify: Verify, clock: Callable[[], datetime]
) -> CheckInSide:
    """All of it on one database."""
    store = PostgresCheckIns(database, AesGcmSealer(sealing_keys, purpose=_PURPOSE))
    windows = CodeWindows(store, clock, new_secret)
    servicer = CheckInServicer(
        windows=windows,
        check_ins=SelfCheckIns(store, clock),
        claims=KioskClaims(store, clock),
        rules=CheckInRules(store),
        access=access,
        addresses=VouchedAddresses(verify, _GATEWAY),
    )
    roll_call = RollCallServicer(RollCall(store, clock), access)

    def add(server: grpc.aio.Server) -> Sequence[str]:
        check_in_service_pb2_grpc.add_CheckInServiceServicer_to_server(servicer, server)
        roll_call_service_pb2_grpc.add_RollCallServiceServicer_to_server(roll_call, server)
        files = ((check_in_service_pb2, "CheckInService"), (roll_call_service_pb2, "RollCallService"))
        return [file.DESCRIPTOR.services_by_name[name].full_name for file, name in files]

    return CheckInSide(add, windows.keep_tidy())
