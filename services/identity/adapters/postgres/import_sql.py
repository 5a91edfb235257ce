"""The statements of an import: what a staged row means, what stands against it, and taking it over."""

COPIED = (
    "line",
    "new_id",
    "display_name",
    "sort_name",
    "email",
    "search_head",
    "role",
    "student_number",
    "number_key",
    "group_name",
    "guardian_name",
    "guardian_email",
    "guardian_phone",
    "minor",
    "language",
)

# NULL where the file has no such column: what is there already stays.
CREATE = """
create temporary table import_row (
  line integer not null,
  new_id uuid not null,
  display_name text not null,
  sort_name text collate "C" not null,
  email text collate "C" not null,
  search_head text not null,
  role text,
  student_number text,
  number_key text collate "C",
  group_name text,
  guardian_name text,
  guardian_email text,
  guardian_phone text,
  minor boolean,
  language text
) on commit drop
"""

# A row is known by its student number, else by its e-mail address.
_COMPARE = """
create temporary table import_plan on commit drop as
select r.line, r.new_id, p.person_id, e.person_id as email_owner, r.display_name, r.sort_name, r.email,
  r.number_key as given_key,
  coalesce(r.role, p.role, 'student') as role,
  p.role as old_role,
  p.email as old_email,
  coalesce(r.student_number, p.student_number, '') as student_number,
  case when r.student_number is null then p.student_number_key else r.number_key end as student_number_key,
  r.search_head || case when r.student_number is null then coalesce(p.student_number_key, '')
    else coalesce(r.number_key, '') end as search_text,
  coalesce(r.group_name, p.group_name, '') as group_name,
  coalesce(r.guardian_name, p.guardian_name, '') as guardian_name,
  coalesce(r.guardian_email, p.guardian_email, '') as guardian_email,
  coalesce(r.guardian_phone, p.guardian_phone, '') as guardian_phone,
  coalesce(r.minor, p.minor, false) as minor,
  coalesce(r.language, p.language, '') as language,
  coalesce(p.minor, false) as old_minor,
  (r.display_name, r.email, coalesce(r.role, p.role), coalesce(r.student_number, p.student_number),
    coalesce(r.group_name, p.group_name), coalesce(r.guardian_name, p.guardian_name),
    coalesce(r.guardian_email, p.guardian_email), coalesce(r.guardian_phone, p.guardian_phone),
    coalesce(r.minor, p.minor), coalesce(r.language, p.language))
  is distinct from
  (p.display_name, p.email, p.role, p.student_number, p.group_name, p.guardian_name, p.guardian_email,
    p.guardian_phone, p.minor, p.language) as changed
from import_row r
left join people n on n.student_number_key = r.number_key
left join people e on e.email = r.email
left join people p on p.person_id = coalesce(n.person_id, e.person_id)
"""

_PROBLEMS = """
create temporary table import_problem on commit drop as
with seen as (
  select *, min(line) over (partition by email) as email_line,
    min(line) over (partition by given_key) as number_line,
    min(line) over (partition by person_id) as person_line
  from import_plan
)
select line, 'email' as column_name, 'is also on line ' || email_line as reason from seen where line <> email_line
union all
select line, 'student_number', 'is also on line ' || number_line from seen
  where given_key is not null and line <> number_line
union all
select line, '', 'is the same person as line ' || person_line from seen
  where person_id is not null and line <> person_line and line = email_line
    and (given_key is null or line = number_line)
union all
select line, 'email', 'is another person''s e-mail address already' from seen where email_owner <> person_id
union all
select line, 'student_number', 'belongs to students only' from seen where role <> 'student' and student_number <> ''
union all
select min(line), 'role', 'would leave nobody who can log in to administer' from import_plan
  where old_role = 'admin' and role <> 'admin'
  having count(*) > 0
    and exists (select from people where role = 'admin' and active and activated)
    and not exists (
      select from people p left join import_plan i using (person_id)
      where p.active and p.activated and coalesce(i.role, p.role) = 'admin'
    )
"""

FORGET_PLAN = "drop table import_problem, import_plan"

PLAN = ("analyze import_row", _COMPARE, "analyze import_plan", _PROBLEMS)

