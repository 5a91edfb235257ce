"""Reviews in PostgreSQL, their faces sealed."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.common.postgres import Connection, Database
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.review_decisions import decide
from services.recognition.adapters.review_faces import forget_refused
from services.recognition.adapters.review_reports import REPORT_COLUMNS, REVIEW_CHANNEL, report_from
from services.recognition.adapters.review_rows import (
    CROP,
    DECISION_COLUMNS,
    OF_REVIEW,
    REVIEW_COLUMNS,
    columns_of,
    decision_from,
    review_from,
    seal_face,
    unseal_face,
)
from services.recognition.app.reports import SightingReport
from services.recognition.app.review import NewReview, Review, ReviewCounts, ReviewDecision, ReviewFilter, ReviewKey
from services.recognition.app.review_store import Consequences, Kept
from services.recognition.domain.faces import Encodings

# Two pods count one camera's hour one after the other.
_LOCK_HOUR = "select pg_advisory_xact_lock(hashtextextended($1::text, 4))"

# The lock makes a withdrawal of consent wait for this review and then erase it.
_AGREED = "select granted from person where person_id = any($1::uuid[]) order by person_id for key share"

_OF_HOUR = """
select count(*) from review
where camera_id = $1 and capture_time >= date_trunc('hour', $2::timestamptz)
  and capture_time < date_trunc('hour', $2::timestamptz) + interval '1 hour'
"""

_INSERT = """
insert into review (review_id, camera_id, track_id, capture_time, first_seen_time, last_seen_time, reason,
                    gallery_version, model, model_hash, frames_used, crop, encoding, candidate_ids, distances,
                    operator_ids, roster_ids)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
on conflict (review_id) do update set last_seen_time = greatest(review.last_seen_time, excluded.last_seen_time)
"""

_LEAVE_OUT = """
insert into review_left_out (review_id, camera_id, capture_time, operator_ids) values ($1, $2, $3, $4)
on conflict (review_id) do nothing
"""

# A face that was named by a person is reported for as long as it stays: what the report had is never shortened.
_GROW = """
with grown as (
    update review set last_seen_time = $2 where review_id = $1 and last_seen_time < $2
    returning review_id, camera_id, track_id, first_seen_time, gallery_version, model, frames_used
)
insert into review_report (sighting_id, camera_id, person_id, track_id, first_seen_time, last_seen_time, distance,
                           gallery_version, model, frames_used, confirmed_by)
select d.sighting_id, g.camera_id, d.person_id, g.track_id, g.first_seen_time, $2, d.distance,
       g.gallery_version, g.model, g.frames_used, d.decided_by
from grown g join review_decision d using (review_id)
where d.sighting_id is not null
on conflict (sighting_id) do update
set last_seen_time = greatest(review_report.last_seen_time, excluded.last_seen_time), claim_time = null
"""

# Seen at any time between the two: what a session of these cameras and this time would ask about.
_MATCHES = """
($1::uuid is null or $1 = any(r.operator_ids))
and (cardinality($2::uuid[]) = 0 or r.camera_id = any($2))
and ($3::timestamptz is null or r.last_seen_time >= $3)
and ($4::timestamptz is null or r.first_seen_time <= $4)
"""

_LISTED = f"""
select {REVIEW_COLUMNS} from review r
where {_MATCHES} and ($5::boolean is null or r.decided = $5)
  and ($6::timestamptz is null or (r.capture_time, r.review_id) < ($6, $7::uuid))
order by r.capture_time desc, r.review_id desc limit $8
"""  # noqa: S608  its only variable parts are the constants above

_COUNTS = f"""
select (select count(*) from review r where {_MATCHES} and not r.decided) as open,
       (select count(*) from review_left_out r
        where ($1::uuid is null or $1 = any(r.operator_ids))
          and (cardinality($2::uuid[]) = 0 or r.camera_id = any($2))
          and ($3::timestamptz is null or r.capture_time >= $3)
          and ($4::timestamptz is null or r.capture_time <= $4)) as left_out
