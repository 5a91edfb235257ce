"""What serves policies, put together by hand."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

import grpc
from presence.attendance.v1 import policy_service_pb2, policy_service_pb2_grpc

from services.attendance.adapters.policies_postgres import PostgresPolicies
from services.attendance.app.access import Access
from services.attendance.app.policy.explain import Explanations
from services.attendance.app.policy.policies import Policies
from services.attendance.app.policy.replay import Replays
from services.attendance.handlers.policies import PolicyServicer
from services.common.postgres import Database
from services.common.server import Register


def policy_side(database: Database, access: Access, clock: Callable[[], datetime]) -> Register:
    """All of it on one database."""
    store = PostgresPolicies(database)
    servicer = PolicyServicer(Policies(store, clock, uuid4), Replays(store, clock), Explanations(store), store, access)

    def add(server: grpc.aio.Server) -> Sequence[str]:
        policy_service_pb2_grpc.add_PolicyServiceServicer_to_server(servicer, server)
        return [policy_service_pb2.DESCRIPTOR.services_by_name["PolicyService"].full_name]

    return add
