"""Fills an attendance database with years of a college, in SQL: sessions, sightings, sealed marks, chained ledgers.

Every student belongs to five classes, one a weekday, of 40 students each; so a college of 5,000 writes 5,000 marks a
day, and 10 years of 200 days are 10 million. Ids are digests, as spread as random ones and the same in every run.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg

ROSTER = 40
WEEKDAYS = 5
DAYS_A_YEAR = 200
# Coprime to every number of students that is made: each weekday shuffles the classes anew.
STRIDES = "array[1, 3, 7, 11, 13]"
FIRST_DAY = "timestamptz '2016-01-04 04:15Z'"


@dataclass(frozen=True)
class Decade:
    """How much there is; 5,000 students and 2,000 days are 10 million marks."""

    students: int = 5000
    days: int = 2000

    @property
    def classes(self) -> int:
        """Sessions held at the same time, and rooms for them."""
        return self.students // ROSTER

    @property
    def sessions(self) -> int:
        """All of them."""
        return self.classes * self.days

    @property
    def marks(self) -> int:
        """All of them."""
        return self.sessions * ROSTER


def _id(text: str) -> UUID:
    return UUID(bytes=hashlib.md5(text.encode(), usedforsecurity=False).digest())


def person_id(number: int) -> UUID:
    """The id of a student, counted from 0; teachers follow the last student."""
    return _id(f"person {number}")


def session_id(day: int, number: int) -> UUID:
    """The id of one of a day's sessions, both counted from 0."""
    return _id(f"session {day} {number}")


def course_id(number: int) -> UUID:
    """The id of a course, counted from 0."""
    return _id(f"course {number}")


