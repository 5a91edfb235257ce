"""A process names everything that is wrong with its settings at once."""

from pathlib import Path

import pytest
from pydantic_settings import SettingsConfigDict

from services.common.config import ServiceConfig, is_loopback, load, split_address


class ExampleConfig(ServiceConfig):
    model_config = SettingsConfigDict(env_prefix="PRESENCE_EXAMPLE_")

    frames_per_second: int = 5


GOOD = {
    "LISTEN": "127.0.0.1:0",
    "DATABASE_URL": "postgresql://example",
    "IDENTITY_TARGET": "dns:///localhost:5001",
    "SERVICE_KEY": "correct horse",
}


def set_environment(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    for name, value in {**GOOD, **changes}.items():
        monkeypatch.setenv(f"PRESENCE_EXAMPLE_{name}", value)


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as exit_:
        load(ExampleConfig)
    assert exit_.value.code == 2
    return capsys.readouterr().err


def test_the_variables_of_the_prefix_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, FRAMES_PER_SECOND="12")
    config = load(ExampleConfig)
    assert config.frames_per_second == 12
    assert config.database_url.get_secret_value() == "postgresql://example"
    assert config.log_format == "json"
    assert config.metrics_listen is None


def test_every_missing_variable_is_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    said = complaint(capsys)
    for name in GOOD:
        assert f"PRESENCE_EXAMPLE_{name} is not set" in said


def test_missing_and_wrong_variables_are_named_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environment(monkeypatch, LISTEN="5001", FRAMES_PER_SECOND="many", LOG_FORMAT="xml", CA="/nowhere/ca.pem")
    monkeypatch.delenv("PRESENCE_EXAMPLE_SERVICE_KEY")
    said = complaint(capsys)
    for name in ("LISTEN must be host:port", "FRAMES_PER_SECOND", "LOG_FORMAT", "CA", "SERVICE_KEY is not set"):
        assert f"PRESENCE_EXAMPLE_{name}" in said
    assert len(said.splitlines()) == 1 + 5


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    set_environment(monkeypatch, LISTEN="nonsense")
    assert "correct horse" not in complaint(capsys)
    set_environment(monkeypatch)
    assert "correct horse" not in repr(load(ExampleConfig))


def test_an_empty_variable_counts_as_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environment(monkeypatch, SERVICE_KEY="")
    assert "PRESENCE_EXAMPLE_SERVICE_KEY is not set" in complaint(capsys)


@pytest.mark.parametrize("name", ["LISTEN", "METRICS_LISTEN"])
def test_plaintext_beyond_loopback_is_refused(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environment(monkeypatch, **{name: "0.0.0.0:5001"})
    assert f"PRESENCE_EXAMPLE_{name} can be reached from other machines" in complaint(capsys)


def test_plaintext_beyond_loopback_is_allowed_behind_a_mesh(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, LISTEN="0.0.0.0:5001", PLAINTEXT_BEHIND_MESH="true")
    assert load(ExampleConfig).listen == "0.0.0.0:5001"


def test_a_certificate_opens_every_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("cert", "key"):
        (tmp_path / name).write_text("pem")
    files = {f"SERVER_TLS_{name.upper()}": str(tmp_path / name) for name in ("cert", "key")}
    set_environment(monkeypatch, LISTEN="0.0.0.0:5001", **files)
    assert load(ExampleConfig).listen == "0.0.0.0:5001"


@pytest.mark.parametrize("name", ["CERT", "KEY"])
def test_half_a_certificate_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("pem")
    set_environment(monkeypatch, **{f"SERVER_TLS_{name}": str(tmp_path / "file")})
    assert "set both or neither" in complaint(capsys)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1:5001", ("127.0.0.1", 5001)), ("[::1]:80", ("::1", 80)), ("localhost:0", ("localhost", 0))],
)
def test_addresses_are_split(address: str, expected: tuple[str, int]) -> None:
    assert split_address(address) == expected
    assert is_loopback(expected[0])


@pytest.mark.parametrize("address", ["5001", ":5001", "host", "host:port", "host:70000", "host:-1", "::1:80", ""])
def test_an_address_without_host_and_port_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="must be host:port"):
        split_address(address)


@pytest.mark.parametrize("host", ["192.168.0.7", "::", "10.0.0.1", "example.org", "127.0.0.1.example.org"])
def test_other_hosts_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)
