"""What a kiosk shows, and check-ins at kiosks, which come as sightings do: at least once, in any order, and late."""

from collections.abc import Sequence
from uuid import UUID

from services.attendance.adapters.check_in_overview import rules_in
from services.attendance.app.check_in.store import Kiosk, RunningClass
from services.attendance.domain.sighting import Sighting
from services.common.postgres import Connection

# The earliest stays, whichever comes first.
_ADD = """
    insert into check_in as kept (session_id, student_id, via, check_in_time, camera_id)
    select distinct on (m.session_id, m.student_id) m.session_id, m.student_id, 'kiosk', seen.at, seen.camera_id
    from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as seen (camera_id, student_id, at)
    join session_camera w on w.camera_id = seen.camera_id and w.join_time <= seen.at and w.leave_time >= seen.at
    join mark m on m.session_id = w.session_id and m.student_id = seen.student_id
    order by m.session_id, m.student_id, seen.at
    on conflict (session_id, student_id, via) do update set
        check_in_time = excluded.check_in_time, camera_id = excluded.camera_id
    where kept.check_in_time > excluded.check_in_time
"""
# One session at most is open in a room, so that a kiosk is never of two classes.
_KIOSK = """
    select k.name as camera_name, r.name as room_name, r.room_id, i.time_zone, i.language,
           s.session_id, c.code, c.title, coalesce(s.planned_start_time, s.start_time) as start_time, s.planned_end_time
    from camera k join room r using (room_id) cross join institution i
    left join session_camera w on w.camera_id = k.camera_id and w.leave_time = 'infinity'
        and exists (select from session o where o.session_id = w.session_id and o.end_time is null)
    left join session s on s.session_id = w.session_id
    left join course c on c.course_id = s.course_id
    where k.camera_id = $1
"""


async def add_kiosk_check_ins(connection: Connection, sightings: Sequence[Sighting]) -> None:
    """In the sessions to which the kiosk's camera belonged when the student was accepted."""
    if sightings:
        columns = zip(*((one.camera_id, one.student_id, one.span.end) for one in sightings), strict=True)
        await connection.execute(_ADD, *map(list, columns))


async def read_kiosk(connection: Connection, camera_id: UUID) -> Kiosk | None:
    """None when there is no such camera."""
    row = await connection.fetchrow(_KIOSK, camera_id)
    if row is None:
        return None
    running = None
    if row["session_id"] is not None:
        running = RunningClass(row["session_id"], row["code"], row["title"], row["start_time"], row["planned_end_time"])
    codes_off = (await rules_in(connection, row["room_id"])).codes_off
    return Kiosk(row["camera_name"], row["room_name"], running, not codes_off, row["time_zone"], row["language"])