PEOPLE = """
    insert into person (person_id, display_name, student_number, role, active, revision)
    select md5('person ' || n)::uuid, 'Person ' || lpad(n::text, 6, '0'),
           case when n < $1::int then 'N' || n else '' end,
           case when n < $1::int then 'student' else 'teacher' end, true, 1
    from generate_series(0, $1::int + $2::int - 1) n
"""
ROOMS = """
    insert into room (room_id, name, request_id)
    select md5('room ' || k)::uuid, 'Room ' || k, md5('room request ' || k)::uuid from generate_series(0, $1::int - 1) k
"""
CAMERAS = """
    insert into camera (camera_id, room_id, name, detector, request_id)
    select md5('camera ' || k)::uuid, md5('room ' || k)::uuid, 'Door', 'yunet', md5('camera request ' || k)::uuid
    from generate_series(0, $1::int - 1) k
"""
COURSES = """
    insert into course (course_id, code, title, request_id)
    select md5('course ' || c)::uuid, 'C' || c, 'Course ' || c, md5('course request ' || c)::uuid
    from generate_series(0, $1::int * 5 - 1) c
"""
TEACHERS = """
    insert into course_teacher (course_id, teacher_id)
    select md5('course ' || c)::uuid, md5('person ' || ($2::int + c % $1::int))::uuid
    from generate_series(0, $1::int * 5 - 1) c
"""
# One day after the other, as years go by: pages of the tables are in the order of time, those of most indexes are not.
SESSIONS = f"""
    insert into session (session_id, course_id, room_id, started_by, start_time, end_time, late_after, revision,
                         request_id, roster_size)
    select md5('session ' || d || ' ' || k)::uuid, md5('course ' || (d % 5) * $1::int + k)::uuid,
           md5('room ' || k)::uuid, md5('person ' || ($2::int + ((d % 5) * $1::int + k) % $1::int))::uuid,
           {FIRST_DAY} + d * interval '1 day' + (k % 8) * interval '1 hour',
           {FIRST_DAY} + d * interval '1 day' + (k % 8) * interval '1 hour' + interval '50 minutes',
           interval '10 minutes', {ROSTER} + 1, md5('session request ' || d || ' ' || k)::uuid, {ROSTER}
    from generate_series($3::int, $4::int) d, generate_series(0, $1::int - 1) k
"""  # noqa: S608 - made of the constants above
SESSION_CAMERAS = f"""
    insert into session_camera (session_id, camera_id, join_time, leave_time)
    select md5('session ' || d || ' ' || k)::uuid, md5('camera ' || k)::uuid,
           {FIRST_DAY} + d * interval '1 day' + (k % 8) * interval '1 hour',
           {FIRST_DAY} + d * interval '1 day' + (k % 8) * interval '1 hour' + interval '50 minutes'
    from generate_series($2::int, $3::int) d, generate_series(0, $1::int - 1) k
"""  # noqa: S608 - made of the constants above
# Of a hundred marks 88 present, 5 late, 7 absent.
MARKS = f"""
    insert into mark (session_id, student_id, display_name, student_number, status, status_code, source,
                      first_seen_time, last_seen_time, minutes_present, revision, session_start_time, seal)
    select session_id, md5('person ' || n)::uuid, 'Person ' || lpad(n::text, 6, '0'), 'N' || n,
           status, upper(status), case when status = 'absent' then 'policy' else 'camera' end, first_seen, last_seen,
           case status when 'absent' then 0 when 'late' then 34 else 49 - luck % 9 end, j + 2, start_time,
           pg_temp.seal(pg_temp.sighting_id(session_id, md5('person ' || n)::uuid), camera_id, first_seen, last_seen)
    from (
        select *, case when luck < 93
                      then start_time + (case when luck < 88 then luck % 9 else 15 end) * interval '1 minute' end
                      as first_seen,
               case when luck < 93 then start_time + interval '49 minutes' end as last_seen,
               case when luck < 88 then 'present' when luck < 93 then 'late' else 'absent' end as status
        from (
            select md5('session ' || d || ' ' || k)::uuid as session_id, md5('camera ' || k)::uuid as camera_id,
                   {FIRST_DAY} + d * interval '1 day' + (k % 8) * interval '1 hour' as start_time, j,
                   ((k * {ROSTER} + j)::bigint * ({STRIDES})[d % 5 + 1] % $2::int)::int as n,
                   abs(hashint8((d::bigint * $1::int + k) * {ROSTER} + j)) % 100 as luck
            from generate_series($3::int, $4::int) d, generate_series(0, $1::int - 1) k,
                 generate_series(0, {ROSTER} - 1) j
        ) seat
    ) told
"""  # noqa: S608 - made of the constants above
SIGHTINGS = f"""
    insert into sighting (sighting_id, camera_id, student_id, first_seen_time, last_seen_time, distance,
                          gallery_version, model, track_id, frames_used)
    select pg_temp.sighting_id(m.session_id, m.student_id), w.camera_id, m.student_id, m.first_seen_time,
           m.last_seen_time, 0.3, 1, 'sface', '1', 12
    from session s join session_camera w using (session_id) join mark m using (session_id)
    where s.start_time >= {FIRST_DAY} + $1::int * interval '1 day'
      and s.start_time < {FIRST_DAY} + ($2::int + 1) * interval '1 day' - interval '1 hour' and m.status <> 'absent'
"""  # noqa: S608 - made of the constants above
SIGHTING_ID = """
    create function pg_temp.sighting_id(session_id uuid, student_id uuid) returns uuid language sql immutable as $$
        select md5('sighting ' || session_id || student_id)::uuid
    $$
"""
# domain.ledger.seal's, of one sighting or, where it has no times, of none.
SEAL = """
    create function pg_temp.seal(sighting uuid, camera uuid, first_seen timestamptz, last_seen timestamptz)
    returns bytea language sql immutable as $$
        select sha256(convert_to(E'presence-seal-1\n' || coalesce(
            sighting || ' ' || camera || ' ' || (extract(epoch from first_seen) * 1000000)::bigint || ' '
            || (extract(epoch from last_seen) * 1000000)::bigint || E' -\n', ''), 'UTF8'))
    $$
"""
# domain.ledger.entry's canonical form, chained by an aggregate that runs along each session.
LINE = """
    create function pg_temp.line(name text, value text) returns text language sql immutable as $$
        select name || coalesce('=' || octet_length(value) || ':' || value, '=-') || E'\n'
    $$
"""
MOMENT = """
    create function pg_temp.moment(value timestamptz) returns text language sql immutable as $$
        select to_char(value at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    $$
"""
NEXT_LINK = """
    create function pg_temp.next_link(head bytea, lines text) returns bytea language sql immutable as $$
        select sha256(convert_to(
            E'presence-ledger-1\nprevious_hash=64:' || encode(head, 'hex') || E'\n' || lines, 'UTF8'))
    $$
"""
CHAIN = f"""
    create aggregate pg_temp.chain(text) (
        sfunc = pg_temp.next_link, stype = bytea, initcond = '\\x{"00" * 32}'
    )
"""
LEDGER = f"""
    with told as (
        select m.*, m.revision::int - 1 as number,
               coalesce(m.first_seen_time, s.end_time) as change_time,
               case when status = 'absent' then 'session_closed' else 'sighting' end as reason,
               case when status = 'absent' then 1000 end as watched,
               case when status = 'absent' then '{{}}'::uuid[]
                   else array[pg_temp.sighting_id(m.session_id, m.student_id)] end as sightings
        from mark m join session s using (session_id)
        where s.start_time >= {FIRST_DAY} + $1::int * interval '1 day'
          and s.start_time < {FIRST_DAY} + ($2::int + 1) * interval '1 day' - interval '1 hour'
    ), linked as (
        select *, pg_temp.chain(
            pg_temp.line('session_id', session_id::text) || pg_temp.line('number', number::text)
            || pg_temp.line('student_id', student_id::text) || pg_temp.line('revision', revision::text)
            || pg_temp.line('change_time', pg_temp.moment(change_time)) || pg_temp.line('reason', reason)
            || E'actor=-\nrequest_id=-\nfrom_status=8:not_seen\nfrom_source=4:none\nfrom_code=0:\n'
            || pg_temp.line('to_status', status) || pg_temp.line('to_source', source)
            || pg_temp.line('to_code', status_code) || pg_temp.line('first_seen_time', pg_temp.moment(first_seen_time))
            || pg_temp.line('last_seen_time', pg_temp.moment(last_seen_time))
            || pg_temp.line('minutes_present', minutes_present::text) || pg_temp.line('watched_permille', watched::text)
            || E'set_by=-\nsaid_time=-\nsaid_via=-\nconfirmed_by=-\nseen_elsewhere=5:false\nnote=0:\n'
            || pg_temp.line('sighting_ids', array_to_string(sightings, ','))
            || pg_temp.line('evidence', '{{"seal":"' || encode(seal, 'hex') || '"}}')
        ) over (partition by session_id order by number) as hash
        from told
    )
    insert into mark_history (session_id, entry_number, student_id, revision, change_time, reason, from_status,
                              from_source, to_status, to_source, to_code, first_seen_time, last_seen_time,
                              minutes_present, watched_permille, sighting_ids, note, evidence, previous_hash, hash)
    select session_id, number, student_id, revision, change_time, reason, 'not_seen', 'none', status, source,
           status_code, first_seen_time, last_seen_time, minutes_present, watched, sightings, '',
           jsonb_build_object('seal', encode(seal, 'hex')),
           lag(hash, 1, decode(repeat('00', 32), 'hex')) over (partition by session_id order by number), hash
    from linked
"""  # noqa: S608 - made of the constants above
HEADS = f"""
    update session s set ledger_entries = {ROSTER}, ledger_head = h.hash, present_count = p.present
    from mark_history h, (
        select session_id, count(*) filter (where status <> 'absent') as present from mark group by session_id
    ) p
    where h.session_id = s.session_id and h.entry_number = {ROSTER} and p.session_id = s.session_id
"""  # noqa: S608 - made of the constants above
INDEXES = """
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid = any ('{mark, mark_history, sighting}'::regclass[]) and not indisunique
"""


