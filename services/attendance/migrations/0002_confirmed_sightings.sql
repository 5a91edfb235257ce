-- migrate:up

-- Who said that it was this student, where recognition was not sure by itself.
alter table sighting add column confirmed_by uuid;

-- What a mark's sightings say beside when: who confirmed them if no camera was sure, and whether another room saw the
-- student at the same time.
alter table mark
    add column confirmed_by uuid,
    add column seen_elsewhere boolean not null default false;
alter table mark_history
    add column confirmed_by uuid,
    add column seen_elsewhere boolean not null default false;

-- migrate:down

alter table mark_history drop column confirmed_by, drop column seen_elsewhere;
alter table mark drop column confirmed_by, drop column seen_elsewhere;
alter table sighting drop column confirmed_by;
