-- migrate:up

-- Each kind of notice by each way; `attendance` is that of warnings by e-mail.
alter table notice_settings
  add column at_risk_push boolean not null default true,
  add column absent_mail boolean not null default false,
  add column absent_push boolean not null default true;

-- The key that push messages are signed with. Browsers subscribe with its public half, so it is made once and stays.
create table push_key (
  only_row boolean primary key default true check (only_row),
  public_key bytea not null, -- P-256, uncompressed
  sealed_private_key bytea not null, -- AES-GCM
  create_time timestamptz not null
);

-- Browsers that notices are pushed to.
create table push_subscriptions (
  subscription_id uuid primary key,
  person_id uuid not null references people on delete cascade,
  digest bytea not null unique, -- SHA-256 of the endpoint: a browser tells one person's notices at a time
  sealed_target bytea not null, -- endpoint and keys; AES-GCM, bound to subscription_id
  label text not null,
  create_time timestamptz not null,
  last_success_time timestamptz
);
create index push_subscriptions_by_person on push_subscriptions (person_id);

-- Notices on their way to browsers; like `mails`, each is there once and stays a while, so that it is sent once.
create table push_messages (
  push_id uuid primary key,
  subscription_id uuid not null references push_subscriptions on delete cascade,
  topic uuid not null,
  kind text not null,
  language text not null,
  state text not null check (state in ('waiting', 'sent', 'given_up')),
  create_time timestamptz not null,
  next_try_time timestamptz not null,
  try_until timestamptz not null,
  send_time timestamptz,
  attempts integer not null,
  last_problem text not null
);
create index push_messages_waiting on push_messages (next_try_time) where state = 'waiting';
create index push_messages_by_subscription on push_messages (subscription_id);
create index push_messages_by_time on push_messages (create_time);

-- migrate:down
