"""The data folder: made once, kept, locked, and explained when it cannot be used."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from cli.errors import CommandError
from cli.local import tls
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from cli.local.ports import Ports, load_ports
from cli.local.tls import local_certificate, owners_certificate

ROOT = Path(__file__).resolve().parents[3]
CHOOSES = """
import sys
from pathlib import Path
from cli.local.ports import Ports, load_ports
print(load_ports(Path(sys.argv[1]), 150, "127.0.0.1").model_dump_json(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    return folder


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_secrets_are_made_once_and_only_their_owner_reads_them(folder: DataFolder) -> None:
    first = load_secrets(folder.secrets)
    assert folder.secrets.stat().st_mode & 0o777 == 0o600
    assert load_secrets(folder.secrets) == first
    assert len(set(first.model_dump().values())) == len(first.model_dump())


def test_a_secret_that_a_new_version_needs_is_added_to_those_kept(folder: DataFolder) -> None:
    first = load_secrets(folder.secrets)
    folder.secrets.write_text(first.model_dump_json(exclude={"gateway_service_key"}))
    later = load_secrets(folder.secrets)
    assert later.gateway_service_key
    assert later.model_copy(update={"gateway_service_key": first.gateway_service_key}) == first
    assert load_secrets(folder.secrets) == later


def test_damaged_secrets_are_never_replaced(folder: DataFolder) -> None:
    folder.secrets.write_text('{"bootstrap_')
    with pytest.raises(CommandError, match="restore it from a backup"):
        load_secrets(folder.secrets)
    assert folder.secrets.read_text() == '{"bootstrap_'


def test_two_at_once_on_one_folder_are_told_apart(folder: DataFolder) -> None:
    with folder.locked(), pytest.raises(CommandError, match=r"already running on .* \(process \d+\)"), folder.locked():
        pass
    with folder.locked():
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match=r"Cannot write to the data folder .*/file/data: Not a directory"):
        DataFolder(tmp_path / "file" / "data").prepare()


def test_ports_stay_the_same_and_more_pods_get_more(folder: DataFolder) -> None:
    first = load_ports(folder.ports, 1, "127.0.0.1")
    more = load_ports(folder.ports, 3, "127.0.0.1")
    assert (more.identity, more.attendance, more.recognition[:1]) == (
        first.identity,
        first.attendance,
        first.recognition,
    )
    assert len({more.identity, more.attendance, *more.recognition}) == 5
    assert load_ports(folder.ports, 1, "127.0.0.1") == first


def test_installations_that_start_at_the_same_time_share_no_port(tmp_path: Path) -> None:
    """Nobody listens yet on what another has chosen a moment ago."""
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", CHOOSES, tmp_path / f"{name}.json"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for name in range(2)
    ]  # fmt: skip
    try:
        chosen = [Ports.model_validate_json(one.stdout.readline()) for one in starting if one.stdout is not None]
        kept = [all_of(ports) for ports in chosen]
        assert not kept[0] & kept[1]
        with pytest.raises(CommandError, match=r"Port \d+, which identity uses, is taken"):
            load_ports(tmp_path / "0.json", 150, "127.0.0.1")
    finally:
        for one in starting:
            one.communicate()


def all_of(ports: Ports) -> set[int]:
    return {ports.identity, ports.attendance, *ports.recognition}


def test_a_kept_port_that_is_taken_is_named_with_its_user(folder: DataFolder, listening: int) -> None:
    folder.ports.write_text(f'{{"identity": 1, "attendance": {listening}, "recognition": [2]}}')
    with pytest.raises(CommandError, match=f"Port {listening}, which attendance uses, is taken"):
        load_ports(folder.ports, 1, "127.0.0.1")


def test_a_browser_that_trusts_the_local_root_accepts_the_certificate(folder: DataFolder) -> None:
    made = local_certificate(folder.tls, "127.0.0.1")
    assert made.key.stat().st_mode & 0o777 == 0o600
    assert made.root is not None
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(made.certificate, made.key)
    client_side = ssl.create_default_context(cafile=made.root)
    client_side.verify_flags |= ssl.VERIFY_X509_STRICT
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_side.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
    server = server_side.wrap_bio(outgoing, incoming, server_side=True)
    waiting = [client, server, client]  # TLS 1.3: hello, answer with the certificate, finished
    for side in waiting[:2]:
        with pytest.raises(ssl.SSLWantReadError):
            side.do_handshake()
    client.do_handshake()
    assert client.version() == "TLSv1.3"


def test_a_certificate_is_kept_until_it_nears_its_end_or_the_address_changes(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serial(host: str) -> int:
        return x509.load_pem_x509_certificate(
            local_certificate(folder.tls, host).certificate.read_bytes()
        ).serial_number

    first, root = serial("10.0.0.1"), (folder.tls / "root.pem").read_bytes()
    assert serial("10.0.0.1") == first
    moved = serial("10.0.0.2")
    assert moved != first
    monkeypatch.setattr(tls, "RENEW_BEFORE", timedelta(days=400))
    assert serial("10.0.0.2") != moved
    assert (folder.tls / "root.pem").read_bytes() == root


def test_an_owners_certificate_is_checked_before_anything_starts(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = local_certificate(folder.tls, "presence.college.example")
    assert owners_certificate(made.certificate, made.key, None, None).host == "presence.college.example"
    with pytest.raises(CommandError, match=r"root.key is not the key of .*server.pem"):
        owners_certificate(made.certificate, folder.tls / "root.key", None, None)
    with pytest.raises(CommandError, match="are not a PEM certificate"):
        owners_certificate(made.key, made.key, None, None)

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Later":
            return cls(2100, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(tls, "datetime", Later)
    with pytest.raises(CommandError, match=r"server.pem ended on \d{4}-"):
        owners_certificate(made.certificate, made.key, None, None)
