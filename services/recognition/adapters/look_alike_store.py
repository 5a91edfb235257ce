"""Pairs of people who look alike, in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.common.postgres import Connection, Database
from services.recognition.app.gallery import EncodingModel
from services.recognition.app.look_alikes import LookAlike, PairKey
from services.recognition.domain.look_alikes import LookAlikePair

# What was said of a pair stays; a pair that is no longer close keeps its word without a margin.
_FORGET = """
delete from look_alike where confirm_time is null and not found_at_enrolment
"""
_RELAX = "update look_alike set margin = 0"

_FOUND = """
insert into look_alike (first_person_id, second_person_id, model_hash, distance, margin, found_at_enrolment, find_time)
select n.first, n.second, $1, n.distance, n.margin, false, now()
from unnest($2::uuid[], $3::uuid[], $4::real[], $5::real[]) as n (first, second, distance, margin)
-- who was erased meanwhile looks like nobody
where exists (select from face_sample s where s.person_id = n.first)
  and exists (select from face_sample s where s.person_id = n.second)
on conflict (first_person_id, second_person_id) do update
set model_hash = excluded.model_hash, distance = excluded.distance, margin = excluded.margin
"""

_SENT = """
insert into look_alike
    (first_person_id, second_person_id, model_hash, distance, margin, found_at_enrolment, refused_photos, find_time)
values ($1, $2, $3, $4, 0, true, $5, now())
on conflict (first_person_id, second_person_id) do update
set refused_photos = look_alike.refused_photos + excluded.refused_photos,
    distance = least(look_alike.distance, excluded.distance)
where look_alike.confirm_time is null
"""

_PHOTOS = """
array(select sample_id from face_sample where person_id = {person} and image is not null
      order by quality desc, sample_id limit 4)
"""
_LISTED = f"""
select l.*, {_PHOTOS.format(person="first_person_id")} as first_photos,
       {_PHOTOS.format(person="second_person_id")} as second_photos
from look_alike l
where $1::real is null or (confirm_time is not null, distance, first_person_id, second_person_id) >
    ($2::boolean, $1::real, $3::uuid, $4::uuid)
order by confirm_time is not null, distance, first_person_id, second_person_id
limit $5
"""  # noqa: S608  its only variable parts are constants

_CONFIRM = """
update look_alike set confirm_time = coalesce(confirm_time, now()), confirmed_by = coalesce(confirmed_by, $3)
where first_person_id = $1 and second_person_id = $2
"""


class PostgresLookAlikes:
    """Implements app.look_alikes.LookAlikeStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told_apart(self, first_person_id: str, second_person_id: str) -> bool:
        return bool(
            await self._database.fetchval(
                "select confirm_time is not null from look_alike where first_person_id = $1 and second_person_id = $2",
                first_person_id,
                second_person_id,
            )
        )

    async def sent(self, pair: LookAlikePair, model: EncodingModel, *, refused: bool) -> None:
        await self._database.execute(
            _SENT, pair.first_person_id, pair.second_person_id, model.hash, pair.distance, int(refused)
        )

    async def listed(self, after: PairKey | None, limit: int) -> list[LookAlike]:
        key = after or PairKey(False, None, None, None)
        rows = await self._database.fetch(
            _LISTED, key.distance, key.confirmed, key.first_person_id, key.second_person_id, limit
        )
        return [_look_alike(row) for row in rows]

    async def get(self, first_person_id: str, second_person_id: str) -> bool:
        return bool(
            await self._database.fetchval(
                "select true from look_alike where first_person_id = $1 and second_person_id = $2",
                first_person_id,
                second_person_id,
            )
        )

    async def confirm(self, first_person_id: str, second_person_id: str, by: UUID) -> None:
        await self._database.execute(_CONFIRM, first_person_id, second_person_id, by)

    async def forget(self, first_person_id: str, second_person_id: str) -> None:
        await self._database.execute(
            "delete from look_alike where first_person_id = $1 and second_person_id = $2",
            first_person_id,
            second_person_id,
        )


async def replace_look_alikes(connection: Connection, model: EncodingModel, pairs: Sequence[LookAlikePair]) -> None:
    """The pairs of the version that this transaction publishes, instead of those before."""
    await connection.execute(_FORGET)
    await connection.execute(_RELAX)
    if pairs:
        columns = (
            [pair.first_person_id for pair in pairs],
            [pair.second_person_id for pair in pairs],
            [pair.distance for pair in pairs],
            [pair.margin for pair in pairs],
        )
        await connection.execute(_FOUND, model.hash, *columns)


async def forget_look_alikes(connection: Connection, person_id: str) -> None:
    """Of somebody who is erased."""
    await connection.execute("delete from look_alike where first_person_id = $1 or second_person_id = $1", person_id)


def _look_alike(row: "asyncpg.Record") -> LookAlike:
    return LookAlike(
        first_person_id=str(row["first_person_id"]),
        second_person_id=str(row["second_person_id"]),
        distance=row["distance"],
        margin=row["margin"],
        found_at_enrolment=row["found_at_enrolment"],
        refused_photos=row["refused_photos"],
        found_at=row["find_time"],
        confirmed_at=row["confirm_time"],
        first_photos=tuple(str(sample_id) for sample_id in row["first_photos"]),
        second_photos=tuple(str(sample_id) for sample_id in row["second_photos"]),
    )
