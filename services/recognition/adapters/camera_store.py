"""What pods know of cameras, in PostgreSQL. Times are this database's own, so that pods' clocks do not matter."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.common.postgres import Database
from services.recognition.app.camera_board import Absence, CameraState, ConditionKey
from services.recognition.app.reports import CameraCondition
from services.recognition.domain.camera_health import Trouble

CAMERA_CHANNEL = "recognition_camera"

# Rows are always locked in the order of their ids: two pods never wait for each other.
_FRAMES = """
insert into camera_watch (camera_id, frame_time)
select camera_id, now() - make_interval(secs => age) from unnest($1::uuid[], $2::float8[]) as seen (camera_id, age)
order by camera_id
on conflict (camera_id) do update set frame_time = greatest(camera_watch.frame_time, excluded.frame_time)
"""
_CONDITIONS = """
insert into camera_condition as kept (condition_id, camera_id, trouble, start_time, end_time, over)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::boolean[])
order by 1
on conflict (condition_id) do update set
    end_time = greatest(kept.end_time, excluded.end_time),
    over = case when excluded.trouble = 'gone' then kept.over else kept.over or excluded.over end,
    tell_time = now()
returning xmax = 0 or over as told
"""
_CLAIM = """
with mine as (
    insert into camera_watch (camera_id, awaited_since, owner, owner_until)
    select camera_id, now(), $2, now() + interval '6 seconds' from unnest($1::uuid[]) as awaited (camera_id)
    order by camera_id
    on conflict (camera_id) do update set
        awaited_since = coalesce(camera_watch.awaited_since, now()),
        owner = excluded.owner, owner_until = excluded.owner_until
    where camera_watch.owner = excluded.owner or camera_watch.owner_until < now()
    returning camera_id, greatest(frame_time, awaited_since) as since
)
select camera_id, since, now() as until from mine where since < now() - make_interval(secs => $3)
"""
_IDLE = """
with idle as (select camera_id from camera_watch where awaited_since is not null and camera_id = any ($1::uuid[])
              order by camera_id for update)
update camera_watch w set awaited_since = null from idle where w.camera_id = idle.camera_id
"""
_BACK = """
with back as (
    select c.condition_id from camera_condition c join camera_watch w using (camera_id)
    where c.trouble = 'gone' and not c.over and (w.awaited_since is null or w.frame_time > c.start_time)
    order by 1 for update of c
)
update camera_condition c set over = true from back where c.condition_id = back.condition_id returning 1
"""
_SILENT = """
with silent as (
    select condition_id from camera_condition
    where not over and tell_time < now() - interval '20 seconds' order by 1 for update skip locked
)
update camera_condition c set over = true from silent where c.condition_id = silent.condition_id returning 1
"""
_TROUBLES = """
select distinct on (camera_id) camera_id, trouble, start_time from camera_condition
where not over order by camera_id, start_time desc, condition_id
"""
_HISTORY = """
select * from camera_condition
where camera_id = $1 and ($2::timestamptz is null or (start_time, condition_id) < ($2, $3::uuid))
order by start_time desc, condition_id desc limit $4
"""


class PostgresCameras:
    """Implements app.camera_board.CameraStore."""

    def __init__(self, database: Database, gone_after_seconds: float = 7.5) -> None:
        """With what passes before anybody looks again, a camera is missed within ten seconds."""
        self._database = database
        self.gone_after_seconds = gone_after_seconds

    async def exchange(
        self,
        owner: str,
        frame_ages_seconds: Mapping[str, float],
        conditions: Sequence[CameraCondition],
        awaited: Collection[str],
        idle: Collection[str],
    ) -> list[Absence]:
        async with self._database.transaction() as connection:
            if frame_ages_seconds:
                await connection.execute(_FRAMES, list(frame_ages_seconds), list(frame_ages_seconds.values()))
            changed = False
            if conditions:
                rows = ((c.condition_id, c.camera_id, c.trouble.value, c.start, c.end, c.over) for c in conditions)
                told = await connection.fetch(_CONDITIONS, *zip(*rows, strict=True))
                changed = any(row["told"] for row in told)
            if idle:
                await connection.execute(_IDLE, list(idle))
            missing = await connection.fetch(_CLAIM, list(awaited), owner, self.gone_after_seconds) if awaited else []
            changed |= bool(await connection.fetch(_BACK))
            changed |= bool(await connection.fetch(_SILENT))
            if changed:
                await connection.execute("select pg_notify($1, '')", CAMERA_CHANNEL)
        return [Absence(str(row["camera_id"]), row["since"], row["until"]) for row in missing]

    async def troubles(self) -> list[CameraState]:
        return [
            CameraState(str(row["camera_id"]), Trouble(row["trouble"]), row["start_time"])
            for row in await self._database.fetch(_TROUBLES)
        ]

    async def history(self, camera_id: str, before: ConditionKey | None, limit: int) -> list[CameraCondition]:
        start, condition_id = before or (None, None)
        rows = await self._database.fetch(
            _HISTORY, camera_id, start, UUID(condition_id) if condition_id else None, limit
        )
        return [
            CameraCondition(
                str(row["condition_id"]),
                str(row["camera_id"]),
                Trouble(row["trouble"]),
                row["start_time"],
                row["end_time"],
                row["over"],
            )
            for row in rows
        ]

    async def clean(self) -> None:
        await self._database.execute("delete from camera_condition where end_time < now() - interval '30 days'")
