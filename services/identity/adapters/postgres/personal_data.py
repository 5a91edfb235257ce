"""What identity stores about a person, as they are given it: no secrets, no digests, nobody else's names."""

from services.common.personal_data import DataSet, Kept

_FOR_EVER = "'-infinity'::timestamptz as sort_time, '' as sort_key"

_PERSON = f"""
select person_id, display_name, email, student_number, role, group_name as "group", language, minor, active, activated,
  guardian_name, guardian_email, guardian_phone, consent_text_version, consent_grant_time, consent_withdraw_time,
  consent_awaits_guardian, create_time, {_FOR_EVER}
from people where person_id = $1
"""  # noqa: S608  a constant
_CONSENTS = """
select granted, text_version, record_time,
  case recorded_by when $1::uuid::text then 'you' when 'guardian' then 'guardian' else 'administrator' end
    as recorded_by,
  record_time as sort_time, to_char(consent_id, 'fm0000000000000000000') as sort_key
from consents where person_id = $1
"""
_LOGINS = """
select create_time, last_use_time, expire_time, revoke_time, address, user_agent, create_time as sort_time,
  login_id::text as sort_key
from logins where person_id = $1
"""
_PASSKEYS = """
select label, create_time, last_use_time, create_time as sort_time, passkey_id::text as sort_key
from passkeys where person_id = $1
"""
_PROVIDERS = """
select issuer, subject, link_time, link_time as sort_time, issuer as sort_key from oidc_links where person_id = $1
"""
_LINKS = f"""
select 'password' as what_is_set, true as is_set, null::timestamptz as expire_time, {_FOR_EVER}
from passwords where person_id = $1
union all
select 'recovery_codes', true, null, '-infinity', encode(digest, 'hex') from recovery_codes where person_id = $1
union all
select 'activation_link', true, expire_time, expire_time, '1' from activations where person_id = $1
union all
select 'password_reset_link', true, expire_time, expire_time, '2' from password_resets where person_id = $1
union all
select 'guardian_link', true, expire_time, expire_time, '3' from guardian_requests where person_id = $1
"""  # noqa: S608  a constant
_MAILS = """
select kind, language, to_address, state, create_time, send_time, attempts, details, create_time as sort_time,
  mail_id::text as sort_key
from mails where person_id = $1
"""
_NOTICES = f"""
select attendance, at_risk_push, absent_mail, absent_push, guardian, {_FOR_EVER}
from notice_settings where person_id = $1
"""  # noqa: S608  a constant
_BROWSERS = """
select label, create_time, last_success_time, create_time as sort_time, subscription_id::text as sort_key
from push_subscriptions where person_id = $1
"""
_PUSHED = """
select m.kind, m.language, m.state, m.create_time, m.send_time, s.label as browser, m.create_time as sort_time,
  m.push_id::text as sort_key
from push_subscriptions s join push_messages m using (subscription_id) where s.person_id = $1
"""
# A note may name who else it was about; it is given away where it is about the person.
_AUDIT = """
select record_time, action,
  case actor when $1::uuid::text then 'you' when 'operator' then 'operator' else 'somebody else' end as done_by,
  case subject when $1::uuid::text then 'you' when '' then '' else 'somebody or something else' end as done_to,
  case when subject = $1::uuid::text then note else '' end as note,
  record_time as sort_time, to_char(entry_id, 'fm0000000000000000000') as sort_key
from audit_log where actor = $1::uuid::text or subject = $1::uuid::text
"""


def data_sets(*, mail_days: int, push_days: int, audit_days: int) -> tuple[DataSet, ...]:
    """All there is, with how long it stays."""
    return (
        DataSet("person", Kept.PERSON, _PERSON),
        DataSet("consents", Kept.PERSON, _CONSENTS),
        DataSet("logins", Kept.USE, _LOGINS),
        DataSet("passkeys", Kept.USE, _PASSKEYS),
        DataSet("providers", Kept.PERSON, _PROVIDERS),
        DataSet("secrets", Kept.USE, _LINKS),
        DataSet("mails", Kept.DAYS, _MAILS, mail_days),
        DataSet("notice_settings", Kept.PERSON, _NOTICES),
        DataSet("push_browsers", Kept.USE, _BROWSERS),
        DataSet("push_messages", Kept.DAYS, _PUSHED, push_days),
        DataSet("audit", Kept.DAYS, _AUDIT, audit_days),
    )
