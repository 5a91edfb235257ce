-- migrate:up

-- How far the data of a camera that keeps what it cannot send has arrived. A camera without a row keeps nothing.
create table camera_progress (
    camera_id uuid primary key,
    complete_through_time timestamptz not null,
    stopped boolean not null default false, -- it said that it captured nothing after that
    report_time timestamptz not null
);

-- A person has said that nothing more of this session will come from the camera.
alter table session_camera
    add column given_up_by uuid,
    add column given_up_time timestamptz,
    add constraint session_camera_given_up check ((given_up_by is null) = (given_up_time is null));

alter table camera_condition
    drop constraint camera_condition_trouble_check,
    add constraint camera_condition_trouble_check check (trouble in (
        'black', 'covered', 'frozen', 'blurred', 'dark', 'gone', 'clock', 'lost'));

-- migrate:down

delete from camera_condition where trouble in ('clock', 'lost');
alter table camera_condition
    drop constraint camera_condition_trouble_check,
    add constraint camera_condition_trouble_check
        check (trouble in ('black', 'covered', 'frozen', 'blurred', 'dark', 'gone'));
alter table session_camera drop column given_up_by, drop column given_up_time;
drop table camera_progress;
