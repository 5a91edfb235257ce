"""Statements for what attendance stores about person $1, as they are given it.

Others are in it by what they did and not by name: whether a mark was said by somebody, and when, belongs to the
student; who that is, the college tells.
"""

FOR_EVER = "'-infinity'::timestamptz as sort_time, '' as sort_key"

PERSON = f"select person_id, display_name, student_number, role, active, {FOR_EVER} from person where person_id = $1"  # noqa: S608
COURSES = """
    select c.code as course_code, c.title as course_title, e.first_date, e.last_date,
        e.first_date::timestamptz as sort_time, e.course_id::text as sort_key
    from enrolment e join course c using (course_id) where e.student_id = $1
"""
GROUPS = """
    select g.name as group_name, m.first_date, m.last_date, m.first_date::timestamptz as sort_time,
        m.group_id::text as sort_key
    from group_member m join student_group g using (group_id) where m.student_id = $1
"""
MARKS = """
    select m.session_id, c.code as course_code, c.title as course_title, r.name as room_name, s.start_time, s.end_time,
        m.display_name, m.student_number, m.status, m.status_code, m.source, m.first_seen_time, m.last_seen_time,
        m.minutes_present, m.seen_elsewhere, m.confirmed_by is not null as confirmed_by_somebody, m.said_time,
        m.said_via, m.note, m.session_start_time as sort_time, m.session_id::text as sort_key
    from mark m join session s using (session_id) join course c using (course_id) join room r using (room_id)
    where m.student_id = $1
"""
MARK_CHANGES = """
    select h.session_id, h.entry_number, h.change_time, h.reason,
        case when h.actor is null then 'nobody' when h.actor = $1 then 'you' else 'somebody else' end as changed_by,
        h.from_status, h.from_code, h.from_source, h.to_status, h.to_code, h.to_source, h.first_seen_time,
        h.last_seen_time, h.minutes_present, h.watched_permille, h.seen_elsewhere, h.note, h.hash,
        h.change_time as sort_time, h.session_id::text || to_char(h.entry_number, 'fm0000000000') as sort_key
    from mark m join mark_history h using (session_id, student_id) where m.student_id = $1
"""
SIGHTINGS = """
    select coalesce(c.name, '') as camera_name, s.first_seen_time, s.last_seen_time, s.distance, s.model,
        s.gallery_version, s.frames_used, s.confirmed_by is not null as confirmed_by_somebody,
        s.first_seen_time as sort_time, s.sighting_id::text as sort_key
    from sighting s left join camera c using (camera_id) where s.student_id = $1
"""
CHECK_INS = """
    select i.session_id, i.via, i.check_in_time, i.device_digest is not null as device_noted,
        i.check_in_time as sort_time, i.session_id::text || i.via as sort_key
    from check_in i where i.student_id = $1
    union all
    select k.session_id, 'number typed at a kiosk', k.claim_time, false, k.claim_time, k.session_id::text
    from check_in_claim k where k.student_id = $1
"""
EXCUSES = """
    select e.excuse_id, e.ask_time, e.asked_by = $1 as asked_by_you, e.category, e.reason, e.first_date, e.last_date,
        c.code as course_code, array(select x.session_id from excuse_session x where x.excuse_id = e.excuse_id
        order by 1) as session_ids, e.state, e.decide_time, e.note, e.erase_time,
        e.ask_time as sort_time, e.excuse_id::text as sort_key
    from excuse e left join course c using (course_id) where e.student_id = $1
"""
EXCUSE_DECISIONS = """
    select d.excuse_id, d.state, d.decide_time, d.decide_time as sort_time, d.decision_id::text as sort_key
    from excuse e join excuse_decision d using (excuse_id) where e.student_id = $1
"""
EXCUSE_FILES = """
    select f.excuse_id, f.file_id, f.file_name, f.content_type, f.size_bytes, f.upload_time,
        f.uploaded_by = $1 as uploaded_by_you, f.upload_time as sort_time, f.file_id::text as sort_key
    from excuse e join excuse_file f using (excuse_id) where e.student_id = $1
"""
DISPUTES = """
    select d.dispute_id, d.session_id, d.disputed_status, d.wanted_status, d.reason, d.state, d.open_time, d.due_time,
        d.decide_time, d.note, d.erase_time, d.open_time as sort_time, d.dispute_id::text as sort_key
    from dispute d where d.student_id = $1
"""
DISPUTE_COMMENTS = """
    select o.dispute_id, o.comment_id, o.write_time, o.author = $1 as written_by_you, o.content,
        o.write_time as sort_time, o.comment_id::text as sort_key
    from dispute d join dispute_comment o using (dispute_id) where d.student_id = $1
"""
WARNINGS = """
    select c.code as course_code, n.rule, n.threshold, n.figure, n.reader, n.state, n.create_time, n.settle_time,
        n.create_time as sort_time, n.notice_id::text as sort_key
    from notice n join course c using (course_id) where n.student_id = $1
    union all
    select c.code, n.rule, n.threshold, null, 'you, about a student', n.state, n.create_time, n.settle_time,
        n.create_time, n.notice_id::text
    from notice n join course c using (course_id) where n.reader_id = $1 and n.student_id <> $1
"""
STANDING = """
    select c.code as course_code, w.rule, w.threshold, w.crossed, w.crossings, '-infinity'::timestamptz as sort_time,
        w.course_id::text || w.rule || w.threshold::text as sort_key
    from warning_state w join course c using (course_id) where w.student_id = $1
"""
CALENDAR = "select create_time, create_time as sort_time, '' as sort_key from calendar_feed where person_id = $1"
TEACHING = """
    select 'course' as what, c.code as course_code, null::date as first_date, null::date as last_date,
        '-infinity'::timestamptz as sort_time, 'c' || c.course_id::text as sort_key
    from course_teacher t join course c using (course_id) where t.teacher_id = $1
    union all
    select 'class of the timetable', c.code, t.first_date, t.last_date, t.first_date::timestamptz,
        's' || t.slot_id::text
    from timetable_slot t join course c using (course_id) where t.teacher_id = $1
    union all
    select 'substitute', c.code, h.rule_date, h.rule_date, h.rule_date::timestamptz, 'h' || h.slot_id::text
    from timetable_change h join timetable_slot t using (slot_id) join course c using (course_id)
    where h.teacher_id = $1
    union all
    select 'extra class', c.code, x.day, x.day, x.day::timestamptz, 'x' || x.extra_id::text
    from extra_session x join course c using (course_id) where x.teacher_id = $1
"""
SESSIONS_HELD = """
    select s.session_id, c.code as course_code, c.title as course_title, r.name as room_name, s.start_time, s.end_time,
        s.start_time as sort_time, s.session_id::text as sort_key
    from session s join course c using (course_id) join room r using (room_id) where s.started_by = $1
"""
FILES = """
    select f.file_id, f.file_name, f.size_bytes from excuse e join excuse_file f using (excuse_id)
    where e.student_id = $1 and f.file_id > $2 order by f.file_id limit 1
"""
CHUNK = "select content from excuse_file_chunk where file_id = $1 and number = $2"
