"""Receipts of what was erased, in PostgreSQL; written in the transaction that erases."""

from services.common.postgres import Connection, Database
from services.recognition.app.erasures import Cause, Erasure

_RECEIPT = """
insert into erasure (person_id, request_time, complete_time, cause, samples, encodings, gallery_version, review_crops)
values ($1, now(), clock_timestamp(), $2, $3, $3, $4, $5)
"""  # every sample has one encoding; now() is when the transaction began

_OF_PERSON = """
select request_time, complete_time, cause, samples, encodings, gallery_version, review_crops from erasure
where person_id = $1 order by erasure_id desc
"""


class PostgresErasures:
    """Implements app.erasures.ErasureStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, person_id: str) -> list[Erasure]:
        return [
            Erasure(
                row["request_time"],
                row["complete_time"],
                Cause(row["cause"]),
                row["samples"],
                row["encodings"],
                row["gallery_version"],
                row["review_crops"],
            )
            for row in await self._database.fetch(_OF_PERSON, person_id)
        ]


async def add_receipt(
    connection: Connection, person_id: str, cause: Cause, samples: int, gallery_version: int, review_crops: int = 0
) -> None:
    """Of what this transaction erased; nothing erased leaves no receipt."""
    if samples or review_crops:
        await connection.execute(_RECEIPT, person_id, cause, samples, gallery_version, review_crops)
