"""Which replica a client begins with."""

from random import Random

import pytest

from services.common.channels import mixed


def test_a_list_of_replicas_is_tried_in_every_order() -> None:
    random = Random(7)  # noqa: S311  no secret
    target = "ipv4:10.0.0.1:1,10.0.0.2:1,10.0.0.3:1"
    replicas = {"10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1"}
    orders = [mixed(target, random).removeprefix("ipv4:").split(",") for _ in range(99)]
    assert {order[0] for order in orders} == replicas
    assert all(set(order) == replicas and len(order) == 3 for order in orders)


@pytest.mark.parametrize("target", ["dns:///recognition:7000", "localhost:7000", "ipv4:127.0.0.1:7000"])
def test_a_name_or_a_single_address_stays_as_it_is(target: str) -> None:
    assert mixed(target) == target
