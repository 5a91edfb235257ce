-- migrate:up

-- What fills the gaps of a mail's text, as the course and the rate of a warning.
alter table mails add column details jsonb not null default '{}';

-- Who wants to be told less; whoever has no row is told everything.
create table notice_settings (
  person_id uuid primary key references people on delete cascade,
  attendance boolean not null, -- warnings to the person
  guardian boolean not null -- warnings to their guardian
);

-- migrate:down
