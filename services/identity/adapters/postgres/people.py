"""People and their numbered changes in PostgreSQL."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.common.postgres import Connection
from services.common.principal import Role
from services.identity.adapters.postgres.revocations import record_revocations
from services.identity.app.store import ListPlace, PeopleFilter
from services.identity.domain.change import Change, Position
from services.identity.domain.errors import AlreadyTaken
from services.identity.domain.person import Consent, ConsentRecord, Guardian, Person, PersonDetails

CHANNEL = "people"

_COLUMNS = """p.person_id, p.display_name, p.email, p.student_number, p.role, p.active, p.activated,
    p.consent_text_version, p.consent_grant_time, p.consent_withdraw_time, p.consent_recorded_by,
    p.consent_awaits_guardian, p.group_name, p.guardian_name, p.guardian_email, p.guardian_phone, p.minor, p.language,
    p.create_time, p.revision"""

_WILDCARD = re.compile(r"[\\%_]")  # means something in a pattern

_TAKEN = {"people_email": "email", "people_student_number": "student_number"}


class People:
    """See `app.store.PeopleTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold_writers(self) -> None:
        await self._connection.execute("select number from change_counter for update")

    async def get(self, person_id: UUID, *, keep: bool = False) -> Person | None:
        lock = "for share" if keep else ""
        return _optional(
            await self._connection.fetchrow(f"select {_COLUMNS} from people p where person_id = $1 {lock}", person_id)  # noqa: S608 - constants
        )

    async def by_email(self, email: str) -> Person | None:
        return _optional(
            await self._connection.fetchrow(f"select {_COLUMNS} from people p where email = $1", email)  # noqa: S608 - a constant
        )

    async def administrators(self) -> Sequence[Person]:
        sql = f"select {_COLUMNS} from people p where role = 'admin' order by create_time, person_id"  # noqa: S608 - a constant
        return [_person(row) for row in await self._connection.fetch(sql)]

    async def page(self, wanted: PeopleFilter, after: ListPlace | None, size: int, skip: int = 0) -> Sequence[Person]:
        sql, arguments = page_sql(wanted, after, size, skip)
        return [_person(row) for row in await self._connection.fetch(sql, *arguments)]

    async def count(self, wanted: PeopleFilter) -> int:
        where, arguments = _where(wanted)
        sql = f"select count(*) from people p where {where}"  # noqa: S608 - constants and numbers of parameters
        return int(await self._connection.fetchval(sql, *arguments))

    async def claim_request(self, request_id: UUID, person_id: UUID, now: datetime) -> UUID:
        # writers are held, so nobody claims it between the two statements
        await self._connection.execute(
            "insert into person_requests values ($1, $2, $3) on conflict (request_id) do nothing",
            request_id,
            person_id,
            now,
        )
        claimed: UUID = await self._connection.fetchval(
            "select person_id from person_requests where request_id = $1", request_id
        )
        return claimed

    async def add(self, person: Person) -> None:
        await self._write(
            """insert into people (person_id, display_name, sort_name, email, student_number, student_number_key,
                search_text, role, active, activated, consent_text_version, consent_grant_time,
                consent_withdraw_time, consent_recorded_by, create_time, revision, change_number,
                consent_awaits_guardian, group_name, guardian_name, guardian_email, guardian_phone, minor, language)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                $22, $23, $24)""",
            person,
        )

    async def save(self, person: Person) -> None:
        await self._write(
            """update people set display_name = $2, sort_name = $3, email = $4, student_number = $5,
                student_number_key = $6, search_text = $7, role = $8, active = $9, activated = $10,
                consent_text_version = $11, consent_grant_time = $12, consent_withdraw_time = $13,
                consent_recorded_by = $14, create_time = $15, revision = $16, change_number = $17,
                consent_awaits_guardian = $18, group_name = $19, guardian_name = $20, guardian_email = $21,
                guardian_phone = $22, minor = $23, language = $24
            where person_id = $1""",
            person,
        )

    async def remove(self, person_id: UUID, now: datetime) -> None:
        # the person before the logins, as whoever changes a password does, or the two could wait for each other
        await self._connection.execute("select from people where person_id = $1 for update", person_id)
        ended = await self._connection.fetch(
            "delete from logins where person_id = $1 returning login_id, revoke_time", person_id
        )
        await record_revocations(
            self._connection, [row["login_id"] for row in ended if row["revoke_time"] is None], now
        )
        await self._connection.execute("delete from people where person_id = $1", person_id)
        await self._connection.execute(
            "insert into deleted_people (person_id, delete_time, change_number) values ($1, $2, $3)",
            person_id,
            now,
            await self._next_number(),
        )

    async def record_consent(self, person: Person, now: datetime) -> None:
        consent = person.consent
        await self._connection.execute(
            """insert into consents (person_id, granted, text_version, record_time, recorded_by)
            values ($1, $2, $3, $4, $5)""",
            person.person_id,
            consent.granted,
            consent.text_version,
            now,
            consent.recorded_by,
        )

    async def consents(self, person_id: UUID, size: int) -> Sequence[ConsentRecord]:
        rows = await self._connection.fetch(
            """select granted, text_version, record_time, recorded_by from consents
            where person_id = $1 order by consent_id desc limit $2""",
            person_id,
            size,
        )
        return [ConsentRecord(**dict(row)) for row in rows]

    async def changes(self, after: int, size: int) -> tuple[Sequence[Change], Position]:
        # One statement sees one moment. Two would not: between them a person could pass from one table to the other.
        rows = await self._connection.fetch(
            f"""select c.change_number, c.person_id as whose, {_COLUMNS} from (
                select change_number, person_id from people where change_number > $1
                union all
                select change_number, person_id from deleted_people where change_number > $1
                order by change_number limit $2
            ) c left join people p using (change_number) order by c.change_number""",  # noqa: S608 - a constant
            after,
            size,
        )
        # read second: what is compacted between the two is told of although it was still found, never the reverse
        counter = await self._connection.fetchrow("select epoch, number, compacted_through from change_counter")
        assert counter is not None, "the migration makes this row and nothing removes it"
        changes = [
            Change(row["change_number"], row["whose"], _person(row) if row["person_id"] is not None else None)
            for row in rows
        ]
        return changes, Position(counter["epoch"], counter["number"], counter["compacted_through"])

    async def _write(self, sql: str, person: Person) -> None:
        details, consent = person.details, person.consent
        try:
            await self._connection.execute(
                sql,
                person.person_id,
                details.display_name,
                details.sort_name,
                details.email,
                details.student_number,
                details.student_number_key,
                details.search_text,
                details.role,
                person.active,
                person.activated,
                consent.text_version,
                consent.grant_time,
                consent.withdraw_time,
                consent.recorded_by,
                person.create_time,
                person.revision,
                await self._next_number(),
                consent.awaits_guardian,
                details.group,
                details.guardian.name,
                details.guardian.email,
                details.guardian.phone,
                details.minor,
                details.language,
            )
        except asyncpg.UniqueViolationError as error:
            if error.constraint_name not in _TAKEN:
                raise
            raise AlreadyTaken(_TAKEN[error.constraint_name]) from None

    async def _next_number(self) -> int:
        number = await self._connection.fetchval("update change_counter set number = number + 1 returning number")
        await self._connection.execute("select pg_notify($1, '')", CHANNEL)  # sent at the commit, if there is one
        return int(number)


def page_sql(wanted: PeopleFilter, after: ListPlace | None, size: int, skip: int) -> tuple[str, list[object]]:
    """The statement of one page, and its arguments."""
    where, arguments = _where(wanted)
    if after:
        where += f" and (p.sort_name, p.person_id) > (${len(arguments) + 1}, ${len(arguments) + 2})"
        arguments += [after.sort_name, after.person_id]
    order = "order by p.sort_name, p.person_id"
    if skip:
        # whoever is skipped is counted in the index of that order, and nothing of theirs is read
        place = f"select p.sort_name, p.person_id from people p where {where} {order} limit 1 offset {skip:d}"  # noqa: S608 - as below
        where += f" and (p.sort_name, p.person_id) >= ({place})"
    sql = f"select {_COLUMNS} from people p where {where} {order} limit {size:d}"  # noqa: S608 - constants, numbers of parameters, ints
    return sql, arguments


def _where(wanted: PeopleFilter) -> tuple[str, list[object]]:
    """One condition a word: an array of patterns would not use the index."""
    conditions, arguments = ["true"], list[object]()
    if wanted.role is not None:
        arguments.append(wanted.role)
        conditions.append("p.role = $1")
    for word in wanted.words:
        arguments.append("%" + _WILDCARD.sub(r"\\\g<0>", word) + "%")
        conditions.append(f"p.search_text like ${len(arguments)}")
    return " and ".join(conditions), arguments


def _optional(row: "asyncpg.Record | None") -> Person | None:
    return _person(row) if row is not None else None


def _person(row: asyncpg.Record) -> Person:
    return Person(
        person_id=row["person_id"],
        details=PersonDetails(
            row["display_name"],
            row["email"],
            row["student_number"],
            Role(row["role"]),
            row["group_name"],
            Guardian(row["guardian_name"], row["guardian_email"], row["guardian_phone"]),
            row["minor"],
            row["language"],
        ),
        active=row["active"],
        activated=row["activated"],
        consent=Consent(
            row["consent_text_version"],
            row["consent_grant_time"],
            row["consent_withdraw_time"],
            row["consent_recorded_by"] or "",
            row["consent_awaits_guardian"],
        ),
        create_time=row["create_time"],
        revision=row["revision"],
    )
