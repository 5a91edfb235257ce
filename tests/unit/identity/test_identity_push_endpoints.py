"""Where identity pushes to: public names of push services alone, however an address is written."""

import pytest

from services.common.errors import InvalidInput
from services.identity.domain.push_endpoint import checked_endpoint, is_public


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/x",
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://10.1/x",
        "https://postgres/x",
        "https://identity.presence.svc.cluster.local/x",
        "https://metadata.google.internal/x",
        "https://push.example.org:8443/x",
        "https://somebody:secret@push.example.org/x",
        "https://push.example.org/x#y",
        "https://push.example.org /x",
        "file:///etc/passwd",
        "https://push.example.org:99999/x",
        "https://push.example.org/" + "x" * 2048,
        "",
    ],
)
def test_no_endpoint_leads_anywhere_but_to_a_public_name(endpoint: str) -> None:
    with pytest.raises(InvalidInput):
        checked_endpoint(endpoint)


def test_push_services_as_they_are_and_those_allowed_for_development_are_taken() -> None:
    for endpoint in (
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com:443/abc",
    ):
        assert checked_endpoint(endpoint) == endpoint
    local = "http://127.0.0.1:9000/abc"
    assert checked_endpoint(local, {"http://127.0.0.1:9000"}) == local
    with pytest.raises(InvalidInput):
        checked_endpoint("http://127.0.0.1:9001/abc", {"http://127.0.0.1:9000"})


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "2002:0a00:1::",
        "64:ff9b::a00:1",
        "0.1.2.3",
        "224.0.0.1",
        "100.64.0.1",
        "name",
    ],
)
def test_an_address_of_the_own_network_is_not_public_however_it_is_written(address: str) -> None:
    assert not is_public(address)


def test_an_address_of_the_public_network_is() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")