async def fill(
    connection: "asyncpg.Connection[asyncpg.Record]", decade: Decade, days_at_once: int = 50
) -> AsyncIterator[int]:
    """Yields the days that are done. The database is empty and migrated; secondary indexes are built at the end, as a
    restored backup's would be."""
    classes, students = decade.classes, decade.students
    indexes = await connection.fetch(INDEXES)
    for index in indexes:
        await connection.execute(f"drop index {index['name']}")
    for function in (SIGHTING_ID, SEAL, LINE, MOMENT, NEXT_LINK, CHAIN):
        await connection.execute(function)
    await connection.execute(PEOPLE, students, classes)
    for statement in (ROOMS, CAMERAS, COURSES):
        await connection.execute(statement, classes)
    await connection.execute(TEACHERS, classes, students)
    # the counts are checked where they are made: one look-up a row would take longer than the rows
    await connection.execute("set session_replication_role = replica")
    for first in range(0, decade.days, days_at_once):
        last = min(first + days_at_once, decade.days) - 1
        await connection.execute(SESSIONS, classes, students, first, last)
        await connection.execute(SESSION_CAMERAS, classes, first, last)
        await connection.execute(MARKS, classes, students, first, last)
        await connection.execute(SIGHTINGS, first, last)
        await connection.execute(LEDGER, first, last)
        yield last + 1
    await connection.execute("set session_replication_role = origin")
    await connection.execute(HEADS)
    for index in indexes:
        await connection.execute(index["definition"])
    # whoever follows an identity that knows none of these people goes on from here, and does not take them for deleted
    await connection.execute("insert into people_follow (resume_token) values ('0')")
    await connection.execute("vacuum analyze")
