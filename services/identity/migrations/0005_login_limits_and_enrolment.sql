-- migrate:up

-- expire_time moves on with each use and never beyond end_time. Logins that are there keep what they had.
alter table logins
  add column end_time timestamptz,
  add column prove_time timestamptz; -- when somebody last showed whose login it is
update logins set end_time = expire_time;
alter table logins alter column end_time set not null;

alter table passkey_challenges drop constraint passkey_challenges_purpose_check;
alter table passkey_challenges
  add constraint passkey_challenges_purpose_check check (purpose in ('log_in', 'add', 'enrol'));

-- migrate:down
