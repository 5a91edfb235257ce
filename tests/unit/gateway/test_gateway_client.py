"""Where requests come from, and what a proxy may say of it."""

from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from gateway.client import Proxies
from gateway.config import GatewayConfig
from tests.fakes.gateway_settings import gateway_config

TRUSTED = Proxies((ip_network("10.0.0.0/8"), ip_network("fd00::/8")))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),  # no proxy of ours: what it says may be invented
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the rest is the browser's own word
        ("10.0.0.1", "203.0.113.9, 10.9.9.9", "203.0.113.9"),  # two proxies of ours
        ("10.0.0.1", "10.9.9.9", "10.9.9.9"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, nonsense, 10.9.9.9", "10.9.9.9"),
        ("::ffff:10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("fd00::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_rightmost_address_that_is_no_trusted_proxy_counts(peer: str, forwarded: str, address: str) -> None:
    assert TRUSTED.address(peer, forwarded) == address


def test_nobody_is_trusted_unless_the_operator_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    targets = dict.fromkeys(("identity", "attendance", "recognition"), "ipv4:127.0.0.1:9")
    assert gateway_config(targets, 8080).trusted_proxies == ()
    given = gateway_config(targets, 8080).model_dump(exclude={"service_key"}) | {"service_key": "key"}
    given.pop("trusted_proxies")
    monkeypatch.setenv("PRESENCE_GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8, 192.168.7.2")
    read = GatewayConfig(**given)
    assert read.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("192.168.7.2/32"))
    monkeypatch.setenv("PRESENCE_GATEWAY_TRUSTED_PROXIES", "the proxy")
    with pytest.raises(ValidationError, match="separated by commas"):
        GatewayConfig(**given)
