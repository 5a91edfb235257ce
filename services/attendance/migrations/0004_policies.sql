-- migrate:up

-- What a person wanted to be different, for the institution, a course or one session; what a change leaves out is
-- inherited. Never altered: the next change is another row with the next number.
create table policy_change (
    policy_change_id uuid primary key,
    scope text not null check (scope in ('institution', 'course', 'session')),
    course_id uuid references course on delete cascade,
    session_id uuid references session,
    number int not null check (number > 0),
    settings jsonb not null,
    author uuid not null,
    create_time timestamptz not null,
    note text not null check (char_length(note) <= 500),
    request_id uuid not null constraint policy_change_request unique,
    check ((scope = 'course') = (course_id is not null)),
    check ((scope = 'session') = (session_id is not null))
);
create unique index policy_change_number on policy_change (scope, course_id, session_id, number) nulls not distinct;

-- Whole policies, as sessions were decided by them, and the changes they are made of. The id follows from all of it:
-- same version, same verdict.
create table policy_version (
    policy_version_id uuid primary key,
    content jsonb not null,
    institution_change_id uuid,
    course_change_id uuid,
    session_change_id uuid,
    create_time timestamptz not null
);

create function refuse_policy_change() returns trigger language plpgsql as $$
begin
    raise exception 'versions of policies are only ever added';
end
$$;
create trigger policy_version_is_append_only before update or delete or truncate on policy_version
    for each statement execute function refuse_policy_change();
create trigger policy_change_is_not_altered before update or truncate on policy_change
    for each statement execute function refuse_policy_change();

alter table session
    add column planned_start_time timestamptz,
    add column planned_end_time timestamptz check (planned_end_time > planned_start_time),
    add column policy_version_id uuid references policy_version; -- null: opened before there were policies
create index session_of_policy on session (policy_version_id);

-- A door camera sees who comes, a room camera who is there. As it was while the session was open.
alter table camera add column role text not null default 'room' check (role in ('room', 'door'));
alter table session_camera add column role text not null default 'room' check (role in ('room', 'door'));

alter table mark
    add column status_code text not null default '' check (char_length(status_code) <= 20),
    add column minutes_present int not null default 0 check (minutes_present >= 0),
    add column said_time timestamptz,
    add column said_via text check (said_via in ('teacher', 'roll_call', 'dispute')),
    drop constraint mark_status_check,
    add constraint mark_status_check
        check (status in ('not_seen', 'present', 'late', 'left_early', 'absent', 'excused', 'unconfirmed'));
update mark set status_code = upper(status) where status not in ('not_seen', 'unconfirmed');
update mark set said_via = 'teacher', said_time = coalesce(
    (select max(h.change_time) from mark_history h
     where (h.session_id, h.student_id) = (mark.session_id, mark.student_id) and h.reason = 'teacher'),
    (select start_time from session where session_id = mark.session_id))
where source = 'teacher';
alter table mark add check (source <> 'teacher' or (set_by, said_time, said_via) is not null);

alter table mark_history
    add column from_code text not null default '',
    add column to_code text not null default '',
    drop constraint mark_history_reason_check,
    add constraint mark_history_reason_check check (reason in (
        'sighting', 'coverage', 'session_closed', 'teacher', 'given_back',
        'check_in', 'excuse', 'dispute', 'policy', 'reopened', 'completeness'));

-- migrate:down

alter table mark_history drop column from_code, drop column to_code;
alter table mark drop column status_code, drop column minutes_present, drop column said_time, drop column said_via;
alter table session_camera drop column role;
alter table camera drop column role;
alter table session drop column planned_start_time, drop column planned_end_time, drop column policy_version_id;
drop table policy_version, policy_change;
drop function refuse_policy_change();
