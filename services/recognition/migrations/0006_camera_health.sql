-- migrate:up

-- What was wrong with a camera, for administrators; attendance keeps its own copy beside a session's marks.
create table camera_condition (
    condition_id uuid primary key,
    camera_id uuid not null,
    trouble text not null check (trouble in ('black', 'covered', 'frozen', 'blurred', 'dark', 'gone')),
    start_time timestamptz not null,
    end_time timestamptz not null check (end_time >= start_time),
    over boolean not null default false,
    tell_time timestamptz not null default now() -- when it was last said to go on
);
create index on camera_condition (camera_id, start_time desc, condition_id desc);
create index on camera_condition (end_time);
create index on camera_condition (tell_time) where not over;

-- When a camera's newest frame came, by this database's clock, whichever pod it came to. One pod at a time watches a
-- camera of which frames are awaited: its name stands here until `owner_until`, then anybody's may.
create table camera_watch (
    camera_id uuid primary key,
    frame_time timestamptz,
    awaited_since timestamptz,
    owner text not null default '',
    owner_until timestamptz not null default '-infinity'
);

-- The newest measuring of a camera. `tally` holds counts by region, never a picture or who was in it.
create table commissioning (
    camera_id uuid primary key,
    run_id uuid not null,
    start_time timestamptz not null,
    until_time timestamptz not null,
    tally jsonb not null default '{}'
);

-- How the face is held; null for photos taken before it was judged.
alter table face_sample add column pose text check (pose in ('front', 'left', 'right', 'up', 'down'));

-- migrate:down

alter table face_sample drop column pose;
drop table commissioning, camera_watch, camera_condition;
