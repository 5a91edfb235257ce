"""Where a call comes from: the gateway's word for it, or else the connection's."""

from presence.identity.v1 import identity_service_pb2 as pb

from services.common.client_address import peer_address, plain_address
from services.common.errors import DomainError
from services.common.interceptors.authentication import AUTHORIZATION_HEADER, Verify
from services.common.interceptors.wrap import Context
from services.common.principal import Role
from services.identity.domain.login import USER_AGENT_CHARACTERS_MAX, Client

GATEWAY = "gateway"


class Clients:
    """Anybody may call the public methods, and say anything: only the gateway is believed, by its token."""

    def __init__(self, verify: Verify) -> None:
        self._verify = verify

    async def of(self, said: pb.Client, context: Context) -> Client:
        """The browser behind the gateway; of other callers the peer."""
        user_agent = said.user_agent[:USER_AGENT_CHARACTERS_MAX]
        if said.address and await self._is_gateway(context):
            address = plain_address(said.address)
            if address:
                return Client(address, user_agent)
        return Client(peer_address(context.peer() or ""), user_agent)

    async def _is_gateway(self, context: Context) -> bool:
        for name, value in context.invocation_metadata() or ():
            if name == AUTHORIZATION_HEADER and isinstance(value, str):
                scheme, _, token = value.partition(" ")
                try:
                    principal = await self._verify(token)
                except DomainError:
                    return False
                return scheme.lower() == "bearer" and (principal.role, principal.subject) == (Role.SERVICE, GATEWAY)
        return False
