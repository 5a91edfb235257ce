-- migrate:up

-- The outbox: written with what causes a mail, read by the senders of all replicas.
create table mails (
  mail_id uuid primary key,
  person_id uuid references people on delete cascade, -- whose affair it is
  kind text not null,
  language text not null,
  to_address text not null,
  display_name text not null,
  sealed_link bytea, -- AES-GCM, bound to mail_id; erased when the mail was sent or the link expired
  useful_until timestamptz, -- when the link expires
  state text not null check (state in ('waiting', 'sent', 'given_up')),
  create_time timestamptz not null,
  next_try_time timestamptz not null,
  try_until timestamptz not null,
  send_time timestamptz,
  attempts integer not null,
  last_problem text not null
);
create index mails_waiting on mails (next_try_time) where state = 'waiting';
create index mails_newest on mails (create_time desc, mail_id desc);
create index mails_by_person on mails (person_id);

-- Asked for by somebody unknown. Written alike whether the account exists, which is looked up later, by a sender.
create table mail_requests (
  request_id bigint generated always as identity primary key,
  kind text not null,
  email text not null,
  language text not null,
  create_time timestamptz not null
);

create table password_resets (
  person_id uuid primary key references people on delete cascade, -- one at most: a new link voids the old
  digest bytea not null unique,
  expire_time timestamptz not null
);

-- From where an account was logged in to before: attempts from there are counted apart,
-- so that whoever guesses elsewhere does not slow the owner down.
create table known_addresses (
  account bytea not null, -- SHA-256, like the address
  address bytea not null,
  last_time timestamptz not null,
  primary key (account, address)
);
create index known_addresses_by_time on known_addresses (last_time);

-- Who somebody is at the OpenID Connect provider, kept from their first log-in on: addresses may change hands there.
create table oidc_links (
  issuer text not null,
  subject text not null,
  person_id uuid not null references people on delete cascade,
  link_time timestamptz not null,
  primary key (issuer, subject),
  unique (person_id, issuer)
);

-- migrate:down
