"""Which sessions reports touch, and what the evidence of a session comes to."""

LOCK_SESSIONS_SEEN = """
    select session_id from session where session_id in (
        select w.session_id
        from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as seen (camera_id, start_time, end_time)
        join session_camera w
            on w.camera_id = seen.camera_id and w.leave_time >= seen.start_time and w.join_time <= seen.end_time
        union
        select w.session_id
        from unnest($4::uuid[], $5::timestamptz[], $6::timestamptz[]) as seen (student_id, start_time, end_time)
        join sighting g on g.student_id = seen.student_id
            and g.last_seen_time >= seen.start_time and g.first_seen_time <= seen.end_time
        join session_camera w
            on w.camera_id = g.camera_id and w.leave_time >= g.first_seen_time and w.join_time <= g.last_seen_time
    ) order by session_id for update
"""

# domain.span's Window.clip, where the rows are.
EVIDENCE = """
    select g.student_id, array_agg(greatest(g.first_seen_time, w.join_time)) as start_times,
           array_agg(least(g.last_seen_time, w.leave_time)) as end_times,
           -- one camera that was sure is enough
           case when bool_and(g.confirmed_by is not null)
               then (array_agg(g.confirmed_by order by g.first_seen_time, g.sighting_id))[1] end as confirmed_by,
           bool_or(exists (
               select from sighting o
               join session_camera v on v.camera_id = o.camera_id
                   and v.leave_time >= o.first_seen_time and v.join_time <= o.last_seen_time
               join session other on other.session_id = v.session_id and other.room_id <> s.room_id
               where o.student_id = g.student_id
                 and least(o.last_seen_time, g.last_seen_time) - greatest(o.first_seen_time, g.first_seen_time) >= $3
           )) as seen_elsewhere
    from session s join session_camera w using (session_id)
    join mark m on m.session_id = w.session_id and ($2::uuid[] is null or m.student_id = any ($2))
    join sighting g on g.student_id = m.student_id and g.camera_id = w.camera_id
        and g.last_seen_time >= w.join_time and g.first_seen_time <= w.leave_time
    where w.session_id = $1
    group by g.student_id
"""

# The same sightings, for domain.ledger.seal; `{marks}` says whose.
SEALED = """
    select m.session_id, m.student_id, array_agg(g.sighting_id) as sighting_ids, array_agg(g.camera_id) as camera_ids,
           array_agg(greatest(g.first_seen_time, w.join_time)) as start_times,
           array_agg(least(g.last_seen_time, w.leave_time)) as end_times, array_agg(g.confirmed_by) as confirmed_by
    from mark m join session_camera w using (session_id)
    join sighting g on g.student_id = m.student_id and g.camera_id = w.camera_id
        and g.last_seen_time >= w.join_time and g.first_seen_time <= w.leave_time
    where {marks}
    group by m.session_id, m.student_id
"""

WATCHED = """
    select greatest(v.start_time, w.join_time) as start_time, least(v.end_time, w.leave_time) as end_time, w.role
    from session_camera w
    join coverage v on v.camera_id = w.camera_id and v.end_time >= w.join_time and v.start_time <= w.leave_time
    where w.session_id = $1
    union all -- between its close and its reopening nobody was expected: no camera failed to look
    select close_time, reopen_time, 'room' from session_reopening where session_id = $1
"""

CHECK_INS = """
    select student_id, via, check_in_time from check_in
    where session_id = $1 and ($2::uuid[] is null or student_id = any ($2)) order by check_in_time, via
"""
CODES_FROM = "select first_open_time from check_in_window where session_id = $1"

# A camera that keeps nothing owes nothing; nor does one of which a person has said that nothing more will come.
COMPLETE = """
    select not exists (
        select from session_camera w join camera_progress p using (camera_id) join camera using (camera_id)
        where w.session_id = $1 and w.given_up_time is null and not p.stopped
            and p.complete_through_time < w.leave_time
    )
"""
