"""Which sessions an excuse covers, and which excuse covers a student in a session."""

# A session's day is that of its planned start, so that opening it before midnight does not move it.
COVERS = """(
    exists (select 1 from excuse_session x where x.excuse_id = e.excuse_id and x.session_id = s.session_id)
    or (institution_day(coalesce(s.planned_start_time, s.start_time)) between e.first_date and e.last_date
        and (e.course_id is null or e.course_id = s.course_id))
)"""

# (student_id, excuse_id) of $1's roster, or of the students $2: the excuse that was approved first.
IN_FORCE = f"""
    select distinct on (m.student_id) m.student_id, e.excuse_id
    from session s
    join mark m using (session_id)
    join excuse e on e.student_id = m.student_id and e.state = 'approved'
    where s.session_id = $1 and ($2::uuid[] is null or m.student_id = any ($2)) and {COVERS}
    order by m.student_id, e.decide_time, e.excuse_id
"""  # noqa: S608  a constant

# Sessions of the student of excuse $1 that it covers, to be locked in this order.
COVERED_SESSIONS = f"""
    select s.session_id
    from excuse e join mark m on m.student_id = e.student_id join session s using (session_id)
    where e.excuse_id = $1 and {COVERS}
    order by s.session_id
"""  # noqa: S608  a constant
