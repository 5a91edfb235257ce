"""The audit log, and dropping what is over, in PostgreSQL."""

from datetime import datetime

from services.common.postgres import Connection
from services.identity.domain.audit import AuditEntry


class Audit:
    """See `app.store.AuditTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, entry: AuditEntry) -> None:
        await self._connection.execute(
            "insert into audit_log (record_time, actor, action, subject, note) values ($1, $2, $3, $4, $5)",
            entry.time,
            entry.actor,
            entry.action,
            entry.subject,
            entry.note,
        )


class Housekeeping:
    """See `app.store.Upkeep`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def drop_expired(self, now: datetime) -> None:
        await self._connection.execute("delete from logins where expire_time <= $1", now)
        await self._connection.execute("delete from activations where expire_time <= $1", now)
        await self._connection.execute("delete from passkey_challenges where expire_time <= $1", now)
        await self._connection.execute("delete from password_resets where expire_time <= $1", now)
        await self._connection.execute(
            "update mails set sealed_link = null where useful_until <= $1 and sealed_link is not null", now
        )
        await self._connection.execute("delete from guardian_requests where expire_time <= $1", now)
        await self._connection.execute("delete from kiosk_pairings where expire_time <= $1", now)

    async def drop_attempts(self, before: datetime) -> None:
        await self._connection.execute("delete from login_attempts where last_time < $1", before)

    async def drop_mails(self, before: datetime) -> None:
        await self._connection.execute("delete from mails where create_time < $1", before)

    async def drop_push_messages(self, before: datetime) -> None:
        await self._connection.execute("delete from push_messages where create_time < $1", before)

    async def drop_known_addresses(self, before: datetime) -> None:
        await self._connection.execute("delete from known_addresses where last_time < $1", before)

    async def drop_kiosk_tokens(self, before: datetime) -> None:
        await self._connection.execute("delete from kiosk_tokens where use_time < $1", before)

    async def drop_audit(self, before: datetime) -> None:
        await self._connection.execute("select drop_audit_before($1)", before)

    async def drop_revocations(self, before: datetime) -> None:
        await self._connection.execute(
            """with gone as (delete from revocations where record_time < $1 returning number)
            update revocation_counter
            set compacted_through = greatest(compacted_through, (select max(number) from gone))""",
            before,
        )

    async def compact(self, before: datetime) -> None:
        await self._connection.execute("delete from person_requests where create_time < $1", before)
        await self._connection.execute(
            """with gone as (delete from deleted_people where delete_time < $1 returning change_number)
            update change_counter
            set compacted_through = greatest(compacted_through, (select max(change_number) from gone))""",
            before,
        )
