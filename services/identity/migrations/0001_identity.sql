-- migrate:up

-- Writers of people take this row first and count it up: numbers are then in the order of commits.
-- A sequence would not do: a follower that has read number 8 would miss a number 7 that commits later.
create table change_counter (
  singleton boolean primary key default true check (singleton),
  epoch uuid not null default gen_random_uuid(),
  number bigint not null default 0,
  compacted_through bigint not null default 0
);
insert into change_counter default values;

create table people (
  person_id uuid primary key,
  display_name text not null,
  sort_name text collate "C" not null,
  email text collate "C" not null constraint people_email unique,
  student_number text not null,
  student_number_key text collate "C" constraint people_student_number unique,
  search_text text collate "C" not null,
  role text not null check (role in ('student', 'teacher', 'admin')),
  active boolean not null,
  activated boolean not null,
  consent_text_version text not null,
  consent_grant_time timestamptz,
  consent_withdraw_time timestamptz,
  consent_recorded_by uuid,
  create_time timestamptz not null,
  revision bigint not null,
  change_number bigint not null unique,
  check (role = 'student' or student_number_key is null)
);
create index people_by_name on people (sort_name, person_id);
create index people_by_role_and_name on people (role, sort_name, person_id);

create table deleted_people (
  person_id uuid primary key,
  delete_time timestamptz not null,
  change_number bigint not null unique
);
create index deleted_people_by_time on deleted_people (delete_time);

-- Which person a CreatePerson made, so that its retry makes no second one.
create table person_requests (
  request_id uuid primary key,
  person_id uuid not null,
  create_time timestamptz not null
);

create table consents (
  consent_id bigint generated always as identity primary key,
  person_id uuid not null references people on delete cascade,
  granted boolean not null,
  text_version text not null,
  record_time timestamptz not null,
  recorded_by uuid not null
);
create index consents_by_person on consents (person_id, consent_id);

create table passwords (
  person_id uuid primary key references people on delete cascade,
  password_hash text not null -- argon2id, with its parameters and salt
);

create table activations (
  person_id uuid primary key references people on delete cascade, -- one at most: a new link voids the old
  digest bytea not null unique,
  expire_time timestamptz not null
);

create table login_attempts (
  account bytea primary key, -- SHA-256 of the e-mail address that was tried, whether or not it exists
  failed integer not null,
  last_time timestamptz not null
);
create index login_attempts_by_time on login_attempts (last_time);

create table logins (
  login_id uuid primary key,
  person_id uuid not null references people on delete cascade,
  create_time timestamptz not null,
  expire_time timestamptz not null,
  revoke_time timestamptz
);
create index logins_by_person on logins (person_id);
create index logins_by_expiry on logins (expire_time);

create table refresh_tokens (
  digest bytea primary key,
  login_id uuid not null references logins on delete cascade,
  create_time timestamptz not null,
  use_time timestamptz
);
create index refresh_tokens_by_login on refresh_tokens (login_id);

create table device_keys (
  key_id uuid primary key,
  camera_id uuid not null,
  label text not null,
  digest bytea not null,
  create_time timestamptz not null,
  last_use_time timestamptz,
  revoke_time timestamptz
);
create index device_keys_by_camera on device_keys (camera_id, create_time, key_id);
create index device_keys_by_time on device_keys (create_time, key_id);

create table signing_keys (
  key_id text primary key,
  public_key bytea not null,
  sealed_private_key bytea not null,
  sign_after timestamptz not null
);

create table audit_log (
  entry_id bigint generated always as identity primary key,
  record_time timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  note text not null
);
create index audit_log_by_subject on audit_log (subject, entry_id);

-- migrate:down
