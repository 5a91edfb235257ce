"""Whoever sends a file and reads its answers slowly keeps nobody else from writing."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID, uuid4

from services.identity.app.people_import import PeopleImport, Plan, Staged, Summary
from services.identity.domain.people_csv import RowError
from tests.fakes.identity_app import OPERATOR_ID, Time

TAKEN = RowError(2, "email", "is another person's e-mail address already")


class Tables:
    """One row is taken by somebody who was made while the file was read: found out when writers are held already."""

    def __init__(self) -> None:
        self.held = False

    @asynccontextmanager
    async def staging(self) -> AsyncIterator["Tables"]:
        try:
            yield self
        finally:
            self.held = False

    async def add(self, rows: Sequence[Staged]) -> None:
        pass

    async def plan(self, errors_max: int, *, commit: bool) -> Plan:
        self.held = commit
        return Plan(0, 0, 0, 1, [TAKEN])

    async def apply(self, plan: Plan, by: UUID, now: datetime) -> None:
        raise AssertionError("a file with an error was taken over")


async def test_writers_are_let_go_before_errors_are_told() -> None:
    tables = Tables()

    async def file() -> AsyncIterator[bytes]:
        yield b"name,email\nAda,ada@example.edu\n"

    told = []
    async for one in PeopleImport(tables, Time(), uuid4).run(file(), commit=True, by=OPERATOR_ID):
        told.append(one)
        assert not (tables.held and isinstance(one, RowError))
    assert TAKEN in told
    assert told[-1] == Summary(0, 0, 0, 1, committed=False)
