"""Training runs in PostgreSQL: one at a time, owned, followed by number."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from services.common.postgres import Connection, Database
from services.recognition.adapters import training_events
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.publish_training import publish
from services.recognition.adapters.sample_store import PostgresSamples, unseal_encoding
from services.recognition.app.errors import TrainingUnderWay
from services.recognition.app.training_events import (
    Done,
    Failed,
    Progress,
    SampleRejected,
    TrainEvent,
    TrainingRun,
    TrainingState,
)
from services.recognition.app.training_store import ClaimedRun, RunLost, StoredEncoding, TrainingWork

TRAINING_CHANNEL = "recognition_training"

_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('presence.recognition.training'))"

_BEGIN = """
insert into training_run (request_id, person_ids, owner, heartbeat_time, start_time)
values ($1, $2, $3, now(), now())
"""

_CLAIM = """
update training_run set owner = $1, heartbeat_time = now()
where state = 'running' and heartbeat_time < now() - $2::interval
returning request_id, person_ids
"""

_BEAT = "update training_run set heartbeat_time = now() where request_id = $1 and owner = $2 and state = 'running'"

_RELEASE = """
update training_run set heartbeat_time = '-infinity' where request_id = $1 and owner = $2 and state = 'running'
"""

_MINE = "select from training_run where request_id = $1 and owner = $2 and state = 'running' for update"

_TELL = """
insert into training_event (request_id, number, kind, body)
values ($1, (select coalesce(max(number), 0) + 1 from training_event where request_id = $1), $2, $3)
on conflict do nothing
"""

_PROGRESS = "update training_run set samples_done = $2, samples_total = $3 where request_id = $1"

_END = """
update training_run set state = $2, end_time = now(), gallery_version = $3, rejected = $4 where request_id = $1
"""

_WORK = """
with wanted as (
    select * from face_sample where cardinality($1::uuid[]) = 0 or person_id = any($1::uuid[])
), fresh as (
    select * from wanted where state = 'waiting' or (state = 'in_gallery' and model_hash <> $2)
    union all
    -- an outlier beside new photos may turn out to be right
    select * from wanted o where state = 'rejected' and reject_reason = 'outlier'
      and exists (select from wanted n where n.person_id = o.person_id and n.state = 'waiting')
)
select sample_id, person_id, model_hash, encoding, true as fresh, create_time from fresh
union all
select sample_id, person_id, model_hash, encoding, false, create_time from face_sample
where state = 'in_gallery' and model_hash = $2 and person_id in (select person_id from fresh)
order by person_id, create_time, sample_id
"""

_RUNS = """
select * from training_run where $1::timestamptz is null or start_time < $1 order by start_time desc limit $2
"""


class PostgresTraining:
    """Implements app.training_store.TrainingStore."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher
        self._samples = PostgresSamples(database, cipher)

    async def begin(self, request_id: UUID, person_ids: Sequence[str], owner: str) -> bool:
        async with self._database.transaction() as connection:
            await connection.execute(_ONE_AT_A_TIME)
            if await connection.fetchval("select true from training_run where request_id = $1", request_id):
                return False
            going = await connection.fetchval("select request_id from training_run where state = 'running'")
            if going is not None:
                raise TrainingUnderWay(str(going))
            await connection.execute(_BEGIN, request_id, list(person_ids), owner)
        return True

    async def claim(self, owner: str, silent_for: timedelta) -> ClaimedRun | None:
        row = await self._database.fetchrow(_CLAIM, owner, silent_for)
        return ClaimedRun(row["request_id"], tuple(str(i) for i in row["person_ids"])) if row else None

    async def beat(self, request_id: UUID, owner: str) -> None:
        if await self._database.execute(_BEAT, request_id, owner) != "UPDATE 1":
            raise RunLost(str(request_id))

    async def release(self, request_id: UUID, owner: str) -> None:
        await self._database.execute(_RELEASE, request_id, owner)

    async def tell(self, request_id: UUID, owner: str, events: Sequence[TrainEvent]) -> None:
        async with self._database.transaction() as connection:
            await _need_mine(connection, request_id, owner)
            await _tell(connection, request_id, events)
            for event in events:
                if isinstance(event, Progress):
                    await connection.execute(_PROGRESS, request_id, event.samples_done, event.samples_total)

    async def told_after(self, request_id: UUID, number: int) -> list[tuple[int, TrainEvent]]:
        rows = await self._database.fetch(
            "select number, kind, body from training_event where request_id = $1 and number > $2 order by number",
            request_id,
            number,
        )
        return [(row["number"], training_events.load(row["kind"], row["body"])) for row in rows]

    async def work(self, person_ids: Sequence[str], model_hash: str) -> TrainingWork:
        rows = await self._database.fetch(_WORK, list(person_ids), model_hash)
        return await asyncio.to_thread(self._work, rows)

    async def image(self, sample_id: str) -> tuple[str, bytes] | None:
        return await self._samples.image(sample_id)

    async def publish(
        self, request_id: UUID, owner: str, encoded: Sequence[StoredEncoding], rejected: Sequence[SampleRejected]
    ) -> int:
        async with self._database.transaction() as connection:
            await _need_mine(connection, request_id, owner)
            published = await publish(connection, self._cipher, encoded, rejected)
            done = Done(published.version, published.people, published.encodings, len(encoded), len(rejected))
            await _tell(connection, request_id, [done])
            await connection.execute(_END, request_id, TrainingState.DONE, published.version, len(rejected))
        return published.version

    async def fail(self, request_id: UUID, owner: str, message: str) -> None:
        async with self._database.transaction() as connection:
            await _need_mine(connection, request_id, owner)
            await _tell(connection, request_id, [Failed(message)])
            await connection.execute(_END, request_id, TrainingState.FAILED, None, 0)

    async def runs(self, before: datetime | None, limit: int) -> list[TrainingRun]:
        return [_run(row) for row in await self._database.fetch(_RUNS, before, limit)]

    def _work(self, rows: "list[asyncpg.Record]") -> TrainingWork:
        read = [(row["fresh"], self._stored(row)) for row in rows]
        return TrainingWork(tuple(s for fresh, s in read if fresh), tuple(s for fresh, s in read if not fresh))

    def _stored(self, row: "asyncpg.Record") -> StoredEncoding:
        sample_id, person_id = str(row["sample_id"]), str(row["person_id"])
        encoding = unseal_encoding(self._cipher, row["encoding"], person_id, sample_id)
        return StoredEncoding(sample_id, person_id, row["model_hash"], encoding)


async def _need_mine(connection: Connection, request_id: UUID, owner: str) -> None:
    """Locks the run until the transaction ends."""
    if await connection.fetchrow(_MINE, request_id, owner) is None:
        raise RunLost(str(request_id))


async def _tell(connection: Connection, request_id: UUID, events: Sequence[TrainEvent]) -> None:
    for event in events:
        await connection.execute(_TELL, request_id, *training_events.dump(event))
    await connection.execute("select pg_notify($1, '')", TRAINING_CHANNEL)


def _run(row: "asyncpg.Record") -> TrainingRun:
    return TrainingRun(
        request_id=str(row["request_id"]),
        state=TrainingState(row["state"]),
        samples_done=row["samples_done"],
        samples_total=row["samples_total"],
        started_at=row["start_time"],
        ended_at=row["end_time"],
        gallery_version=row["gallery_version"],
        rejected=row["rejected"],
    )
