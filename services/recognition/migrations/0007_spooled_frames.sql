-- migrate:up

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
