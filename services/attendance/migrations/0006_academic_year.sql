-- migrate:up

-- What a day means here. One row; the names of time zones are PostgreSQL's and Python's alike.
create table institution (
    only_row boolean primary key default true check (only_row),
    name text not null default '' check (char_length(name) <= 200),
    time_zone text not null default 'UTC',
    weekend_days smallint[] not null default '{6,7}' check (weekend_days <@ '{1,2,3,4,5,6,7}'),
    language text not null default 'en' check (language in ('en', 'ne')),
    open_before interval not null default '5 minutes' check (open_before between '0' and '1 hour'),
    revision bigint not null default 1
);
insert into institution default values;

-- The institution's day of a moment.
create function institution_day(moment timestamptz) returns date language sql stable as $$
    select (moment at time zone time_zone)::date from institution
$$;

-- All pairs of days below include both ends.
create table term (
    term_id uuid primary key,
    name text not null check (char_length(name) between 1 and 100),
    first_date date not null,
    last_date date not null check (last_date >= first_date),
    request_id uuid not null constraint term_request unique
);

create table student_group (
    group_id uuid primary key,
    name text not null check (char_length(name) between 1 and 100),
    request_id uuid not null constraint student_group_request unique
);
create unique index student_group_name on student_group (lower(name));
create index student_group_by_name on student_group (name, group_id);

-- Who belonged to a group, and when: what has been stays. No two rows of one student and group share a day.
create table group_member (
    group_id uuid not null references student_group on delete cascade,
    student_id uuid not null references person,
    first_date date not null,
    last_date date not null default 'infinity' check (last_date >= first_date),
    primary key (group_id, student_id, first_date)
);
create index group_member_by_student on group_member (student_id, group_id);

create table holiday (
    holiday_id uuid primary key,
    name text not null check (char_length(name) between 1 and 100),
    first_date date not null,
    last_date date not null check (last_date >= first_date),
    group_id uuid references student_group on delete cascade, -- null: of everybody
    request_id uuid not null constraint holiday_request unique
);
create index holiday_by_date on holiday (first_date, holiday_id);

-- A course's own days go before those of its term.
alter table course
    add column term_id uuid constraint course_term references term,
    add column first_date date,
    add column last_date date check (last_date >= first_date),
    add constraint course_dates_are_two check ((first_date is null) = (last_date is null));
create index course_of_term on course (term_id);

-- Who was enrolled, and when, likewise. Whoever was enrolled so far has been so always.
alter table enrolment
    drop constraint enrolment_pkey,
    add column first_date date not null default '-infinity',
    add column last_date date not null default 'infinity' check (last_date >= first_date),
    add primary key (course_id, student_id, first_date);

create table timetable_slot (
    slot_id uuid primary key,
    course_id uuid not null references course on delete cascade,
    group_id uuid constraint timetable_slot_group references student_group,
    room_id uuid not null constraint timetable_slot_room references room on delete cascade,
    teacher_id uuid, -- null: whoever teaches the course
    weekdays smallint[] not null check (cardinality(weekdays) > 0 and weekdays <@ '{1,2,3,4,5,6,7}'),
    start_time time not null, -- as clocks show it here
    end_time time not null check (end_time > start_time),
    first_date date not null,
    last_date date not null check (last_date >= first_date),
    interval_weeks smallint not null default 1 check (interval_weeks between 1 and 8),
    revision bigint not null default 1,
    request_id uuid not null constraint timetable_slot_request unique
);
create index timetable_slot_of_course on timetable_slot (course_id);
create index timetable_slot_of_room on timetable_slot (room_id);
create index timetable_slot_of_teacher on timetable_slot (teacher_id);
create index timetable_slot_of_group on timetable_slot (group_id);

-- What is different about one class of a slot. A row once there stays: calendars that follow it count its changes.
create table timetable_change (
    slot_id uuid not null references timetable_slot on delete cascade,
    rule_date date not null, -- its day by the slot's rule
    cancelled boolean not null,
    new_date date,
    start_time time,
    end_time time,
    room_id uuid constraint timetable_change_room references room on delete set null,
    teacher_id uuid,
    note text not null check (char_length(note) <= 200),
    sequence int not null,
    changed_by uuid not null,
    primary key (slot_id, rule_date)
);
create index timetable_change_moved on timetable_change (new_date) where new_date is not null;
create index timetable_change_of_teacher on timetable_change (teacher_id) where teacher_id is not null;

create table extra_session (
    extra_id uuid primary key,
    course_id uuid not null references course on delete cascade,
    group_id uuid constraint extra_session_group references student_group,
    room_id uuid not null constraint extra_session_room references room on delete cascade,
    teacher_id uuid,
    day date not null,
    start_time time not null,
    end_time time not null check (end_time > start_time),
    note text not null check (char_length(note) <= 200),
    cancelled boolean not null default false,
    sequence int not null default 0,
    request_id uuid not null constraint extra_session_request unique
);
create index extra_session_by_day on extra_session (day);
create index extra_session_of_course on extra_session (course_id);
create index extra_session_of_room on extra_session (room_id);
create index extra_session_of_teacher on extra_session (teacher_id);

-- Which class of the timetable a session is: one session a class, one class a session.
create table session_occurrence (
    occurrence_id uuid primary key,
    session_id uuid not null unique references session,
    slot_id uuid, -- null: an extra session
    rule_date date not null,
    group_id uuid,
    teacher_id uuid, -- who holds it, a substitute perhaps
    closed boolean not null default false -- ended once: reopened, it waits for a person to end it
);
create index session_occurrence_of_slot on session_occurrence (slot_id, rule_date);
create index session_occurrence_of_teacher on session_occurrence (teacher_id);

-- Every class that ended before then has been opened, or will not be.
create table timetable_progress (
    only_row boolean primary key default true check (only_row),
    settled_until timestamptz not null
);
insert into timetable_progress (settled_until) values (now());

-- The secret in the address of somebody's calendar, as SHA-256.
create table calendar_feed (
    person_id uuid primary key references person,
    token_hash bytea not null constraint calendar_feed_token unique check (length(token_hash) = 32),
    create_time timestamptz not null
);

-- migrate:down

drop table calendar_feed, timetable_progress, session_occurrence, extra_session, timetable_change, timetable_slot;
delete from enrolment where not now()::date between first_date and last_date;
alter table enrolment drop constraint enrolment_pkey, drop column first_date, drop column last_date,
    add primary key (course_id, student_id);
alter table course drop column term_id, drop column first_date, drop column last_date;
drop table holiday, group_member, student_group, term;
drop function institution_day;
drop table institution;
