"""Settings that would be unsafe are refused when the gateway starts."""

import pytest
from pydantic import ValidationError

from gateway.config import GatewayConfig
from gateway.wiring import csrf_key
from tests.fakes.gateway_settings import gateway_config

TARGETS = dict.fromkeys(("identity", "attendance", "recognition"), "dns:///presence:5001")


def config(**more: object) -> GatewayConfig:
    settings = gateway_config(TARGETS, 8080).model_dump()
    return GatewayConfig.model_validate({**settings, "service_key": "key", **more})


@pytest.mark.parametrize(
    "url", ["http://presence.example.edu", "ftp://127.0.0.1", "presence", "https://a.example/path"]
)
def test_people_come_by_https_unless_they_sit_at_this_machine(url: str) -> None:
    with pytest.raises(ValidationError):
        config(public_url=url)


def test_cookies_are_secure_when_people_come_by_https() -> None:
    assert config(public_url="https://presence.example.edu/").secure
    assert config(public_url="https://presence.example.edu/").public_url == "https://presence.example.edu"
    assert not config().secure


def test_every_replica_has_the_same_csrf_key_and_it_is_not_the_service_key() -> None:
    assert csrf_key(config()) == csrf_key(config())
    assert csrf_key(config(service_key="other")) != csrf_key(config())
    assert len(csrf_key(config())) == 32


def test_clients_outside_are_told_the_public_targets_where_there_are_some() -> None:
    told = config(public_recognition_target="dns:///cameras.example.edu:443").public_targets
    assert told == {**TARGETS, "recognition": "dns:///cameras.example.edu:443"}
