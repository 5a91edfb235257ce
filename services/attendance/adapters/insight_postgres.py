"""Attendance added up where it lies: one pass over the term's slice of sessions, and their marks by primary key."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import asyncpg

from services.attendance.adapters.student_postgres import RUN_BY
from services.attendance.app.insight.insight import (
    MOST_COURSES,
    GroupedSums,
    Stretch,
    StudentStanding,
    Thresholds,
)
from services.attendance.app.student.given import TakenCourse
from services.attendance.domain.insight.share import Sums
from services.attendance.domain.insight.struggle import LEAST_COUNTED, LEAST_HALF, SURE, Standing
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.common.postgres import Database

# $1 and $2 bound the term, $3 is a teacher, $4 a course.
_SESSIONS = f"""
    select s.session_id, s.course_id, s.start_time from session s
    where s.start_time >= $1 and s.start_time < $2 and s.end_time is not null
        and ($3::uuid is null or {RUN_BY.format(scope="$3")}) and ($4::uuid is null or s.course_id = $4)
"""
SUMS = f"""
    with chosen as materialized ({_SESSIONS}),
    held as (
        select c.session_id, c.course_id, c.start_time at time zone $5 as local_time,
               count(*) filter (where m.status in ('present', 'late', 'left_early')) as a,
               count(*) filter (where m.status in ('present', 'late', 'left_early', 'absent')) as n
        from chosen c join mark m using (session_id)
        group by c.session_id, c.course_id, c.start_time
    ),
    keyed as (
        select course_id, extract(isodow from local_time)::int as weekday, extract(hour from local_time)::int as hour,
               date_trunc('week', local_time)::date as week, a, n
        from held where n > 0
    )
    select course_id, weekday, hour, week, grouping(course_id, weekday, hour, week) as kind, count(*) as sessions,
           sum(a)::bigint as a, sum(n)::bigint as n, sum(a * a)::bigint as aa, sum(a * n)::bigint as an,
           sum(n * n)::bigint as nn
    from keyed group by grouping sets ((), (course_id), (weekday), (hour), (week))
"""
# grouping() sets the bit of each column that a row is not grouped by, the first column's bit highest
_TOTAL, _COURSE, _WEEKDAY, _HOUR, _WEEK = 0b1111, 0b0111, 0b1011, 0b1101, 0b1110
_NAMES = "select course_id, code, title from course where course_id = any ($1::uuid[])"
_COURSE_IDS = f"select distinct course_id from ({_SESSIONS}) chosen"
# The same rules as domain.insight.struggle, which words them; a test holds the two together.
STRUGGLING = f"""
    with chosen as materialized ({_SESSIONS}),
    asked as (select * from unnest($5::uuid[], $6::int[], $7::int[]) as asked (course_id, required, row_limit)),
    told as (
        select m.student_id, c.course_id, m.status <> 'absent' as came,
               row_number() over by_time as place, count(*) over whole as total,
               count(*) filter (where m.status <> 'absent') over latest as came_since
        from chosen c join mark m using (session_id)
        where m.status in ('present', 'late', 'left_early', 'absent')
        window whole as (partition by m.student_id, c.course_id),
               by_time as (partition by m.student_id, c.course_id order by c.start_time, c.session_id),
               latest as (partition by m.student_id, c.course_id order by c.start_time desc, c.session_id desc
                          rows between unbounded preceding and current row)
    ),
    standing as (
        select student_id, course_id, count(*) as counted, count(*) filter (where came) as attended,
               count(*) filter (where place <= total / 2) as earlier_counted,
               count(*) filter (where place <= total / 2 and came) as earlier_attended,
               count(*) filter (where came_since = 0) as row
        from told group by student_id, course_id
    ),
    judged as (
        select s.*, a.required, a.row_limit,
               (counted >= {LEAST_COUNTED} and 100 * attended < a.required * counted)::int
               + (least(earlier_counted, counted - earlier_counted) >= {LEAST_HALF}
                  and attended between 1 and counted - 1
                  and earlier_attended::float8 / greatest(earlier_counted, 1)
                      - (attended - earlier_attended)::float8 / greatest(counted - earlier_counted, 1)
                      > {SURE} * sqrt(attended::float8 / counted * (1 - attended::float8 / counted)
                          * (1.0 / greatest(earlier_counted, 1) + 1.0 / greatest(counted - earlier_counted, 1))))::int
               + (s.row >= a.row_limit)::int as reasons,
               (1000 * attended / counted)::int as permille
        from standing s join asked a using (course_id)
    )
    select j.*, coalesce(nullif(p.display_name, ''), 'Deleted person') as display_name,
           coalesce(p.student_number, '') as student_number, c.code, c.title
    from judged j join course c using (course_id) left join person p on p.person_id = j.student_id
    where j.reasons > 0
        and ($8::int is null
             or (-j.reasons, j.permille, j.student_id, j.course_id) > ($8, $9::int, $10::uuid, $11::uuid))
    order by -j.reasons, j.permille, j.student_id, j.course_id limit $12
