"""Web push in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.common.postgres import Connection
from services.identity.domain.mail import MailKind
from services.identity.domain.push import PushKey, PushMessage, PushState, PushSubscription

_SUBSCRIPTION = "subscription_id, person_id, digest, sealed_target, label, create_time, last_success_time"
_MESSAGE = """push_id, subscription_id, topic, kind, language, create_time, next_try_time, try_until, state, send_time,
    attempts, last_problem"""
_CLAIM = """
    select m.push_id, m.subscription_id, m.topic, m.kind, m.language, m.create_time, m.next_try_time, m.try_until,
        m.state, m.send_time, m.attempts, m.last_problem, s.person_id, s.digest, s.sealed_target, s.label,
        s.create_time as subscribe_time, s.last_success_time
    from push_messages m join push_subscriptions s using (subscription_id)
    where m.state = 'waiting' and m.next_try_time <= $1
    order by m.next_try_time, m.push_id limit $2 for update of m skip locked
"""


class Push:
    """See `app.push_store.PushTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, subscription: PushSubscription) -> None:
        await self._connection.execute(
            f"""insert into push_subscriptions ({_SUBSCRIPTION})
            select $1, person_id, $3, $4, $5, $6, $7 from people where person_id = $2
            on conflict (digest) do nothing""",  # noqa: S608 - a constant
            subscription.subscription_id,
            subscription.person_id,
            subscription.digest,
            subscription.sealed_target,
            subscription.label,
            subscription.create_time,
            subscription.last_success_time,
        )

    async def by_digest(self, digest: bytes) -> PushSubscription | None:
        row = await self._connection.fetchrow(
            f"select {_SUBSCRIPTION} from push_subscriptions where digest = $1",  # noqa: S608 - a constant
            digest,
        )
        return PushSubscription(**dict(row)) if row is not None else None

    async def of_person(self, person_id: UUID) -> Sequence[PushSubscription]:
        rows = await self._connection.fetch(
            f"""select {_SUBSCRIPTION} from push_subscriptions where person_id = $1
            order by create_time desc, subscription_id""",  # noqa: S608 - a constant
            person_id,
        )
        return [PushSubscription(**dict(row)) for row in rows]

    async def remove(self, subscription_id: UUID) -> None:
        await self._connection.execute("delete from push_subscriptions where subscription_id = $1", subscription_id)

    async def note_success(self, subscription_id: UUID, now: datetime) -> None:
        await self._connection.execute(
            "update push_subscriptions set last_success_time = $2 where subscription_id = $1", subscription_id, now
        )

    async def sealed(self, after: UUID | None, size: int) -> Sequence[PushSubscription]:
        rows = await self._connection.fetch(
            f"""select {_SUBSCRIPTION} from push_subscriptions where $1::uuid is null or subscription_id > $1
            order by subscription_id limit $2 for update""",  # noqa: S608 - a constant
            after,
            size,
        )
        return [PushSubscription(**dict(row)) for row in rows]

    async def seal(self, subscription_id: UUID, sealed_target: bytes) -> None:
        await self._connection.execute(
            "update push_subscriptions set sealed_target = $2 where subscription_id = $1",
            subscription_id,
            sealed_target,
        )

    async def add_messages(self, messages: Sequence[PushMessage]) -> None:
        await self._connection.executemany(
            f"""insert into push_messages ({_MESSAGE}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (push_id) do nothing""",  # noqa: S608 - a constant
            [
                (
                    m.push_id,
                    m.subscription_id,
                    m.topic,
                    m.kind,
                    m.language,
                    m.create_time,
                    m.next_try_time,
                    m.try_until,
                    m.state,
                    m.send_time,
                    m.attempts,
                    m.last_problem,
                )
                for m in messages
            ],
        )

    async def claim_due(self, now: datetime, size: int) -> Sequence[tuple[PushMessage, PushSubscription]]:
        return [_claimed(row) for row in await self._connection.fetch(_CLAIM, now, size)]

    async def save(self, message: PushMessage) -> None:
        await self._connection.execute(
            """update push_messages set state = $2, next_try_time = $3, send_time = $4, attempts = $5,
            last_problem = $6 where push_id = $1""",
            message.push_id,
            message.state,
            message.next_try_time,
            message.send_time,
            message.attempts,
            message.last_problem,
        )

    async def key(self) -> PushKey | None:
        row = await self._connection.fetchrow("select public_key, sealed_private_key, create_time from push_key")
        return PushKey(**dict(row)) if row is not None else None

    async def add_key(self, key: PushKey) -> None:
        await self._connection.execute(
            """insert into push_key (public_key, sealed_private_key, create_time) values ($1, $2, $3)
            on conflict (only_row) do nothing""",
            key.public_key,
            key.sealed_private_key,
            key.create_time,
        )

    async def replace_key(self, key: PushKey) -> None:
        await self._connection.execute("update push_key set sealed_private_key = $1", key.sealed_private_key)


def _claimed(row: asyncpg.Record) -> tuple[PushMessage, PushSubscription]:
    message = PushMessage(
        push_id=row["push_id"],
        subscription_id=row["subscription_id"],
        topic=row["topic"],
        kind=MailKind(row["kind"]),
        language=row["language"],
        create_time=row["create_time"],
        next_try_time=row["next_try_time"],
        try_until=row["try_until"],
        state=PushState(row["state"]),
        send_time=row["send_time"],
        attempts=row["attempts"],
        last_problem=row["last_problem"],
    )
    subscription = PushSubscription(
        row["subscription_id"],
        row["person_id"],
        row["digest"],
        row["sealed_target"],
        row["label"],
        row["subscribe_time"],
        row["last_success_time"],
    )
    return message, subscription
