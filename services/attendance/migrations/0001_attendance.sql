-- migrate:up

-- Followed from identity. A deleted person keeps the row, without a name, so that a late event cannot bring them back.
create table person (
    person_id uuid primary key,
    display_name text not null,
    student_number text not null,
    role text not null check (role in ('student', 'teacher', 'admin')),
    active boolean not null,
    deleted boolean not null default false,
    revision bigint not null,
    follow_time timestamptz not null default clock_timestamp()
);

create table people_follow (
    only_row boolean primary key default true check (only_row),
    resume_token text not null
);

create table course (
    course_id uuid primary key,
    code text not null check (char_length(code) between 1 and 30),
    title text not null check (char_length(title) between 1 and 200),
    request_id uuid not null constraint course_request unique
);
create unique index course_code on course (lower(code));
create index course_by_code on course (code, course_id);

create table course_teacher (
    course_id uuid not null references course on delete cascade,
    teacher_id uuid not null,
    primary key (course_id, teacher_id)
);
create index course_teacher_by_teacher on course_teacher (teacher_id, course_id);

create table enrolment (
    course_id uuid not null references course on delete cascade,
    student_id uuid not null references person,
    primary key (course_id, student_id)
);
create index enrolment_by_student on enrolment (student_id, course_id);

create table room (
    room_id uuid primary key,
    name text not null check (char_length(name) between 1 and 100),
    request_id uuid not null constraint room_request unique
);
create unique index room_name on room (lower(name));
create index room_by_name on room (name, room_id);

create table camera (
    camera_id uuid primary key,
    room_id uuid not null references room on delete cascade,
    name text not null check (char_length(name) between 1 and 100),
    detector text not null check (detector in ('yunet', 'hog', 'cnn')),
    request_id uuid not null constraint camera_request unique
);
create index camera_by_name on camera (name, camera_id);
create index camera_by_room on camera (room_id, name, camera_id);

create table session (
    session_id uuid primary key,
    course_id uuid not null constraint session_course references course,
    room_id uuid not null constraint session_room references room,
    started_by uuid not null,
    start_time timestamptz not null,
    end_time timestamptz check (end_time >= start_time),
    late_after interval not null,
    -- Bumped in the transaction of every change of the session or of a mark, under the row's lock: a follower that
    -- reads "greater than mine" misses none, as it could with a sequence.
    revision bigint not null default 1,
    changed_revision bigint not null default 1,
    request_id uuid not null constraint session_request unique
);
create unique index session_open_in_room on session (room_id) where end_time is null;
create index session_newest on session (start_time desc, session_id desc);
create index session_of_course on session (course_id, start_time desc, session_id desc);
create index session_of_room on session (room_id, start_time desc, session_id desc);
create index session_of_starter on session (started_by);

-- Which camera saw for which session, and when. A camera that joins or leaves in mid-session has its own window.
create table session_camera (
    session_id uuid not null references session,
    camera_id uuid not null,
    join_time timestamptz not null,
    leave_time timestamptz not null default 'infinity',
    primary key (session_id, camera_id, join_time)
);
create index session_camera_window on session_camera (camera_id, leave_time);

-- One line of the frozen roster, with its mark.
create table mark (
    session_id uuid not null references session,
    student_id uuid not null,
    display_name text not null,
    student_number text not null,
    status text not null
        check (status in ('not_seen', 'present', 'late', 'absent', 'excused', 'unconfirmed')),
    source text not null check (source in ('none', 'camera', 'teacher', 'code', 'policy')),
    first_seen_time timestamptz,
    last_seen_time timestamptz check (last_seen_time >= first_seen_time),
    revision bigint not null,
    set_by uuid,
    note text not null default '' check (char_length(note) <= 500),
    primary key (session_id, student_id),
    check ((first_seen_time is null) = (last_seen_time is null))
);
create index mark_revision on mark (session_id, revision);
create index mark_of_student on mark (student_id, session_id);

create table sighting (
    sighting_id uuid primary key,
    camera_id uuid not null,
    student_id uuid not null,
    first_seen_time timestamptz not null,
    last_seen_time timestamptz not null check (last_seen_time >= first_seen_time),
    distance real not null,
    gallery_version bigint not null,
    model text not null,
    track_id text not null,
    frames_used int not null
);
create index sighting_evidence on sighting (student_id, camera_id, last_seen_time);

create table coverage (
    coverage_id uuid primary key,
    camera_id uuid not null,
    start_time timestamptz not null,
    end_time timestamptz not null check (end_time >= start_time)
);
create index coverage_of_camera on coverage (camera_id, end_time);

-- Every change of a mark, for good: who or what, from what to what, why, on which evidence.
create table mark_history (
    entry_id bigint generated always as identity primary key,
    session_id uuid not null,
    student_id uuid not null,
    revision bigint not null,
    change_time timestamptz not null,
    reason text not null check (reason in ('sighting', 'coverage', 'session_closed', 'teacher', 'given_back')),
    actor uuid,
    request_id uuid constraint mark_history_request unique,
    from_status text not null,
    from_source text not null,
    to_status text not null,
    to_source text not null,
    first_seen_time timestamptz,
    last_seen_time timestamptz,
    sighting_ids uuid[] not null,
    watched_share real,
    note text not null,
    foreign key (session_id, student_id) references mark
);
create index mark_history_of_mark on mark_history (session_id, student_id, entry_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the history of marks is only ever added to';
end
$$;
create trigger mark_history_is_append_only before update or delete or truncate on mark_history
    for each statement execute function refuse_change();

-- migrate:down
