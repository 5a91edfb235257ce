"""Client channels: every replica used in turn, dead peers noticed, unary calls retried and never without a deadline."""

import json
import pkgutil
from collections.abc import Collection, Sequence
from importlib import import_module
from pathlib import Path
from random import Random, SystemRandom

import grpc
from google.protobuf.descriptor import ServiceDescriptor

from services.common.call_metadata import TokenSource, call_interceptors
from services.common.config import is_loopback, split_address

_OPTIONS: list[tuple[str, str | int]] = [
    ("grpc.max_receive_message_length", 4 * 1024 * 1024),
    ("grpc.max_send_message_length", 4 * 1024 * 1024),
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    # A replica that went away is looked for again after a second, not after gRPC's two minutes.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    # Else a new channel shares the connections of all others to the address, and fails at once where they just did.
    ("grpc.use_local_subchannel_pool", 1),
]

_RANDOM = SystemRandom()


def open_channel(
    target: str,
    *,
    services: Sequence[ServiceDescriptor] = (),
    not_repeatable: Collection[str] = (),
    token: TokenSource | None = None,
    deadline_seconds: float = 10.0,
    ca: Path | None = None,
    plaintext_behind_mesh: bool = False,
    server_name: str | None = None,
) -> grpc.aio.Channel:
    """A channel to `dns:///host:port` or `ipv4:a:1,b:2`; close it when done.

    Unary calls of `services` (see `services_in`) are repeated up to 4 times on UNAVAILABLE, but for the methods named
    in `not_repeatable`. Unary calls without a timeout get `deadline_seconds`.
    The request id of the call being served goes along, and the `token`'s bearer unless the call brings its own.
    `ca` is a PEM file of the roots to trust (else the system's). Plain text goes to loopback only, unless a mesh
    encrypts. `server_name` is whom the certificate is for when the target is one replica's bare address.
    """
    options = [*_OPTIONS, ("grpc.service_config", _service_config(services, not_repeatable))]
    if target.startswith(("ipv4:", "ipv6:")) and "," in target:
        # else the whole list would be taken for the name that the certificate must carry
        options.append(("grpc.default_authority", target.partition(":")[2].partition(",")[0]))
    if server_name is not None:
        options.append(("grpc.ssl_target_name_override", server_name))
    interceptors = call_interceptors(token, deadline_seconds)
    target = mixed(target)
    if ca is None and (plaintext_behind_mesh or _stays_here(target)):
        return grpc.aio.insecure_channel(target, options=options, interceptors=interceptors)
    credentials = grpc.ssl_channel_credentials(ca.read_bytes() if ca else None)
    return grpc.aio.secure_channel(target, credentials, options=options, interceptors=interceptors)


def services_in(package: str) -> tuple[ServiceDescriptor, ...]:
    """Every service of a package of generated code, such as `presence.identity.v1`: none is forgotten."""
    modules = [one.name for one in pkgutil.iter_modules(import_module(package).__path__)]
    return tuple(
        service
        for name in modules
        if name.endswith("_service_pb2")
        for service in import_module(f"{package}.{name}").DESCRIPTOR.services_by_name.values()
    )


def mixed(target: str, random: Random = _RANDOM) -> str:
    """The same replicas in any order: whoever connects begins with the one that answers first, and of a list always in
    the same order that would mostly be its first."""
    scheme, colon, addresses = target.partition(":")
    if scheme not in ("ipv4", "ipv6"):
        return target  # a name server mixes by itself
    replicas = addresses.split(",")
    return scheme + colon + ",".join(random.sample(replicas, len(replicas)))


def bearer(token: str) -> tuple[tuple[str, str]]:
    """Call metadata that speaks in the token's name, for a caller that forwards its user's token."""
    return (("authorization", f"Bearer {token}"),)


def _service_config(services: Sequence[ServiceDescriptor], not_repeatable: Collection[str]) -> str:
    methods = [
        {"service": service.full_name, "method": method.name}
        for service in services
        for method in service.methods
        if not (method.client_streaming or method.server_streaming or method.name in not_repeatable)
    ]
    config: dict[str, object] = {"loadBalancingConfig": [{"round_robin": {}}]}
    if methods:
        retry = {
            "maxAttempts": 5,
            "initialBackoff": "0.05s",
            "maxBackoff": "1s",
            "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE"],
        }
        config["methodConfig"] = [{"name": methods, "retryPolicy": retry}]
    return json.dumps(config)


def _stays_here(target: str) -> bool:
    scheme, _, rest = (
        target.partition(":") if target.startswith(("dns:", "ipv4:", "ipv6:", "unix:")) else ("", "", target)
    )
    if scheme == "unix":
        return True
    addresses = rest.rsplit("/", 1)[-1].split(",")
    try:
        return all(is_loopback(split_address(address)[0]) for address in addresses)
    except ValueError:
        return False
