-- migrate:up

-- Trusted since PostgreSQL 13: the owner of a database may create it.
create extension if not exists pg_trgm;

alter table people
  add column group_name text not null default '',
  add column guardian_name text not null default '',
  add column guardian_email text not null default '',
  add column guardian_phone text not null default '',
  add column minor boolean not null default false,
  add column language text not null default '' check (language in ('', 'en', 'ne')),
  add column consent_awaits_guardian boolean not null default false,
  alter column consent_recorded_by type text using consent_recorded_by::text;
-- A word of a search may be anywhere in a name; trigrams find it without reading everybody.
create index people_by_text on people using gin (search_text gin_trgm_ops);

-- A person's id, or "guardian".
alter table consents alter column recorded_by type text using recorded_by::text;

create table guardian_requests (
  person_id uuid primary key references people on delete cascade, -- one at most: a new link voids the old
  digest bytea not null unique,
  text_version text not null,
  expire_time timestamptz not null
);

-- Actions are named by what they are about, so that a beginning finds a family of them.
update audit_log set action = coalesce((
  select renamed from (values
    ('person_created', 'person.create'),
    ('person_updated', 'person.update'),
    ('role_changed', 'person.role'),
    ('person_shut_out', 'person.shut_out'),
    ('person_let_in', 'person.let_in'),
    ('person_deleted', 'person.delete'),
    ('activation_issued', 'activation.issue'),
    ('account_activated', 'activation.use'),
    ('password_changed', 'password.change'),
    ('refresh_token_reused', 'login.token_reused'),
    ('consent_granted', 'consent.grant'),
    ('consent_withdrawn', 'consent.withdraw'),
    ('device_key_issued', 'device_key.issue'),
    ('device_key_revoked', 'device_key.revoke')
  ) as names (old, renamed) where old = action
), action);

create index audit_log_by_actor on audit_log (actor, entry_id);
create index audit_log_by_action on audit_log (action text_pattern_ops, entry_id);
create index audit_log_by_time on audit_log (record_time, entry_id);

-- Entries are only ever added, by whoever is connected: identity owns the table, so privileges would not hold it.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('presence.audit_before', true) <> ''
     and old.record_time < current_setting('presence.audit_before', true)::timestamptz
     and old.record_time < now() - interval '30 days' then
    return old;
  end if;
  raise exception 'audit entries are only ever added' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function refuse_audit_change();
create trigger audit_log_no_truncate before truncate on audit_log
  for each statement execute function refuse_audit_change();

-- The one way out: what is older than the policy keeps, and never what is younger than thirty days.
create function drop_audit_before(before timestamptz) returns bigint
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  gone bigint;
begin
  perform set_config('presence.audit_before', least(before, now() - interval '30 days')::text, true);
  delete from public.audit_log where record_time < current_setting('presence.audit_before')::timestamptz;
  get diagnostics gone = row_count;
  perform set_config('presence.audit_before', '', true);
  return gone;
end
$$;
revoke update, delete, truncate on audit_log from public;

-- migrate:down
