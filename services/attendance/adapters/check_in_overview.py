"""What a teacher follows while a code is shown, and check-ins as facts of marks."""

from uuid import UUID

from services.attendance.app.check_in.store import Claim, Entry, Overview, Window
from services.attendance.domain.check_in.rules import Rules, in_force
from services.common.postgres import Connection

_SESSION = """
    select end_time is null as is_open, room_id,
           (select count(*) from mark where session_id = $1) as roster_size,
           (select count(distinct student_id) from check_in where session_id = $1) as checked_in_count
    from session where session_id = $1
"""
_RULES = "select room_id, networks, codes_off from check_in_rules where room_id = $1 or room_id is null"
_NEWEST = """
    select c.student_id, m.display_name, m.student_number, c.check_in_time, c.via
    from check_in c join mark m using (session_id, student_id)
    where c.session_id = $1 order by c.check_in_time desc, c.student_id limit 50
"""
_CLAIMS = """
    select c.student_id, m.display_name, m.student_number, c.claim_time, m.revision
    from check_in_claim c join mark m using (session_id, student_id)
    where c.session_id = $1 and c.dismiss_time is null and m.status in ('not_seen', 'unconfirmed', 'absent')
      and m.source <> 'teacher'
    order by c.claim_time, c.student_id limit 50
"""


async def read_overview(connection: Connection, session_id: UUID, window: Window | None) -> Overview | None:
    """None when there is no such session; the transaction is the caller's."""
    session = await connection.fetchrow(_SESSION, session_id)
    if session is None:
        return None
    newest = [Entry(*row) for row in await connection.fetch(_NEWEST, session_id)]
    claims = [Claim(*row) for row in await connection.fetch(_CLAIMS, session_id)]
    return Overview(
        session["is_open"] and not (await rules_in(connection, session["room_id"])).codes_off,
        window,
        session["checked_in_count"],
        session["roster_size"],
        tuple(newest),
        tuple(claims),
    )


async def rules_in(connection: Connection, room_id: UUID) -> Rules:
    """What holds in a room."""
    rows = await connection.fetch(_RULES, room_id)
    kept = {row["room_id"]: Rules(tuple(row["networks"]), row["codes_off"]) for row in rows}
    return in_force(kept.get(None, Rules()), kept.get(room_id, Rules()))
