"""Ports: which are free, and those that an installation keeps."""

import random
import socket
from collections.abc import Collection
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from cli.errors import CommandError
from cli.local.folder import read_kept, write_private

# Below the range that Linux takes outgoing connections' ports from, or ours would be taken now and then.
FIRST_PORT = 7051
LAST_PORT = 8050


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
        identity, attendance, *recognition = _choose(pods + 2, host, ())
        kept = Ports(identity=identity, attendance=attendance, recognition=tuple(recognition))
    elif len(kept.recognition) < pods:
        more = _choose(pods - len(kept.recognition), host, (kept.identity, kept.attendance, *kept.recognition))
        kept = kept.model_copy(update={"recognition": (*kept.recognition, *more)})
    used = kept.model_copy(update={"recognition": kept.recognition[:pods]})
    users = [("identity", used.identity), ("attendance", used.attendance)]
    for name, port in [*users, *(("recognition", port) for port in used.recognition)]:
        if not is_free(host, port):
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
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _choose(count: int, host: str, avoid: Collection[int]) -> list[int]:
    found = [port for port in range(FIRST_PORT, LAST_PORT + 1) if port not in avoid and is_free(host, port)]
    if len(found) < count:
        raise CommandError(f"Fewer than {count} ports between {FIRST_PORT} and {LAST_PORT} are free.")
    return random.sample(found, count)  # installations that start together would all take the first ones
