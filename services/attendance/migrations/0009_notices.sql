-- migrate:up

-- Whether a student is across a threshold of a course's policy, and how often they fell across it: each time is told once.
create table warning_state (
    course_id uuid not null references course on delete cascade,
    student_id uuid not null,
    rule text not null check (rule in ('rate_below', 'absences_in_a_row')),
    threshold int not null,
    crossed boolean not null,
    crossings int not null check (crossings >= 0),
    primary key (course_id, student_id, rule, threshold)
);
create index warning_state_of_student on warning_state (student_id);

-- Up to which revision a session was looked at for warnings.
create table warned_session (
    session_id uuid primary key references session,
    revision bigint not null
);

-- Warnings on their way to identity, which knows the addresses. The id follows from whom, what and which time it is.
create table notice (
    notice_id uuid primary key,
    course_id uuid not null references course on delete cascade,
    student_id uuid not null,
    rule text not null check (rule in ('rate_below', 'absences_in_a_row')),
    threshold int not null,
    figure int not null, -- the rate in percent, or how many absences
    reader text not null check (reader in ('student', 'teacher', 'guardian')),
    reader_id uuid, -- of a teacher
    create_time timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'queued', 'switched_off', 'no_reader')),
    attempts int not null default 0,
    next_try_time timestamptz not null,
    settle_time timestamptz
);
create index notice_waiting on notice (next_try_time) where state = 'waiting';
create index notice_settled on notice (settle_time) where state <> 'waiting';
create index notice_of_student on notice (student_id);
create index notice_of_reader on notice (reader_id);

-- migrate:down

drop table notice, warned_session, warning_state;
