"""Every address behind a gRPC target, for what must be asked of each replica and not of any."""

import asyncio
import socket
from dataclasses import dataclass

from services.common.config import split_address


@dataclass(frozen=True)
class Replica:
    """One address of a target, itself a target; `server_name` is whom its certificate is for, when not the address."""

    target: str
    server_name: str | None


async def replicas_of(target: str) -> list[Replica]:
    """The addresses of `ipv4:a:1,b:2`, `ipv6:…`, `dns:///host:port` or `host:port`; OSError when a name is unknown."""
    scheme, _, rest = target.partition(":")
    if scheme in ("ipv4", "ipv6"):
        return [Replica(f"{scheme}:{address}", None) for address in rest.split(",")]
    if scheme in ("unix", "unix-abstract"):
        return [Replica(target, None)]
    host, port = split_address(rest.rsplit("/", 1)[-1] if scheme == "dns" else target)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    replicas = {
        Replica(f"ipv4:{address[0]}:{port}" if family == socket.AF_INET else f"ipv6:[{address[0]}]:{port}", host)
        for family, _, _, _, address in found
        if family in (socket.AF_INET, socket.AF_INET6)
    }
    return sorted(replicas, key=lambda replica: replica.target)
