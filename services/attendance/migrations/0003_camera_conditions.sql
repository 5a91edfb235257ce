-- migrate:up

-- When a camera was in trouble: evidence beside a session's marks, as the camera's recognition pod reported it.
create table camera_condition (
    condition_id uuid primary key,
    camera_id uuid not null,
    trouble text not null check (trouble in ('black', 'covered', 'frozen', 'blurred', 'dark', 'gone')),
    start_time timestamptz not null,
    end_time timestamptz not null check (end_time >= start_time)
);
create index camera_condition_of_camera on camera_condition (camera_id, end_time);

alter table camera add column tiles text not null default 'auto' check (tiles in ('auto', 'off'));

-- migrate:down

alter table camera drop column tiles;
drop table camera_condition;
