-- migrate:up

-- Receipts of what was erased; no foreign key, since they outlive the person. They tell counts, never what it looked like.
create table erasure (
    erasure_id bigint generated always as identity primary key,
    person_id uuid not null,
    request_time timestamptz not null,  -- when recognition learned that it must
    complete_time timestamptz not null, -- in the transaction that erased
    cause text not null check (cause in ('consent_withdrawn', 'person_deleted', 'by_hand')),
    samples integer not null,
    encodings integer not null,
    gallery_version bigint not null     -- the first one without them; 0 when none held any
);
create index on erasure (person_id, erasure_id);

-- migrate:down

drop table erasure;
