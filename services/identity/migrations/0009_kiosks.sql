-- migrate:up

-- A kiosk's key is a tablet's own: it is never typed, and its secret changes while it is used.
alter table device_keys add column kind text not null default 'camera' check (kind in ('camera', 'kiosk'));

create table kiosk_pairings (
  camera_id uuid primary key, -- one at most: a new code voids the old
  digest bytea not null unique, -- SHA-256 of 60 random bits that are good for minutes
  label text not null,
  created_by uuid not null,
  expire_time timestamptz not null
);
create index kiosk_pairings_by_expiry on kiosk_pairings (expire_time);

create table kiosk_tokens (
  digest bytea primary key,
  key_id uuid not null references device_keys on delete cascade,
  create_time timestamptz not null,
  use_time timestamptz -- when another replaced it
);
create index kiosk_tokens_by_key on kiosk_tokens (key_id);
create index kiosk_tokens_by_use on kiosk_tokens (use_time);

-- migrate:down
