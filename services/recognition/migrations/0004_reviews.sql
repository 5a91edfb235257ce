-- migrate:up

-- Faces that nobody was sure of, for a person to decide. Erased some days after the picture was taken.
create table review (
    review_id uuid primary key, -- of stream, track and nearest candidate: a replay asks the same again
    camera_id uuid not null,
    track_id uuid not null,
    capture_time timestamptz not null,
    first_seen_time timestamptz not null,
    last_seen_time timestamptz not null check (last_seen_time >= first_seen_time),
    create_time timestamptz not null default now(),
    reason text not null,
    gallery_version bigint not null,
    model text not null,
    model_hash text not null,   -- of the encoding
    frames_used integer not null,
    crop bytea not null,        -- sealed
    encoding bytea not null,    -- sealed
    candidate_ids uuid[] not null check (cardinality(candidate_ids) > 0), -- the nearest first
    distances real[] not null check (cardinality(distances) = cardinality(candidate_ids)),
    operator_ids uuid[] not null, -- who operated the camera then: they may decide
    roster_ids uuid[] not null,   -- who was looked for then: anybody of them may be named
    decided boolean not null default false
);
create index on review (capture_time desc, review_id desc);
create index on review (camera_id, capture_time);
create index on review using gin (candidate_ids);

-- Faces beyond what one camera may ask about in an hour: that there were some is told, what they looked like is not kept.
create table review_left_out (
    review_id uuid primary key,
    camera_id uuid not null,
    capture_time timestamptz not null,
    operator_ids uuid[] not null
);
create index on review_left_out (camera_id, capture_time);

-- What was decided, for good; it outlives the picture and tells ids alone.
create table review_decision (
    decision_id bigint generated always as identity primary key,
    review_id uuid not null constraint one_decision_a_review unique,
    request_id uuid not null constraint review_decision_request unique,
    verdict text not null check (verdict in ('yes', 'other_person', 'not_this_person', 'stranger')),
    person_id uuid,
    decided_by uuid not null,
    decide_time timestamptz not null,
    learned boolean not null,
    sighting_id uuid,
    distance real not null,     -- of that sighting
    camera_id uuid not null,
    track_id uuid not null,
    capture_time timestamptz not null,
    candidate_ids uuid[] not null,
    distances real[] not null,
    reason text not null,
    gallery_version bigint not null,
    model text not null,
    check ((verdict = 'stranger') = (person_id is null)),
    check ((verdict in ('yes', 'other_person')) = (sighting_id is not null))
);
create index on review_decision (person_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the decisions of reviews are only ever added to';
end
$$;
create trigger review_decision_is_append_only before update or delete or truncate on review_decision
    for each statement execute function refuse_change();

-- Sightings that people confirmed, until attendance has stored them: written with the decision, so that none is lost.
create table review_report (
    sighting_id uuid primary key,
    camera_id uuid not null,
    person_id uuid not null,
    track_id uuid not null,
    first_seen_time timestamptz not null,
    last_seen_time timestamptz not null,
    distance real not null,
    gallery_version bigint not null,
    model text not null,
    frames_used integer not null,
    confirmed_by uuid not null,
    claim_time timestamptz -- when a pod took it to report it; after half a minute another may
);

-- Faces that people said are not somebody: whoever looks more like one of them than like that person is not that person.
create table refused_encoding (
    encoding_id uuid primary key,
    person_id uuid not null,
    model_hash text not null,
    encoding bytea not null, -- sealed
    create_time timestamptz not null,
    since bigint not null    -- the version of the gallery that has it first
);
create index on refused_encoding (person_id, create_time);
create index on refused_encoding (since);

alter table erasure add column review_crops integer not null default 0;

-- A face that was confirmed and learned has no photo.
alter table face_sample
    drop constraint face_sample_origin_check,
    add constraint face_sample_origin_check check (origin in ('photo', 'import', 'review'));

-- migrate:down

delete from face_sample where origin = 'review';
alter table face_sample
    drop constraint face_sample_origin_check,
    add constraint face_sample_origin_check check (origin in ('photo', 'import'));
alter table erasure drop column review_crops;
drop table refused_encoding, review_report, review_decision, review_left_out, review;
drop function refuse_change;
