"""Erases what people wrote and sent, some hundred rows at a time."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from services.common.postgres import Connection, Database

Erase = Callable[[Connection, list[UUID]], Awaitable[None]]


async def erase_over(database: Database, over: str, before: datetime, erase: Erase) -> int:
    """Each few by themselves, until `over` finds none: nobody waits long for a row. How many it were.

    `over` is SQL that selects the ids of a few rows of before a time ($1) and locks them.
    """
    done = 0
    while True:
        async with database.transaction() as connection:
            ids = [row[0] for row in await connection.fetch(over, before)]
            if not ids:
                return done
            await erase(connection, ids)
        done += len(ids)


async def erase_of(connection: Connection, theirs: str, person_ids: list[UUID], erase: Erase) -> None:
    """All of these people; `theirs` is SQL that selects the ids of people's ($1) rows and locks them."""
    ids = [row[0] for row in await connection.fetch(theirs, person_ids)]
    if ids:
        await erase(connection, ids)
