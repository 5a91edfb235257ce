-- migrate:up

-- What is remembered of people: nothing but who consents. Ids of the deleted stay, so that nobody is taken up again.
create table person (
    person_id uuid primary key,
    granted boolean not null,
    revision bigint not null,
    deleted boolean not null default false,
    check (not (granted and deleted))
);

-- How far identity's stream of people was followed.
create table followed (
    feed text primary key,
    resume_token text not null
);

create table face_sample (
    sample_id uuid primary key,
    person_id uuid not null references person,
    request_id uuid not null unique,
    create_time timestamptz not null,
    content_type text not null,
    width_px integer not null,
    height_px integer not null,
    quality real not null,
    face_left real not null,
    face_top real not null,
    face_right real not null,
    face_bottom real not null,
    image bytea not null,      -- sealed
    encoding bytea not null,   -- sealed
    model_hash text not null,  -- of the encoding
    state text not null default 'waiting' check (state in ('waiting', 'in_gallery', 'rejected')),
    reject_reason text,
    reject_message text,
    check ((state = 'rejected') = (reject_reason is not null))
);
create index on face_sample (person_id, create_time, sample_id);
create index on face_sample (person_id) where state = 'waiting';

-- The one row that whoever publishes locks first: versions are committed in the order in which they are numbered.
create table gallery (
    singleton boolean primary key default true check (singleton),
    version bigint not null default 0,
    complete_before bigint not null default 0, -- tombstones up to this version are gone
    publish_time timestamptz
);
insert into gallery default values;

-- Which samples make up the gallery, by the version that changed them last; a removed one leaves its id behind.
create table gallery_entry (
    sample_id uuid primary key,
    version bigint not null,
    removed boolean not null default false
);
create index on gallery_entry (version);

create table training_run (
    request_id uuid primary key,
    person_ids uuid[] not null,
    state text not null default 'running' check (state in ('running', 'done', 'failed')),
    owner text not null,
    heartbeat_time timestamptz not null,
    start_time timestamptz not null,
    end_time timestamptz,
    samples_done integer not null default 0,
    samples_total integer not null default 0,
    rejected integer not null default 0,
    gallery_version bigint
);
create unique index one_run_at_a_time on training_run ((true)) where state = 'running';
create index on training_run (start_time desc);

create table training_event (
    request_id uuid not null references training_run on delete cascade,
    number integer not null,
    kind text not null,
    body jsonb not null,
    primary key (request_id, number)
);
-- a run that was taken over looks at the same photos again
create unique index one_rejection_a_sample on training_event (request_id, (body ->> 'sample_id')) where kind = 'rejected';

-- migrate:down

drop table training_event, training_run, gallery_entry, gallery, face_sample, followed, person;