"""


class PostgresInsight:
    """An InsightStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sums(self, stretch: Stretch) -> GroupedSums:
        """All groupings from one pass."""
        rows = await self._database.fetch(SUMS, *_of(stretch), stretch.time_zone)
        by_kind: dict[int, list[asyncpg.Record]] = {}
        for row in rows:
            by_kind.setdefault(row["kind"], []).append(row)
        courses = sorted(by_kind.get(_COURSE, []), key=lambda row: row["n"], reverse=True)[: MOST_COURSES + 1]
        names = {
            row["course_id"]: TakenCourse(row["course_id"], row["code"], row["title"])
            for row in await self._database.fetch(_NAMES, [row["course_id"] for row in courses])
        }
        total = by_kind.get(_TOTAL, [])
        weeks: dict[date, Sums] = {row["week"]: _sums(row) for row in by_kind.get(_WEEK, [])}
        return GroupedSums(
            _sums(total[0]) if total and total[0]["sessions"] else Sums(0, 0, 0),
            {row["weekday"]: _sums(row) for row in by_kind.get(_WEEKDAY, [])},
            {row["hour"]: _sums(row) for row in by_kind.get(_HOUR, [])},
            {names[row["course_id"]]: _sums(row) for row in courses if row["course_id"] in names},
            weeks,
        )

    async def course_ids(self, stretch: Stretch) -> Sequence[UUID]:
        """Courses that had sessions."""
        return [row["course_id"] for row in await self._database.fetch(_COURSE_IDS, *_of(stretch))]

    async def struggling(self, stretch: Stretch, thresholds: Thresholds, page: PageRequest) -> Page[StudentStanding]:
        """Most reasons first, then the lowest rate."""
        after = key_parts(page, int, int, UUID, UUID)
        rows = await self._database.fetch(
            STRUGGLING,
            *_of(stretch),
            list(thresholds.course_ids),
            list(thresholds.required_percent),
            list(thresholds.row),
            *after,
            page.size + 1,
        )
        found = page.page(rows, _key)
        return Page(tuple(_standing(row) for row in found.items), found.next_page_token)


def _of(stretch: Stretch) -> tuple[object, ...]:
    return stretch.start, stretch.end, stretch.scope, stretch.course_id


def _sums(row: asyncpg.Record) -> Sums:
    return Sums(row["sessions"], row["a"], row["n"], row["aa"], row["an"], row["nn"])


def _key(row: asyncpg.Record) -> tuple[str, ...]:
    return str(-row["reasons"]), str(row["permille"]), str(row["student_id"]), str(row["course_id"])


def _standing(row: asyncpg.Record) -> StudentStanding:
    return StudentStanding(
        row["student_id"],
        row["display_name"],
        row["student_number"],
        TakenCourse(row["course_id"], row["code"], row["title"]),
        Standing(row["counted"], row["attended"], row["earlier_counted"], row["earlier_attended"], row["row"]),
        row["required"],
        row["row_limit"],
    )
