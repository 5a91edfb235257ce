"""The outbox in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.common.postgres import Connection
from services.identity.domain.mail import Letter, Mail, MailKind, MailRequest, MailState

_COLUMNS = """mail_id, person_id, kind, language, to_address, display_name, sealed_link, useful_until, state,
    create_time, next_try_time, try_until, send_time, attempts, last_problem, details"""


class Mails:
    """See `app.mail_store.MailTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, mails: Sequence[Mail]) -> None:
        await self._connection.executemany(
            f"""insert into mails ({_COLUMNS})
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            on conflict (mail_id) do nothing""",  # noqa: S608 - a constant
            [_values(mail) for mail in mails],
        )

    async def withdraw(self, person_id: UUID, kind: MailKind) -> None:
        await self._connection.execute(
            "delete from mails where person_id = $1 and kind = $2 and state <> 'sent'", person_id, kind
        )

    async def get(self, mail_id: UUID, *, keep: bool = False) -> Mail | None:
        lock = "for update" if keep else ""
        return _optional(
            await self._connection.fetchrow(f"select {_COLUMNS} from mails where mail_id = $1 {lock}", mail_id)  # noqa: S608 - constants
        )

    async def page(self, after: UUID | None, size: int) -> Sequence[Mail]:
        place = "where (create_time, mail_id) < (select create_time, mail_id from mails where mail_id = $2)"
        sql = f"""select {_COLUMNS} from mails {place if after else ""}
            order by create_time desc, mail_id desc limit $1"""  # noqa: S608 - constants
        arguments: tuple[object, ...] = (size, after) if after else (size,)
        return [_mail(row) for row in await self._connection.fetch(sql, *arguments)]

    async def claim_due(self, now: datetime) -> Mail | None:
        return _optional(
            await self._connection.fetchrow(
                f"""select {_COLUMNS} from mails where state = 'waiting' and next_try_time <= $1
                order by (kind = 'activation'), next_try_time limit 1 for update skip locked""",  # noqa: S608 - a constant
                now,
            )
        )

    async def sealed(self, after: UUID | None, size: int) -> Sequence[Mail]:
        rows = await self._connection.fetch(
            f"""select {_COLUMNS} from mails where sealed_link is not null and ($1::uuid is null or mail_id > $1)
            order by mail_id limit $2 for update""",  # noqa: S608 - a constant
            after,
            size,
        )
        return [_mail(row) for row in rows]

    async def save(self, mail: Mail) -> None:
        await self._connection.execute(
            """update mails set sealed_link = $2, state = $3, next_try_time = $4, try_until = $5, send_time = $6,
            attempts = $7, last_problem = $8 where mail_id = $1""",
            mail.mail_id,
            mail.sealed_link,
            mail.state,
            mail.next_try_time,
            mail.try_until,
            mail.send_time,
            mail.attempts,
            mail.last_problem,
        )

    async def request(self, request: MailRequest) -> None:
        await self._connection.execute(
            "insert into mail_requests (kind, email, language, create_time) values ($1, $2, $3, $4)",
            request.kind,
            request.email,
            request.language,
            request.create_time,
        )

    async def take_requests(self, size: int) -> Sequence[MailRequest]:
        rows = await self._connection.fetch(
            """delete from mail_requests where request_id in (
                select request_id from mail_requests
                order by (kind = 'activation'), request_id limit $1 for update skip locked
            ) returning request_id, kind, email, language, create_time""",
            size,
        )
        ordered = sorted(rows, key=lambda row: int(row["request_id"]))
        return [
            MailRequest(MailKind(row["kind"]), row["email"], row["language"], row["create_time"]) for row in ordered
        ]


def _values(mail: Mail) -> tuple[object, ...]:
    letter = mail.letter
    return (
        mail.mail_id,
        letter.person_id,
        letter.kind,
        letter.language,
        letter.to_address,
        letter.display_name,
        mail.sealed_link,
        letter.useful_until,
        mail.state,
        mail.create_time,
        mail.next_try_time,
        mail.try_until,
        mail.send_time,
        mail.attempts,
        mail.last_problem,
        dict(letter.details),
    )


def _optional(row: "asyncpg.Record | None") -> Mail | None:
    return _mail(row) if row is not None else None


def _mail(row: asyncpg.Record) -> Mail:
    return Mail(
        mail_id=row["mail_id"],
        letter=Letter(
            MailKind(row["kind"]),
            row["to_address"],
            row["display_name"],
            row["language"],
            row["person_id"],
            "",
            row["useful_until"],
            row["details"],
        ),
        sealed_link=row["sealed_link"],
        create_time=row["create_time"],
        next_try_time=row["next_try_time"],
        try_until=row["try_until"],
        state=MailState(row["state"]),
        send_time=row["send_time"],
        attempts=row["attempts"],
        last_problem=row["last_problem"],
    )
