-- migrate:up

-- What somebody waits for is sent before the invitations of an import, of which there may be fifty thousand.
create index mails_in_turn on mails ((kind = 'activation'), next_try_time) where state = 'waiting';
drop index mails_waiting;

-- migrate:down
