"""Where a request comes from: the peer's address, or what a trusted proxy says of it."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web
from presence.identity.v1.identity_service_pb2 import Client

FORWARDED_HEADER = "X-Forwarded-For"
USER_AGENT_MAX = 300
Address = IPv4Address | IPv6Address


class Proxies:
    """The proxies before the gateway that are believed; each appends whom it heard to X-Forwarded-For."""

    def __init__(self, trusted: Sequence[IPv4Network | IPv6Network] = ()) -> None:
        self._trusted = tuple(trusted)

    def client_of(self, request: web.Request) -> Client:
        """Address and browser of whoever sent the request."""
        return Client(
            address=self.address(request.remote or "", ",".join(request.headers.getall(FORWARDED_HEADER, ()))),
            user_agent=_printable(request.headers.get("User-Agent", ""))[:USER_AGENT_MAX],
        )

    def address(self, peer: str, forwarded: str) -> str:
        """The rightmost address that is no trusted proxy: what stands left of it may be invented."""
        found = _parsed(peer)
        if found is None:
            return ""
        for hop in reversed(forwarded.split(",")):
            if not self._trusts(found):
                break
            before = _parsed(hop)
            if before is None:
                break
            found = before
        return str(found)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _parsed(text: str) -> Address | None:
    """An address, perhaps with a port; IPv4 in IPv6's clothes is IPv4."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text)
