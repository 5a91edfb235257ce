-- migrate:up

alter table logins
    add column user_agent text not null default '',
    add column address text not null default '',
    add column last_use_time timestamptz;

-- As change_counter: numbers are in the order of commits, so that a follower misses none.
create table revocation_counter (
  singleton boolean primary key default true check (singleton),
  epoch uuid not null default gen_random_uuid(),
  number bigint not null default 0,
  compacted_through bigint not null default 0
);
insert into revocation_counter default values;

-- Log-ins and device keys whose access tokens may still be about; no foreign keys, since they outlive what they tell of.
create table revocations (
  number bigint primary key,
  login_id uuid not null,
  record_time timestamptz not null
);
create index revocations_by_time on revocations (record_time);

create table passkeys (
  passkey_id uuid primary key,
  person_id uuid not null references people on delete cascade,
  label text not null,
  credential_id bytea not null unique,
  public_key bytea not null,
  sign_count bigint not null,
  create_time timestamptz not null,
  last_use_time timestamptz
);
create index passkeys_by_person on passkeys (person_id, create_time);

create table recovery_codes (
  person_id uuid not null references people on delete cascade,
  digest bytea not null, -- SHA-256 of 80 random bits
  primary key (person_id, digest)
);

-- What a browser was asked to sign: for a log-in that waits for its second factor, or for a passkey to be added.
create table passkey_challenges (
  digest bytea primary key,
  person_id uuid not null references people on delete cascade,
  purpose text not null check (purpose in ('log_in', 'add')),
  challenge bytea not null,
  expire_time timestamptz not null
);
create index passkey_challenges_by_time on passkey_challenges (expire_time);

-- migrate:down
