-- migrate:up

-- Counting a session's marks wherever it is listed is what a day's overview costs: the writer of marks keeps count.
alter table session
    add column roster_size int not null default 0,
    add column present_count int not null default 0,  -- present and late
    -- The end of the session's chain, so that cutting it off is found as well.
    add column ledger_entries int not null default 0,
    add column ledger_head bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(ledger_head) = 32);
update session s set roster_size = m.roster_size, present_count = m.present_count
from (
    select session_id, count(*) as roster_size, count(*) filter (where status in ('present', 'late')) as present_count
    from mark group by session_id
) m where m.session_id = s.session_id;

-- What a teacher held, newest first, without looking at a session.
drop index session_of_starter;
create index session_of_starter on session (started_by, start_time desc, session_id desc);

-- A student's page reads their newest marks and counts all of them, years of them, along one index and nothing else.
alter table mark add column session_start_time timestamptz;
update mark set session_start_time = s.start_time from session s where s.session_id = mark.session_id;
alter table mark alter column session_start_time set not null;
create function know_the_start() returns trigger language plpgsql as $$
begin
    new.session_start_time := (select start_time from session where session_id = new.session_id);
    return new;
end
$$;
create trigger mark_knows_the_start before insert on mark for each row execute function know_the_start();
drop index mark_of_student;
create index mark_of_student on mark (student_id, session_start_time desc, session_id desc) include (status);

-- A closed session that was opened again. Nobody was expected in the room between the two times.
create table session_reopening (
    request_id uuid primary key,
    session_id uuid not null references session,
    close_time timestamptz not null,
    reopen_time timestamptz not null check (reopen_time >= close_time),
    reopened_by uuid not null,
    reason text not null check (char_length(reason) between 1 and 500)
);
create index session_reopening_of_session on session_reopening (session_id, reopen_time);

-- mark_history becomes the ledger: a hash-chained entry for every change of a mark, numbered within its session.
-- Reasons are the domain's, and what an entry rests on is `evidence`: the table never has to be altered again, which
-- nobody but its owner could.
drop trigger mark_history_is_append_only on mark_history;
alter table mark_history
    drop constraint if exists mark_history_reason_check,
    add column entry_number int,
    add column minutes_present int not null default 0,
    add column set_by uuid,
    add column said_time timestamptz,
    add column said_via text,
    add column evidence jsonb not null default '{}',
    add column previous_hash bytea,
    add column hash bytea;
alter table mark_history rename column watched_share to watched_permille;
alter table mark_history alter column watched_permille type int using round((watched_permille * 1000)::numeric)::int;

-- What has been written so far is chained as it stands; services/attendance/domain/ledger/entry.py says what is hashed.
create function pg_temp.line(name text, value text) returns text language sql as $$
    select name || case when value is null then '=-' else '=' || octet_length(convert_to(value, 'UTF8')) || ':' || value end || E'\n'
$$;
create function pg_temp.moment(value timestamptz) returns text language sql as $$
    select to_char(value at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
create function pg_temp.code(status text) returns text language sql as $$
    select case when status in ('present', 'late', 'absent', 'excused') then upper(status) else '' end
$$;
do $$
declare
    now_in uuid;
    number int := 0;
    head bytea;
    said jsonb;  -- by student, the teacher who spoke last and when
    h record;
    author uuid;
    said_at timestamptz;
    via text;
    link bytea;
begin
    for h in select * from mark_history order by session_id, entry_id loop
        if now_in is distinct from h.session_id then
            update session set ledger_entries = number, ledger_head = head where session_id = now_in;
            now_in := h.session_id;
            number := 0;
            head := decode(repeat('00', 32), 'hex');
            said := '{}';
        end if;
        number := number + 1;
        if h.reason = 'teacher' then
            said := said || jsonb_build_object(h.student_id::text, array[h.actor::text, h.change_time::text]);
        end if;
        author := case when h.to_source = 'teacher' then (said -> h.student_id::text ->> 0)::uuid end;
        said_at := case when h.to_source = 'teacher' then (said -> h.student_id::text ->> 1)::timestamptz end;
        via := case when h.to_source = 'teacher' then 'teacher' end;
        link := sha256(convert_to(
            E'presence-ledger-1\n' || pg_temp.line('previous_hash', encode(head, 'hex'))
            || pg_temp.line('session_id', h.session_id::text) || pg_temp.line('number', number::text)
            || pg_temp.line('student_id', h.student_id::text) || pg_temp.line('revision', h.revision::text)
            || pg_temp.line('change_time', pg_temp.moment(h.change_time)) || pg_temp.line('reason', h.reason)
            || pg_temp.line('actor', h.actor::text) || pg_temp.line('request_id', h.request_id::text)
            || pg_temp.line('from_status', h.from_status) || pg_temp.line('from_source', h.from_source)
            || pg_temp.line('from_code', pg_temp.code(h.from_status)) || pg_temp.line('to_status', h.to_status)
            || pg_temp.line('to_source', h.to_source) || pg_temp.line('to_code', pg_temp.code(h.to_status))
            || pg_temp.line('first_seen_time', pg_temp.moment(h.first_seen_time))
            || pg_temp.line('last_seen_time', pg_temp.moment(h.last_seen_time))
            || pg_temp.line('minutes_present', '0') || pg_temp.line('watched_permille', h.watched_permille::text)
            || pg_temp.line('set_by', author::text) || pg_temp.line('said_time', pg_temp.moment(said_at))
            || pg_temp.line('said_via', via) || pg_temp.line('confirmed_by', h.confirmed_by::text)
            || pg_temp.line('seen_elsewhere', h.seen_elsewhere::text) || pg_temp.line('note', h.note)
            || pg_temp.line('sighting_ids', array_to_string(h.sighting_ids, ',')) || pg_temp.line('evidence', '{}'),
            'UTF8'));
        update mark_history
        set entry_number = number, previous_hash = head, hash = link, set_by = author, said_time = said_at, said_via = via,
            from_code = pg_temp.code(h.from_status), to_code = pg_temp.code(h.to_status)
        where entry_id = h.entry_id;
        head := link;
    end loop;
    update session set ledger_entries = number, ledger_head = head where session_id = now_in;
end
$$;

alter table mark_history
    drop column entry_id,
    add primary key (session_id, entry_number),
    alter column previous_hash set not null,
    alter column hash set not null,
    add check (octet_length(previous_hash) = 32 and octet_length(hash) = 32);
create trigger mark_history_is_append_only before update or delete or truncate on mark_history
    for each statement execute function refuse_change();

-- Where the server's administrator has prepared it (`presence up` and `presence protect-ledger` do), the table goes to
-- an owner that nobody logs in as, and this role may read it and add to it. Elsewhere the trigger is what there is.
do $$
begin
    if to_regprocedure('public.presence_protect_ledger()') is not null then
        perform public.presence_protect_ledger();
    end if;
end
$$;

-- migrate:down

drop table session_reopening;
drop index mark_of_student;
drop trigger mark_knows_the_start on mark;
drop function know_the_start();
alter table mark drop column session_start_time;
create index mark_of_student on mark (student_id, session_id);
alter table session
    drop column roster_size, drop column present_count, drop column ledger_entries, drop column ledger_head;
