"""Counts for the page that says how the system is."""

from collections.abc import Callable
from datetime import datetime

from services.common.postgres import Database
from services.identity.app.standing import Standing

_STANDING = """
    select (select count(*) from mails where state = 'waiting') as waiting,
        (select min(create_time) from mails where state = 'waiting') as oldest,
        (select count(*) from mails where state = 'given_up') as given_up,
        (select count(*) from logins where revoke_time is null and expire_time > $1) as logins
"""


class PostgresStanding:
    """`read` in one statement."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def read(self) -> Standing:
        """DatabaseUnavailable."""
        row = await self._database.fetchrow(_STANDING, self._clock())
        assert row is not None, "a select of counts has a row"
        return Standing(row["waiting"], row["oldest"], row["given_up"], row["logins"])
