-- migrate:up

-- Whether a session's code is shown, and what it is made of, sealed. Nobody is late who could not have been in time:
-- hence when it was shown first.
create table check_in_window (
    session_id uuid primary key references session,
    sealed_secret bytea not null,
    opened_by uuid not null,
    first_open_time timestamptz not null,
    open_time timestamptz not null,
    close_time timestamptz check (close_time >= open_time)
);

-- A fact about a student in a session, as a sighting is one: marks follow from it by the policy.
create table check_in (
    session_id uuid not null,
    student_id uuid not null,
    via text not null check (via in ('code', 'kiosk')),
    check_in_time timestamptz not null,
    request_id uuid,
    device_digest bytea, -- by a key of this session alone: devices cannot be followed from one to the next
    camera_id uuid,
    primary key (session_id, student_id, via),
    foreign key (session_id, student_id) references mark
);
-- One device, one student; the lock of the session's row decides, this keeps it true.
create unique index check_in_device on check_in (session_id, device_digest);
create index check_in_newest on check_in (session_id, check_in_time desc);
create index check_in_of_student on check_in (student_id);

-- Wrong codes by digests of students, addresses and kiosks: every replica slows all of them down by the same count.
create table check_in_attempt (
    key bytea primary key,
    failed int not null check (failed >= 0),
    last_time timestamptz not null
);
create index check_in_attempt_age on check_in_attempt (last_time);

-- Somebody typed a student's number at a kiosk. Nobody knows who it was: the teacher decides.
create table check_in_claim (
    session_id uuid not null,
    student_id uuid not null,
    camera_id uuid not null,
    claim_time timestamptz not null,
    dismiss_time timestamptz,
    primary key (session_id, student_id),
    foreign key (session_id, student_id) references mark
);
create index check_in_claim_of_student on check_in_claim (student_id);

-- Whether codes are taken, and from where; the row without a room is the institution's.
create table check_in_rules (
    room_id uuid references room on delete cascade,
    networks cidr[] not null check (cardinality(networks) <= 100),
    codes_off boolean not null,
    constraint check_in_rules_of_room unique nulls not distinct (room_id)
);

-- migrate:down

drop table check_in_rules;
drop table check_in_claim;
drop table check_in_attempt;
drop table check_in;
drop table check_in_window;
