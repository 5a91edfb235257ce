"""Check-ins at kiosks, which come as sightings do: at least once, in any order, and late."""

from collections.abc import Sequence

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


async def add_kiosk_check_ins(connection: Connection, sightings: Sequence[Sighting]) -> None:
    """In the sessions to which the kiosk's camera belonged when the student was accepted."""
    if sightings:
        columns = zip(*((one.camera_id, one.student_id, one.span.end) for one in sightings), strict=True)
        await connection.execute(_ADD, *map(list, columns))
