"""Where a call comes from: the gateway's word for it, or else the connection's."""

from ipaddress import ip_address
from urllib.parse import unquote

from presence.identity.v1 import identity_service_pb2 as pb

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
            address = _plain(said.address)
            if address:
                return Client(address, user_agent)
        return Client(_peer(context.peer() or ""), user_agent)

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


def _peer(peer: str) -> str:
    """gRPC writes ipv4:127.0.0.1:50123 and ipv6:%5B::1%5D:50123."""
    _, _, rest = unquote(peer).partition(":")
    return _plain(rest.rpartition(":")[0].strip("[]"))


def _plain(address: str) -> str:
    """One spelling for each address; empty for what is none."""
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
