"""Where a call comes from: what the gateway vouches for, or else the connection's own other end."""

from ipaddress import ip_address
from urllib.parse import unquote

from services.common.errors import DomainError
from services.common.interceptors.authentication import Verify
from services.common.interceptors.wrap import Context
from services.common.principal import Role

CLIENT_HEADER = "x-client-address"
VOUCHER_HEADER = "x-vouched-for-by"  # "Bearer <token of the service that says so>", beside the user's own token


class VouchedAddresses:
    """Anybody may send the header: only the service named is believed, by a token of its own."""

    def __init__(self, verify: Verify, trusted_service: str) -> None:
        self._verify = verify
        self._trusted_service = trusted_service

    async def of(self, context: Context) -> str:
        """The address of the browser behind the trusted service; of other callers the peer's. Empty: not known."""
        metadata = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
        said = plain_address(metadata.get(CLIENT_HEADER, ""))
        if said and await self._is_trusted(metadata.get(VOUCHER_HEADER, "")):
            return said
        return peer_address(context.peer() or "")

    async def _is_trusted(self, bearer: str) -> bool:
        scheme, _, token = bearer.partition(" ")
        if scheme.lower() != "bearer" or not token:
            return False
        try:
            principal = await self._verify(token)
        except DomainError:
            return False
        return (principal.role, principal.subject) == (Role.SERVICE, self._trusted_service)


def peer_address(peer: str) -> str:
    """gRPC writes ipv4:127.0.0.1:50123 and ipv6:%5B::1%5D:50123."""
    _, _, rest = unquote(peer).partition(":")
    return plain_address(rest.rpartition(":")[0].strip("[]"))


def plain_address(address: str) -> str:
    """One spelling for each address; empty for what is none."""
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
