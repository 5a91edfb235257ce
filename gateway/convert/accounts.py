"""Logins, second factors, consent over time, the audit log and the outbox."""

import json
from collections.abc import Mapping
from typing import Literal

from presence.identity.v1 import account_service_pb2 as account
from presence.identity.v1 import audit_service_pb2 as audit
from presence.identity.v1 import identity_service_pb2 as identity
from presence.identity.v1 import mail_service_pb2 as mail
from presence.identity.v1 import people_service_pb2 as people
from presence.recognition.v1 import encoding_service_pb2 as encoding
from pydantic import JsonValue

from gateway.convert.common import time_if_set, time_of
from gateway.models.accounts import LoginChallenge
from gateway.models.audit import AuditEntry
from gateway.models.consents import ConsentRecord, Erasure
from gateway.models.imports import ImportLineError, ImportProgress, ImportSummary
from gateway.models.logins import LoginRecord, Passkey
from gateway.models.mails import Mail

_MAIL_STATE: Mapping[mail.MailState.ValueType, Literal["waiting", "sent", "given_up"]] = {
    mail.MAIL_STATE_WAITING: "waiting",
    mail.MAIL_STATE_SENT: "sent",
    mail.MAIL_STATE_GIVEN_UP: "given_up",
}


def json_object(text: str) -> dict[str, JsonValue]:
    """WebAuthn's options as identity writes them; ValueError when they are no JSON object."""
    document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError("identity sent WebAuthn options that are no JSON object")
    return document


def challenge_of(challenge: identity.SecondFactorChallenge) -> LoginChallenge:
    """What the second factor has to answer."""
    return LoginChallenge(
        challenge_token=challenge.challenge_token,
        passkey_options=json_object(challenge.passkey_options_json),
        expire_time=time_of(challenge.expire_time),
        enrol=challenge.enrol,
    )


def login_of(login: account.Login) -> LoginRecord:
    """Where somebody is logged in."""
    return LoginRecord(
        login_id=login.login_id,
        user_agent=login.user_agent,
        address=login.address,
        create_time=time_of(login.create_time),
        last_use_time=time_if_set(login, "last_use_time"),
        current=login.current,
    )


def passkey_of(passkey: account.Passkey) -> Passkey:
    """A second factor."""
    return Passkey(
        passkey_id=passkey.passkey_id,
        label=passkey.label,
        create_time=time_of(passkey.create_time),
        last_use_time=time_if_set(passkey, "last_use_time"),
    )


def consent_record_of(record: people.ConsentRecord) -> ConsentRecord:
    """One word given or taken back."""
    return ConsentRecord(
        granted=record.granted,
        text_version=record.text_version,
        record_time=time_of(record.record_time),
        recorded_by=record.recorded_by,
    )


def erasure_of(erasure: encoding.Erasure) -> Erasure:
    """What was erased, and when."""
    return Erasure(
        request_time=time_of(erasure.request_time),
        complete_time=time_if_set(erasure, "complete_time"),
        cause=erasure.cause,
        samples=erasure.samples,
        encodings=erasure.encodings,
        gallery_version=erasure.gallery_version,
        review_crops=erasure.review_crops,
    )


def entry_of(entry: audit.AuditEntry) -> AuditEntry:
    """One entry of the audit log."""
    return AuditEntry(
        entry_id=entry.entry_id,
        record_time=time_of(entry.record_time),
        actor=entry.actor,
        actor_name=entry.actor_name,
        action=entry.action,
        subject=entry.subject,
        subject_name=entry.subject_name,
        note=entry.note,
    )


def mail_of(one: mail.Mail) -> Mail:
    """A mail of the outbox."""
    return Mail(
        mail_id=one.mail_id,
        to_address=one.to_address,
        subject=one.subject,
        state=_MAIL_STATE[one.state],
        create_time=time_of(one.create_time),
        send_time=time_if_set(one, "send_time"),
        attempts=one.attempts,
        last_problem=one.last_problem,
        text=one.text,
    )


def import_event_of(message: people.ImportPeopleResponse) -> ImportProgress | ImportLineError | ImportSummary:
    """One line of what is told of an import."""
    match message.WhichOneof("message"):
        case "progress":
            return ImportProgress(rows_read=message.progress.rows_read, rows_written=message.progress.rows_written)
        case "error":
            wrong = message.error
            return ImportLineError(line=wrong.line, column=wrong.column, reason=wrong.reason)
        case "summary":
            done = message.summary
            return ImportSummary(
                created=done.created,
                updated=done.updated,
                unchanged=done.unchanged,
                failed=done.failed,
                committed=done.committed,
            )
    raise ValueError("identity told something of the import that this gateway does not know")
