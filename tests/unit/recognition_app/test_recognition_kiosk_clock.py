"""What a kiosk's clock lacks is what it lacked when its opening came, however long its class was waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import kiosk_service_pb2 as pb

from services.common.principal import Principal, Role, set_principal
from services.common.timestamps import timestamp
from services.recognition.app.assignments import Assignments
from services.recognition.app.check_in import CheckInSetup
from services.recognition.app.errors import NoSessionOpen
from services.recognition.app.kiosks import Kiosks
from services.recognition.handlers.kiosk import KioskHandler

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Room(Assignments):
    """Its class begins two seconds after it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NINE

    async def until(self, known: Callable[[], bool], wait_seconds: float) -> bool:
        self.now += timedelta(seconds=2)
        return True


class Door:
    """Lets nobody in, and remembers who came."""

    def __init__(self) -> None:
        self.setups: list[CheckInSetup] = []

    def open(self, setup: CheckInSetup) -> None:
        self.setups.append(setup)
        raise NoSessionOpen(setup.camera_id)


async def opened(sent: datetime) -> CheckInSetup:
    """What comes of an opening that a kiosk sent at that time by its own clock, and that came at nine."""
    camera_id, room, door = str(uuid4()), Room(), Door()

    async def requests() -> AsyncIterator[pb.CheckInRequest]:
        send_time: Timestamp = timestamp(sent)
        yield pb.CheckInRequest(open=pb.OpenCheckIn(camera_id=camera_id, stream_id=str(uuid4()), send_time=send_time))

    async def call() -> None:
        set_principal(Principal(camera_id, Role.KIOSK, ("recognition",), NINE + timedelta(hours=1)))
        await KioskHandler(cast("Kiosks", door), room, lambda: room.now).CheckIn(requests(), cast("Any", None))

    with pytest.raises(NoSessionOpen):
        await asyncio.create_task(call())  # in a context of its own, as calls are
    return door.setups[0]


async def test_a_class_that_was_waited_for_makes_no_clock_wrong() -> None:
    assert (await opened(NINE - timedelta(seconds=0.1))).skew_seconds == 0


async def test_a_clock_that_is_wrong_by_minutes_is_so_by_what_it_was_when_the_opening_came() -> None:
    assert (await opened(NINE - timedelta(minutes=7))).skew_seconds == 420