"""  # noqa: S608  its only variable part is the constant above

_CLAIM = f"""
update review_report set claim_time = now()
where sighting_id in (
    select sighting_id from review_report where claim_time is null or claim_time < now() - interval '30 seconds'
    order by sighting_id limit 500 for update skip locked
)
returning {REPORT_COLUMNS}
"""  # noqa: S608  its only variable part is a constant

_REPORTED = "delete from review_report where sighting_id = $1 and last_seen_time <= $2"

_ERASE_OVER = "with gone as (delete from review where capture_time < $1 returning 1) select count(*) from gone"


class PostgresReviews:
    """Implements app.review_store.ReviewStore."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def keep(self, review: NewReview, crop: bytes, max_per_hour: int) -> Kept:
        request, operators = review.request, sorted(review.operator_ids)
        candidate_ids, distances = columns_of(request.candidates)
        sealed_crop, sealed_face = await asyncio.to_thread(self._sealed, review, crop)
        async with self._database.transaction() as connection:
            agreed = [row["granted"] for row in await connection.fetch(_AGREED, candidate_ids)]
            if len(agreed) < len(set(candidate_ids)) or not all(agreed):
                return Kept.NOT_AGREED
            if not await self._room(connection, review, max_per_hour):
                await connection.execute(
                    _LEAVE_OUT, request.review_id, review.camera_id, request.captured_at, operators
                )
                return Kept.LEFT_OUT
            await connection.execute(
                _INSERT, request.review_id, review.camera_id, request.track_id, request.captured_at,
                request.first_seen, request.last_seen, request.reason, review.gallery_version, review.model,
                review.model_hash, request.evidence_frames, sealed_crop, sealed_face, candidate_ids, distances,
                operators, sorted(review.roster),
            )  # fmt: skip
            await connection.execute("delete from review_left_out where review_id = $1", request.review_id)
        return Kept.KEPT

    async def grow(self, review_id: str, last_seen: datetime) -> None:
        async with self._database.transaction() as connection:
            if (await connection.execute(_GROW, review_id, last_seen)) != "INSERT 0 0":
                await connection.execute("select pg_notify($1, '')", REVIEW_CHANNEL)

    async def settle(self, review_id: str) -> None:
        await self._database.execute("delete from review where review_id = $1 and not decided", review_id)

    async def get(self, review_id: str) -> Review | None:
        row = await self._database.fetchrow(
            f"select {REVIEW_COLUMNS} from review r where review_id = $1",  # noqa: S608  a constant
            review_id,
        )
        if row is None:
            return None
        return review_from(row, (await self._decisions_on([row["review_id"]])).get(review_id))

    async def encoding(self, review_id: str) -> tuple[str, Encodings] | None:
        row = await self._database.fetchrow("select model_hash, encoding from review where review_id = $1", review_id)
        if row is None:
            return None
        return row["model_hash"], await asyncio.to_thread(
            unseal_face, self._cipher, row["encoding"], OF_REVIEW, review_id
        )

    async def crop(self, review_id: str) -> bytes | None:
        sealed = await self._database.fetchval("select crop from review where review_id = $1", review_id)
        if sealed is None:
            return None
        return await asyncio.to_thread(self._cipher.unseal, sealed, OF_REVIEW, review_id, CROP)

    async def listed(self, wanted: ReviewFilter, before: ReviewKey | None, limit: int) -> list[Review]:
        moment, review_id = before or (None, None)
        rows = await self._database.fetch(_LISTED, *_arguments(wanted), wanted.decided, moment, review_id, limit)
        decisions = await self._decisions_on([row["review_id"] for row in rows])
        return [review_from(row, decisions.get(str(row["review_id"]))) for row in rows]

    async def counts(self, wanted: ReviewFilter) -> ReviewCounts:
        row = await self._database.fetchrow(_COUNTS, *_arguments(wanted))
        assert row is not None, "an aggregate always has a row"
        return ReviewCounts(row["open"], row["left_out"])

    async def decide(self, decision: ReviewDecision, consequences: Consequences) -> ReviewDecision | None:
        async with self._database.transaction() as connection:
            return await decide(connection, self._cipher, decision, consequences)

    async def decisions(self, before: int | None, limit: int) -> list[tuple[int, ReviewDecision]]:
        rows = await self._database.fetch(
            f"select {DECISION_COLUMNS} from review_decision where ($1::bigint is null or decision_id < $1)"  # noqa: S608  a constant
            " order by decision_id desc limit $2",
            before,
            limit,
        )
        return [(row["decision_id"], decision_from(row)) for row in rows]

    async def claim_reports(self) -> list[SightingReport]:
        return [report_from(row) for row in await self._database.fetch(_CLAIM)]

    async def reported(self, reports: Sequence[SightingReport]) -> None:
        async with self._database.transaction() as connection:
            await connection.executemany(_REPORTED, [(r.report_id, r.sighting.last_seen) for r in reports])

    async def erase_over(self, reviews_before: datetime, refused_before: datetime) -> int:
        async with self._database.transaction() as connection:
            await connection.execute("delete from review_left_out where capture_time < $1", reviews_before)
            await forget_refused(connection, refused_before)
            erased: int = await connection.fetchval(_ERASE_OVER, reviews_before)
            return erased

    async def _room(self, connection: Connection, review: NewReview, max_per_hour: int) -> bool:
        """Whether the camera may ask about one more face in this hour; what it asked about before, it may again."""
        await connection.execute(_LOCK_HOUR, review.camera_id)
        known = "select exists(select from review where review_id = $1)"
        if await connection.fetchval(known, review.request.review_id):
            return True
        count: int = await connection.fetchval(_OF_HOUR, review.camera_id, review.request.captured_at)
        return count < max_per_hour

    async def _decisions_on(self, review_ids: list[UUID]) -> dict[str, ReviewDecision]:
        rows = await self._database.fetch(
            f"select {DECISION_COLUMNS} from review_decision where review_id = any($1::uuid[])",  # noqa: S608  a constant
            review_ids,
        )
        return {str(row["review_id"]): decision_from(row) for row in rows}

    def _sealed(self, review: NewReview, crop: bytes) -> tuple[bytes, bytes]:
        review_id = review.request.review_id
        sealed = seal_face(self._cipher, review.request.encoding, OF_REVIEW, review_id)
        return self._cipher.seal(crop, OF_REVIEW, review_id, CROP), sealed


def _arguments(wanted: ReviewFilter) -> tuple[object, ...]:
    return wanted.operator_id, list(wanted.camera_ids), wanted.start, wanted.end
