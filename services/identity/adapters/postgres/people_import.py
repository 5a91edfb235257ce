"""Files of people in PostgreSQL: copied into a temporary table, compared and taken over by whole sets."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from services.common.postgres import Connection, Database
from services.identity.adapters.postgres import import_sql as sql
from services.identity.adapters.postgres.people import CHANNEL
from services.identity.adapters.postgres.revocations import record_revocations
from services.identity.app.people_import import Plan, Staged
from services.identity.domain.audit import Action
from services.identity.domain.mail import MailKind
from services.identity.domain.people_csv import RowError
from services.identity.domain.person import GUARDIAN, folded

STATEMENT_SECONDS = 120.0  # whole files at once take longer than a pool's ordinary statements

_Row = tuple[object, ...]


class PostgresStaging:
    """See `app.people_import.Staging`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, rows: Sequence[Staged]) -> None:
        if rows:
            await self._connection.copy_records_to_table(
                "import_row",
                records=[_record(staged) for staged in rows],
                columns=sql.COPIED,
                timeout=STATEMENT_SECONDS,
            )

    async def plan(self, errors_max: int, *, commit: bool) -> Plan:
        seen = await self._connection.fetchval("select number from change_counter")
        plan = await self._planned(errors_max)
        if commit and not plan.failed:
            # last, for whoever else writes people waits from here to the commit
            hold = "select number from change_counter for update"
            if await self._connection.fetchval(hold, timeout=STATEMENT_SECONDS) != seen:
                await self._connection.execute(sql.FORGET_PLAN)
                plan = await self._planned(errors_max)
        return plan

    async def apply(self, plan: Plan, by: UUID, now: datetime) -> None:
        await self._write(sql.INSERT, plan.created, now)
        await self._connection.execute(sql.VOID_GUARDIAN_LINKS, timeout=STATEMENT_SECONDS)
        await self._connection.execute(
            sql.WITHDRAW, now, str(by), Action.CONSENT_WITHDRAWN, GUARDIAN, timeout=STATEMENT_SECONDS
        )
        await self._connection.execute(
            sql.AUDIT,
            now,
            str(by),
            Action.PERSON_CREATED,
            Action.PERSON_UPDATED,
            Action.ROLE_CHANGED,
            timeout=STATEMENT_SECONDS,
        )
        await self._connection.execute(
            "insert into audit_log (record_time, actor, action, subject, note) values ($1, $2, $3, '', $4)",
            now,
            str(by),
            Action.PEOPLE_IMPORTED,
            f"{plan.created} created, {plan.updated} updated, {plan.unchanged} unchanged",
        )
        await self._write(sql.UPDATE, plan.updated, None)
        # people before what is theirs: in the order in which everybody else writes, or two could wait for each other
        await self._connection.execute(
            sql.VOID_LINKS, now, MailKind.ACTIVATION, MailKind.PASSWORD_RESET, timeout=STATEMENT_SECONDS
        )
        ended = await self._connection.fetch(sql.ROLE_CHANGED, now, timeout=STATEMENT_SECONDS)
        await record_revocations(self._connection, [row["login_id"] for row in ended], now)
        await self._connection.execute(sql.INVITE, now, MailKind.ACTIVATION, timeout=STATEMENT_SECONDS)
        if plan.created or plan.updated:
            await self._connection.execute("select pg_notify($1, '')", CHANNEL)  # sent at the commit

    async def _planned(self, errors_max: int) -> Plan:
        for statement in sql.PLAN:
            await self._connection.execute(statement, timeout=STATEMENT_SECONDS)
        rows = await self._connection.fetch(sql.ERRORS, errors_max)
        counts = await self._connection.fetchrow(sql.COUNTS)
        assert counts is not None, "counts always come"
        errors = [RowError(row["line"], row["column_name"], row["reason"]) for row in rows]
        return Plan(counts["created"], counts["updated"], counts["unchanged"], counts["failed"], errors)

    async def _write(self, statement: str, rows: int, now: datetime | None) -> None:
        """Numbers are in the order of commits, since the counter's row is held."""
        if not rows:
            return
        before = await self._connection.fetchval(
            "update change_counter set number = number + $1 returning number - $1", rows
        )
        arguments: _Row = (before,) if now is None else (before, now)
        await self._connection.execute(statement, *arguments, timeout=STATEMENT_SECONDS)


class PostgresImports:
    """See `app.people_import.ImportStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def staging(self) -> AsyncIterator[PostgresStaging]:
        """The temporary table goes with the transaction."""
        async with self._database.transaction() as connection:
            await connection.execute(sql.CREATE)
            yield PostgresStaging(connection)


def _record(staged: Staged) -> _Row:
    row, details = staged.row, staged.row.details
    guardian = details.guardian

    def given(column: str, value: str) -> str | None:
        return value if column in row.columns else None

    return (
        row.line,
        staged.new_id,
        details.display_name,
        details.sort_name,
        details.email,
        f"{details.sort_name}\n{folded(details.email)}\n",
        given("role", str(details.role)),
        given("student_number", details.student_number),
        details.student_number_key,
        given("group", details.group),
        given("guardian_name", guardian.name),
        given("guardian_email", guardian.email),
        given("guardian_phone", guardian.phone),
        details.minor if "minor" in row.columns else None,
        given("language", details.language),
    )
