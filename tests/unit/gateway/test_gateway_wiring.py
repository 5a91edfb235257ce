"""Calls that a moving pod refuses are tried again, all but those whose first try may have used something up."""

from dataclasses import fields

import grpc
import pytest

from gateway.services import Services, services_over
from gateway.wiring import NOT_REPEATABLE
from services.common.channels import services_in

KNOWN = [
    service for name in ("identity", "attendance", "recognition") for service in services_in(f"presence.{name}.v1")
]


async def test_every_service_that_is_called_is_one_whose_calls_are_tried_again() -> None:
    async with grpc.aio.insecure_channel("ipv4:127.0.0.1:9") as nobody:
        stubs = services_over(nobody, nobody, nobody)
        called = {type(getattr(stubs, field.name)).__name__.removesuffix("Stub") for field in fields(Services)}
    assert called <= {service.name for service in KNOWN}


@pytest.mark.parametrize("method", NOT_REPEATABLE)
def test_what_is_not_tried_again_exists(method: str) -> None:
    assert method in {one.name for service in KNOWN for one in service.methods}