ERRORS = "select line, column_name, reason from import_problem order by line, column_name limit $1"

COUNTS = """
with fit as (select * from import_plan where line not in (select line from import_problem))
select (select count(*) from fit where person_id is null) as created,
  (select count(*) from fit where person_id is not null and changed) as updated,
  (select count(*) from fit where person_id is not null and not changed) as unchanged,
  (select count(distinct line) from import_problem) as failed
"""

# $1: the number of the last change before; $2: now
INSERT = """
insert into people (person_id, display_name, sort_name, email, student_number, student_number_key, search_text, role,
  active, activated, consent_text_version, create_time, revision, change_number,
  group_name, guardian_name, guardian_email, guardian_phone, minor, language)
select new_id, display_name, sort_name, email, student_number, student_number_key, search_text, role,
  true, false, '', $2, 1, $1 + row_number() over (order by line),
  group_name, guardian_name, guardian_email, guardian_phone, minor, language
from import_plan where person_id is null
"""

UPDATE = """
update people p set display_name = i.display_name, sort_name = i.sort_name, email = i.email,
  student_number = i.student_number, student_number_key = i.student_number_key, search_text = i.search_text,
  role = i.role, group_name = i.group_name, guardian_name = i.guardian_name, guardian_email = i.guardian_email,
  guardian_phone = i.guardian_phone,
  minor = i.minor, language = i.language, revision = p.revision + 1, change_number = $1 + i.position
from (select *, row_number() over (order by line) as position
  from import_plan where person_id is not null and changed) i
where p.person_id = i.person_id
"""

# Links that went to a mailbox which somebody else may read. $1: now; $2: "activation"; $3: "password_reset"
VOID_LINKS = """
with moved as (
  select i.person_id, i.email, i.language, p.activated
  from import_plan i join people p on p.person_id = i.person_id where i.old_email <> i.email
), invitations as (
  delete from activations a using moved m where a.person_id = m.person_id
), resets as (
  delete from password_resets r using moved m where r.person_id = m.person_id
), waiting as (
  delete from mails l using moved m where l.person_id = m.person_id and l.kind in ($2, $3) and l.state <> 'sent'
)
insert into mail_requests (kind, email, language, create_time)
select $2, email, language, $1 from moved where not activated
"""

# a link that went to somebody else
VOID_GUARDIAN_LINKS = """
delete from guardian_requests g using import_plan i, people p
where g.person_id = i.person_id and p.person_id = i.person_id
  and (p.guardian_email, p.minor) is distinct from (i.guardian_email, i.minor)
"""

# What somebody agreed to alone who turns out to be a minor was no consent. $1: now; $2: who; $3: action; $4: "guardian"
WITHDRAW = """
with alone as (
  update people p set consent_withdraw_time = $1, consent_awaits_guardian = true, consent_recorded_by = $2
  from import_plan i
  where p.person_id = i.person_id and i.minor and p.consent_grant_time is not null
    and (p.consent_withdraw_time is null or p.consent_grant_time > p.consent_withdraw_time)
    and p.consent_recorded_by is distinct from $4
  returning p.person_id, p.consent_text_version
), history as (
  insert into consents (person_id, granted, text_version, record_time, recorded_by)
  select person_id, false, consent_text_version, $1, $2 from alone
)
insert into audit_log (record_time, actor, action, subject, note)
select $1, $2, $3, person_id::text, 'a minor; ' || consent_text_version from alone
"""

AUDIT = """
insert into audit_log (record_time, actor, action, subject, note)
select $1, $2,
  case when person_id is null then $3 when old_role <> role then $5 else $4 end,
  coalesce(person_id, new_id)::text,
  case when person_id is null then role when old_role <> role then old_role || ' to ' || role else '' end
from import_plan where changed order by line
"""

ROLE_CHANGED = """
update logins l set revoke_time = $1 from import_plan i
where l.person_id = i.person_id and i.old_role <> i.role and l.revoke_time is null returning l.login_id
"""

# Links and mails are made by the senders of mail, later: fifty thousand of them here would hold up who else writes.
INVITE = """
insert into mail_requests (kind, email, language, create_time)
select $2, email, language, $1 from import_plan where person_id is null order by line
"""
