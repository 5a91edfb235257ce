-- migrate:up

-- What students ask to be excused for. Reasons, notes, files and their names are often of somebody's health: sealed here.
-- Once their time is over, or the student is deleted, they are null and the row stays, as the ground of its marks.
create table excuse (
    excuse_id uuid primary key,
    student_id uuid not null,
    asked_by uuid not null,
    ask_time timestamptz not null,
    category text not null check (category in (
        '', 'illness', 'appointment', 'family', 'official', 'religious', 'transport', 'other')), -- '' once erased
    reason bytea,                -- sealed
    first_date date,             -- of the institution's days; null when it is for sessions
    last_date date check (last_date between first_date and first_date + 365),
    course_id uuid references course on delete cascade, -- of these dates; null: all courses
    state text not null check (state in ('requested', 'approved', 'declined', 'revoked', 'withdrawn')),
    decided_by uuid,
    decide_time timestamptz,
    note bytea,                  -- sealed
    revision bigint not null default 1,
    erase_time timestamptz,
    request_id uuid not null constraint excuse_request unique,
    check ((first_date is null) = (last_date is null)),
    check (course_id is null or first_date is not null)
);
create index excuse_newest on excuse (ask_time desc, excuse_id desc);
create index excuse_of_student on excuse (student_id, ask_time desc, excuse_id desc);
create index excuse_of_course on excuse (course_id, ask_time desc, excuse_id desc);
create index excuse_in_force on excuse (student_id) where state = 'approved';
create index excuse_waiting on excuse (course_id) where state = 'requested';
create index excuse_to_erase on excuse (ask_time) where erase_time is null;

create table excuse_session (
    excuse_id uuid not null references excuse on delete cascade,
    session_id uuid not null references session,
    primary key (excuse_id, session_id)
);
create index excuse_session_of_session on excuse_session (session_id);

-- Every decision, the later ones beside those they replaced.
create table excuse_decision (
    decision_id uuid primary key, -- the request's
    excuse_id uuid not null references excuse on delete cascade,
    state text not null check (state in ('approved', 'declined', 'revoked')),
    decided_by uuid not null,
    decide_time timestamptz not null
);
create index excuse_decision_of_excuse on excuse_decision (excuse_id, decide_time);
create trigger excuse_decision_is_not_altered before update or truncate on excuse_decision
    for each statement execute function refuse_change();

create table excuse_file (
    file_id uuid primary key,
    excuse_id uuid not null references excuse on delete cascade,
    file_name bytea not null,    -- sealed
    content_type text not null,
    size_bytes int not null check (size_bytes between 1 and 5242880),
    upload_time timestamptz not null,
    uploaded_by uuid not null
);
create index excuse_file_of_excuse on excuse_file (excuse_id, upload_time, file_id);

create table excuse_file_chunk (
    file_id uuid not null references excuse_file on delete cascade,
    number int not null check (number >= 0),
    content bytea not null,      -- sealed, bound to its number and to how many there are
    primary key (file_id, number)
);
alter table excuse_file_chunk alter column content set storage external; -- sealed bytes compress to nothing

create table dispute (
    dispute_id uuid primary key,
    session_id uuid not null,
    student_id uuid not null,
    disputed_status text not null,
    wanted_status text not null,
    reason bytea,                -- sealed; null once erased
    state text not null check (state in ('open', 'changed', 'kept', 'withdrawn')),
    open_time timestamptz not null,
    due_time timestamptz not null check (due_time >= open_time),
    decided_by uuid,
    decide_time timestamptz,
    note bytea,                  -- sealed
    erase_time timestamptz,
    request_id uuid not null constraint dispute_request unique,
    decision_id uuid constraint dispute_decision unique, -- the request's that decided
    foreign key (session_id, student_id) references mark,
    check ((state = 'open') = (decide_time is null))
);
create unique index dispute_open on dispute (session_id, student_id) where state = 'open';
create index dispute_due on dispute (due_time, dispute_id) where state = 'open';
create index dispute_decided on dispute (decide_time desc, dispute_id desc) where state <> 'open';
create index dispute_of_mark on dispute (session_id, student_id);
create index dispute_of_student on dispute (student_id);
create index dispute_to_erase on dispute (decide_time) where erase_time is null;

create table dispute_comment (
    comment_id uuid primary key,
    dispute_id uuid not null references dispute on delete cascade,
    author uuid not null,
    write_time timestamptz not null,
    content bytea not null       -- sealed
);
create index dispute_comment_of_dispute on dispute_comment (dispute_id, write_time, comment_id);

-- migrate:down

drop table dispute_comment, dispute, excuse_file_chunk, excuse_file, excuse_decision, excuse_session, excuse;
