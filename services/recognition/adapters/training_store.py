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
from services.recognition.adapters.sample_store import PostgresSamples, seal_encoding
from services.recognition.adapters.training_lock import lock_training, need_no_run
from services.recognition.adapters.training_work import read_work
from services.recognition.app.errors import RunNotFound
from services.recognition.app.gallery import EncodingModel
from services.recognition.app.training_events import (
    Cancelled,
    Done,
    Failed,
    Progress,
    SampleRejected,
    TrainEvent,
    TrainingRun,
    TrainingState,
)
from services.recognition.app.training_store import ClaimedRun, RunLost, StoredEncoding, TrainingWork
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.look_alikes import LookAlikePair

TRAINING_CHANNEL = "recognition_training"

_BEGIN = """
insert into training_run (request_id, person_ids, encoder, owner, heartbeat_time, start_time)
values ($1, $2, $3, $4, now(), now())
"""

_CLAIM = """
update training_run set owner = $1, heartbeat_time = now()
where state = 'running' and heartbeat_time < now() - $2::interval
returning request_id, person_ids, encoder
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

_PROGRESS = """
update training_run set samples_done = $2, samples_total = $3, remaining_seconds = $4 where request_id = $1
"""

_END = """
update training_run
set state = $2, end_time = now(), gallery_version = $3, rejected = $4, remaining_seconds = 0 where request_id = $1
"""

# An erased sample matches nothing: what was drawn from it is not kept.
_KEEP = """
insert into face_encoding (sample_id, model_hash, encoding)
select sample_id, $2, $3 from face_sample where sample_id = $1
on conflict do nothing
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

    async def begin(self, request_id: UUID, person_ids: Sequence[str], encoder: Encoder | None, owner: str) -> bool:
        async with self._database.transaction() as connection:
            await lock_training(connection)
            if await connection.fetchval("select true from training_run where request_id = $1", request_id):
                return False
            await need_no_run(connection)
            await connection.execute(_BEGIN, request_id, list(person_ids), encoder.value if encoder else "", owner)
        return True

    async def claim(self, owner: str, silent_for: timedelta) -> ClaimedRun | None:
        row = await self._database.fetchrow(_CLAIM, owner, silent_for)
        if row is None:
            return None
        person_ids = tuple(str(person_id) for person_id in row["person_ids"])
        return ClaimedRun(row["request_id"], person_ids, Encoder(row["encoder"]) if row["encoder"] else None)

    async def beat(self, request_id: UUID, owner: str) -> None:
        if await self._database.execute(_BEAT, request_id, owner) != "UPDATE 1":
            raise RunLost(str(request_id))

    async def release(self, request_id: UUID, owner: str) -> None:
        await self._database.execute(_RELEASE, request_id, owner)

    async def cancel(self, request_id: UUID) -> None:
        async with self._database.transaction() as connection:
            state = await connection.fetchval(
                "select state from training_run where request_id = $1 for update", request_id
            )
            if state is None:
                raise RunNotFound(str(request_id))
            if state == TrainingState.RUNNING:
                await _tell(connection, request_id, [Cancelled()])
                await connection.execute(_END, request_id, TrainingState.CANCELLED, None, 0)

    async def tell(self, request_id: UUID, owner: str, events: Sequence[TrainEvent]) -> None:
        async with self._database.transaction() as connection:
            await _need_mine(connection, request_id, owner)
            await _tell(connection, request_id, events)
            for event in events:
                if isinstance(event, Progress):
                    columns = (event.samples_done, event.samples_total, event.remaining_seconds)
                    await connection.execute(_PROGRESS, request_id, *columns)

    async def told_after(self, request_id: UUID, number: int) -> list[tuple[int, TrainEvent]]:
        rows = await self._database.fetch(
            "select number, kind, body from training_event where request_id = $1 and number > $2 order by number",
            request_id,
            number,
        )
        return [(row["number"], training_events.load(row["kind"], row["body"])) for row in rows]

    async def work(self, run: ClaimedRun, model: EncodingModel) -> TrainingWork:
        return await read_work(self._database, self._cipher, run, model)

    async def image(self, sample_id: str) -> tuple[str, bytes] | None:
        return await self._samples.image(sample_id)

    async def keep(self, model: EncodingModel, drawn: StoredEncoding) -> None:
        sealed = await asyncio.to_thread(seal_encoding, self._cipher, drawn.encoding, drawn.person_id, drawn.sample_id)
        await self._database.execute(_KEEP, drawn.sample_id, model.hash, sealed)

    async def publish(
        self,
        request_id: UUID,
        owner: str,
        model: EncodingModel,
        encoded: Sequence[StoredEncoding],
        rejected: Sequence[SampleRejected],
        look_alikes: Sequence[LookAlikePair],
    ) -> int:
        async with self._database.transaction() as connection:
            await _need_mine(connection, request_id, owner)
            encoded_ids = [row.sample_id for row in encoded]
            published = await publish(connection, request_id, model, encoded_ids, rejected, look_alikes)
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
        remaining_seconds=row["remaining_seconds"],
        started_at=row["start_time"],
        ended_at=row["end_time"],
        gallery_version=row["gallery_version"],
        rejected=row["rejected"],
        encoder=row["encoder"],
    )
