"""What gives people their own data, put together by hand."""

from collections.abc import Sequence

import grpc
from presence.identity.v1 import personal_data_service_pb2_grpc

from services.common.personal_data import PersonalData
from services.common.postgres import Database
from services.common.server import Register
from services.identity.adapters.postgres.personal_data import data_sets
from services.identity.app.given import Clock
from services.identity.app.personal_data import DataRequests
from services.identity.app.proofs import Proofs
from services.identity.app.store import Store
from services.identity.domain.mail import KEPT_FOR as MAILS_KEPT_FOR
from services.identity.domain.push import KEPT_FOR as PUSHES_KEPT_FOR
from services.identity.handlers.personal_data import NAME, PersonalDataHandlers


def personal_side(database: Database, store: Store, proofs: Proofs, clock: Clock, *, audit_days: int) -> Register:
    """All of it on one database."""
    given = data_sets(mail_days=MAILS_KEPT_FOR.days, push_days=PUSHES_KEPT_FOR.days, audit_days=audit_days)
    data = PersonalData(database, given)
    handlers = PersonalDataHandlers(DataRequests(store, clock), proofs, data)

    def add(server: grpc.aio.Server) -> Sequence[str]:
        personal_data_service_pb2_grpc.add_PersonalDataServiceServicer_to_server(handlers, server)
        return [NAME]

    return add
