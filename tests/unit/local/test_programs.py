"""What each process is told, and what it is not."""

import hashlib
import json
from pathlib import Path

import pytest

from cli.local.databases import ServiceDatabase
from cli.local.folder import DataFolder
from cli.local.keys import Secrets
from cli.local.ports import Ports
from cli.local.programs import Addresses, Installation
from cli.local.tls import Certificate

SECRETS = Secrets()
DATABASES = {f"presence_{name}": f"postgresql://{name}" for name in ("identity", "recognition", "attendance")}


def installation(pods: int = 1, certificate: Certificate | None = None) -> Installation:
    ports = Ports(identity=7051, attendance=7052, recognition=tuple(range(7053, 7053 + pods)))
    host = certificate.host if certificate else "127.0.0.1"
    addresses = Addresses(ports, 8080, "0.0.0.0" if certificate else "127.0.0.1", host, certificate)  # noqa: S104
    return Installation(DataFolder(Path("/data")), SECRETS, addresses, DATABASES, Path("/web"))


def test_each_service_gets_its_own_secrets_and_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner-of-everything")
    secrets = SECRETS.model_dump()
    for program in installation().services():
        told = [name for name, secret in secrets.items() if secret in program.environment.values()]
        assert all(
            name.startswith(program.name) or (program.name, name) == ("identity", "bootstrap_secret") for name in told
        )
        assert "DATABASE_URL" not in program.environment
        assert not any(secret in repr(program) for secret in secrets.values())


def test_identity_knows_the_callers_keys_by_their_hashes_only() -> None:
    keys = json.loads(installation().identity().environment["PRESENCE_IDENTITY_SERVICE_KEYS"])
    assert keys["gateway"] == hashlib.sha256(SECRETS.gateway_service_key.encode()).hexdigest()
    assert set(keys) == {"recognition", "attendance", "gateway"}


def test_the_pods_of_recognition_share_one_target_and_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    programs = {program.name: program for program in installation(pods=2).services()}
    assert list(programs) == ["identity", "attendance", "recognition-1", "recognition-2", "gateway"]
    target = programs["gateway"].environment["PRESENCE_GATEWAY_RECOGNITION_TARGET"]
    assert target == "ipv4:127.0.0.1:7053,127.0.0.1:7054"
    assert programs["recognition-2"].environment["PRESENCE_RECOGNITION_LISTEN"] == "127.0.0.1:7054"
    assert programs["recognition-2"].environment["PRESENCE_RECOGNITION_WORKERS"] == "4"


def test_without_a_certificate_everything_stays_on_loopback() -> None:
    for program in installation().services():
        listen = [value for name, value in program.environment.items() if name.endswith("_LISTEN")]
        assert all(address.startswith("127.0.0.1:") for address in listen)


def test_a_name_on_the_certificate_is_how_everybody_reaches_everybody() -> None:
    certificate = Certificate(Path("/tls/cert.pem"), Path("/tls/key.pem"), None, "presence.college.example")
    gateway = installation(certificate=certificate).gateway().environment
    assert gateway["PRESENCE_GATEWAY_IDENTITY_TARGET"] == "dns:///presence.college.example:7051"
    assert gateway["PRESENCE_GATEWAY_PUBLIC_URL"] == "https://presence.college.example:8080"
    assert gateway["PRESENCE_GATEWAY_SERVER_TLS_CERT"] == "/tls/cert.pem"


def test_a_service_logs_in_to_the_owners_server_at_the_same_place() -> None:
    database = ServiceDatabase("presence_identity", "p/w@d")
    address = database.address("postgresql://admin:secret@db.example:5433/postgres?sslmode=require")
    assert address == "postgresql://presence_identity:p%2Fw%40d@db.example:5433/presence_identity?sslmode=require"
