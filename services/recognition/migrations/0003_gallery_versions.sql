-- migrate:up

-- What each network draws from a sample: a gallery of one encoder serves on while those of another are drawn.
create table face_encoding (
    sample_id uuid not null references face_sample on delete cascade,
    model_hash text not null,
    encoding bytea not null, -- sealed
    primary key (sample_id, model_hash)
);
insert into face_encoding (sample_id, model_hash, encoding) select sample_id, model_hash, encoding from face_sample;
-- the seal is the same: it names the person, the sample and the column "encoding"
alter table face_sample drop column encoding, drop column model_hash;

-- Encodings that were imported have no picture.
alter table face_sample
    alter column image drop not null,
    add column origin text not null default 'photo' check (origin in ('photo', 'import')),
    add check ((origin = 'photo') = (image is not null));

alter table gallery
    add column encoder text not null default '',    -- of the version published; '' before the first
    add column model_hash text not null default '';
update gallery set encoder = 'sface', model_hash = m.model_hash
from (select model_hash, count(*) from face_encoding join face_sample using (sample_id)
      where state = 'in_gallery' group by model_hash order by 2 desc limit 1) m;

-- What each version held: a row is part of all versions from `since` up to, but not with, `until`.
-- No foreign key: whoever follows must still learn that an erased sample is gone.
create table gallery_span (
    sample_id uuid not null,
    model_hash text not null,
    since bigint not null,
    until bigint,
    primary key (sample_id, since),
    check (until > since)
);
create unique index one_open_span_a_sample on gallery_span (sample_id) where until is null;
create index on gallery_span (since);
create index on gallery_span (until) where until is not null;

-- What was changed and what was removed before has no known beginning: the history starts here.
insert into gallery_span (sample_id, model_hash, since, until)
select e.sample_id, coalesce(f.model_hash, ''), case when e.removed then e.version - 1 else e.version end,
       case when e.removed then e.version end
from gallery_entry e left join face_encoding f using (sample_id)
where e.removed or f.sample_id is not null;
update gallery set complete_before = greatest(complete_before, version);
drop table gallery_entry;

create table gallery_version (
    version bigint primary key,
    publish_time timestamptz not null,
    cause text not null check (cause in ('training', 'encoder', 'roll_back', 'erasure', 'review')),
    encoder text not null,
    model_hash text not null,
    people integer not null,    -- when it was published; erasures since are not taken off
    encodings integer not null,
    request_id uuid unique,     -- of the run, or of the call that rolled back
    restored_version bigint     -- which one was rolled back to
);
insert into gallery_version (version, publish_time, cause, encoder, model_hash, people, encodings)
select g.version, coalesce(g.publish_time, now()), 'training', g.encoder, g.model_hash,
       (select count(distinct person_id) from face_sample where state = 'in_gallery'),
       (select count(*) from face_sample where state = 'in_gallery')
from gallery g where g.version > 0;

-- Two people whose faces are so close that more is asked before either is named.
create table look_alike (
    first_person_id uuid not null,
    second_person_id uuid not null,
    model_hash text not null,
    distance real not null,
    margin real not null,                -- by how much more the nearer of the two must be nearer
    found_at_enrolment boolean not null, -- by a photo that was sent, not by comparing the gallery
    refused_photos integer not null default 0,
    find_time timestamptz not null,
    confirm_time timestamptz,            -- when somebody said that these are two people
    confirmed_by uuid,
    primary key (first_person_id, second_person_id),
    check (first_person_id < second_person_id)
);
create index on look_alike (second_person_id);

alter table training_run
    add column encoder text not null default '', -- what to change to; '' stays with the gallery's
    add column remaining_seconds real,
    drop constraint training_run_state_check,
    add constraint training_run_known_state check (state in ('running', 'done', 'failed', 'cancelled'));

-- migrate:down

update training_run set state = 'failed' where state = 'cancelled';
alter table training_run
    drop constraint training_run_known_state,
    add constraint training_run_state_check check (state in ('running', 'done', 'failed')),
    drop column remaining_seconds,
    drop column encoder;
drop table look_alike, gallery_version;
create table gallery_entry (
    sample_id uuid primary key,
    version bigint not null,
    removed boolean not null default false
);
insert into gallery_entry (sample_id, version, removed)
select sample_id, max(coalesce(until, since)), not bool_or(until is null) from gallery_span group by sample_id;
create index on gallery_entry (version);
drop table gallery_span;
delete from face_sample where origin <> 'photo';
alter table face_sample
    drop column origin,
    alter column image set not null,
    add column encoding bytea,
    add column model_hash text;
update face_sample s set encoding = e.encoding, model_hash = e.model_hash
from face_encoding e, gallery g where e.sample_id = s.sample_id and e.model_hash = g.model_hash;
delete from face_sample where encoding is null;
alter table face_sample alter column encoding set not null, alter column model_hash set not null;
drop table face_encoding;
alter table gallery drop column encoder, drop column model_hash;
