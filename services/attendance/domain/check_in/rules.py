"""Whether codes are taken, and from which networks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from services.attendance.domain.errors import InvalidInput

MAX_NETWORKS = 100
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Rules:
    """Of an institution or a room; no networks: a room's are the institution's, and that takes codes from anywhere."""

    networks: tuple[Network, ...] = ()
    codes_off: bool = False
    revision: int = 1


def in_force(institution: Rules, room: Rules) -> Rules:
    """What holds in a room."""
    return Rules(room.networks or institution.networks, institution.codes_off or room.codes_off)


def networks_from(texts: Sequence[str]) -> tuple[Network, ...]:
    """Each once, in order; InvalidInput for what is no network."""
    if len(texts) > MAX_NETWORKS:
        raise InvalidInput("networks", f"must be at most {MAX_NETWORKS}")
    try:
        return tuple(sorted({ip_network(text.strip()) for text in texts}, key=lambda one: (one.version, one)))
    except ValueError:
        raise InvalidInput("networks", "must be networks such as 10.20.0.0/16, with nothing after the prefix") from None


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Whether the address is in one of them, or there are none; an address that is not known is in none."""
    listed = tuple(networks)
    if not listed:
        return True
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in listed)
