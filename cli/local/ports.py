"""Ports: which are free, and those that an installation keeps."""

import random
import socket
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from cli.errors import CommandError
from cli.local.folder import read_kept, write_private

# Below the range that Linux takes outgoing connections' ports from, or ours would be taken now and then.
FIRST_PORT = 7051
LAST_PORT = 8050

# Names of Linux's own, in no file system: bound to a port's name until this process ends, however it ends.
_claims: dict[int, socket.socket] = {}


class Ports(BaseModel):
    """The ports of the services, the same at every start: cameras are told some of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity: int
    attendance: int
    recognition: tuple[int, ...]  # one for each pod


def load_ports(path: Path, pods: int, host: str) -> Ports:
    """The installation's ports, each chosen once from those free then; CommandError when one is taken now."""
    kept = read_kept(path, Ports)
    if kept is None:
        identity, attendance, *recognition = _choose(pods + 2, host)
        kept = Ports(identity=identity, attendance=attendance, recognition=tuple(recognition))
    elif len(kept.recognition) < pods:
        for port in (kept.identity, kept.attendance, *kept.recognition):
            _claim(port)
        more = _choose(pods - len(kept.recognition), host)
        kept = kept.model_copy(update={"recognition": (*kept.recognition, *more)})
    used = kept.model_copy(update={"recognition": kept.recognition[:pods]})
    users = [("identity", used.identity), ("attendance", used.attendance)]
    for name, port in [*users, *(("recognition", port) for port in used.recognition)]:
        if not (_claim(port) and is_free(host, port)):
            raise CommandError(
                f"Port {port}, which {name} uses, is taken: stop what listens there, "
                f"or delete {path} to have new ports chosen (cameras must then be told)."
            )
    write_private(path, kept.model_dump_json(indent=2))
    return used


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens there, as far as binding it tells."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what ended a moment ago does not listen
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A loopback port that nobody uses or has chosen; this process alone chooses it until it ends."""
    (port,) = _choose(1, "127.0.0.1")
    return port


def _choose(count: int, host: str) -> list[int]:
    found: list[int] = []
    for port in random.sample(range(FIRST_PORT, LAST_PORT + 1), LAST_PORT + 1 - FIRST_PORT):
        if port not in _claims and _claim(port) and is_free(host, port):
            found.append(port)
            if len(found) == count:
                return found
    raise CommandError(f"Fewer than {count} ports between {FIRST_PORT} and {LAST_PORT} are free.")


def _claim(port: int) -> bool:
    """Whether the port is ours to listen on: between its choice and the start of who listens lie seconds, in which
    another installation must not choose it, too."""
    if port in _claims:
        return True
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0presence/port/{port}")
    except OSError:
        name.close()
        return False
    _claims[port] = name
    return True
