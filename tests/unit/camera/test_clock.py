"""What a camera makes of the server's answers about the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from camera.clock import CameraClock

SERVER = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NEVER_SET = datetime(1970, 1, 1, 0, 3, tzinfo=UTC)


class Machine:
    """A camera's machine whose clocks the test moves; the server's clock is right."""

    def __init__(self, wall: datetime) -> None:
        self.ticks = 100.0
        self.set_at, self.wall_then = self.ticks, wall
        self.server_then = SERVER
        self.clock = CameraClock(self.wall, lambda: self.ticks)

    def wall(self) -> datetime:
        return self.wall_then + timedelta(seconds=self.ticks - self.set_at)

    def server(self) -> datetime:
        return self.server_then + timedelta(seconds=self.ticks - 100.0)

    def set_wall(self, wall: datetime) -> None:
        self.set_at, self.wall_then = self.ticks, wall

    def ask(self, *, there: float = 0.01, thinking: float = 0.0, back: float = 0.01) -> None:
        asked = self.clock.ask()
        self.ticks += there
        received = self.server()
        self.ticks += thinking
        sent = self.server()
        self.ticks += back
        self.clock.answered(asked, received, sent)

    def error_seconds(self) -> float:
        now = self.clock.now()
        assert now is not None
        return abs((now - self.server()).total_seconds())


def test_nothing_is_known_before_the_first_answer() -> None:
    machine = Machine(SERVER)
    machine.clock.ask()
    assert machine.clock.now() is None
    assert machine.clock.at(50.0) is None
    assert machine.clock.wrong_by_seconds is None


@pytest.mark.parametrize("wall", [SERVER, SERVER - timedelta(minutes=7), SERVER + timedelta(hours=5), NEVER_SET])
def test_one_answer_tells_the_time_whatever_the_wall_clock_says(wall: datetime) -> None:
    machine = Machine(wall)
    machine.ask(thinking=0.5)
    assert machine.error_seconds() < 0.001
    wrong_by = machine.clock.wrong_by_seconds
    assert wrong_by == pytest.approx((SERVER - wall).total_seconds(), abs=0.001)


def test_of_many_answers_the_one_that_travelled_shortest_is_believed() -> None:
    machine = Machine(SERVER)
    machine.ask(there=0.4, back=0.02)
    assert machine.error_seconds() == pytest.approx(0.19, abs=0.01)
    machine.ask(there=0.005, back=0.005)
    machine.ask(there=0.02, back=0.4)
    assert machine.error_seconds() < 0.001


def test_a_wall_clock_that_jumps_in_mid_stream_changes_no_frames_time() -> None:
    machine = Machine(SERVER - timedelta(minutes=3))
    machine.ask()
    captured = machine.ticks
    before = machine.clock.at(captured)
    machine.set_wall(SERVER + timedelta(hours=1))
    assert machine.clock.at(captured) == before
    machine.ask()
    assert machine.error_seconds() < 0.001


def test_a_server_whose_clock_was_set_is_believed_anew() -> None:
    machine = Machine(SERVER)
    machine.ask(there=0.001, back=0.001)
    machine.server_then += timedelta(seconds=30)
    machine.ask(there=0.05, back=0.05)
    assert machine.error_seconds() < 0.001


def test_an_answer_to_what_was_not_asked_is_let_go() -> None:
    machine = Machine(SERVER)
    machine.clock.answered(SERVER - timedelta(days=1), SERVER, SERVER)
    assert machine.clock.now() is None
