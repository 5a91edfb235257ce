-- migrate:up

-- What an import made of a calendar's event, and of which version of it, so that a later file changes that.
create table imported_event (
    event_id uuid primary key, -- follows from the event's UID
    slot_id uuid constraint imported_event_slot references timetable_slot on delete cascade,
    extra_id uuid constraint imported_event_extra references extra_session on delete cascade,
    from_date date, -- of a slot that took over from an earlier one: since when; null: it is the first
    sequence int not null,
    modified_time timestamptz, -- null: the calendar does not say
    content bytea not null check (length(content) = 32), -- SHA-256 of what the file said
    cancelled boolean not null,
    check (num_nonnulls(slot_id, extra_id) = 1)
);
create index imported_event_of_slot on imported_event (slot_id);
create index imported_event_of_extra on imported_event (extra_id);

-- A later file takes back what a file changed, and leaves alone what a person did.
alter table timetable_change add column imported boolean not null default false;

-- migrate:down

alter table timetable_change drop column imported;
drop table imported_event;
