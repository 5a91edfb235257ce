"""Passkeys, challenges and recovery codes in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.common.postgres import Connection
from services.identity.domain.passkey import Credential, Passkey, PasskeyChallenge, Purpose

_COLUMNS = "passkey_id, person_id, label, credential_id, public_key, sign_count, create_time, last_use_time"


class Passkeys:
    """See `app.passkey_store.PasskeyTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self, person_id: UUID) -> None:
        await self._connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 4))", str(person_id))

    async def add(self, passkey: Passkey) -> bool:
        added = await self._connection.fetchval(
            f"""insert into passkeys ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (credential_id) do nothing returning true""",  # noqa: S608 - a constant
            passkey.passkey_id,
            passkey.person_id,
            passkey.label,
            passkey.credential.credential_id,
            passkey.credential.public_key,
            passkey.credential.sign_count,
            passkey.create_time,
            passkey.last_use_time,
        )
        return added is True

    async def save(self, passkey: Passkey) -> None:
        await self._connection.execute(
            "update passkeys set sign_count = $2, last_use_time = $3 where passkey_id = $1",
            passkey.passkey_id,
            passkey.credential.sign_count,
            passkey.last_use_time,
        )

    async def get(self, passkey_id: UUID) -> Passkey | None:
        row = await self._connection.fetchrow(
            f"select {_COLUMNS} from passkeys where passkey_id = $1",  # noqa: S608 - a constant
            passkey_id,
        )
        return _passkey(row) if row is not None else None

    async def by_credential(self, credential_id: bytes) -> Passkey | None:
        row = await self._connection.fetchrow(
            f"select {_COLUMNS} from passkeys where credential_id = $1 for update",  # noqa: S608 - a constant
            credential_id,
        )
        return _passkey(row) if row is not None else None

    async def of_person(self, person_id: UUID) -> Sequence[Passkey]:
        rows = await self._connection.fetch(
            f"select {_COLUMNS} from passkeys where person_id = $1 order by create_time, passkey_id",  # noqa: S608 - a constant
            person_id,
        )
        return [_passkey(row) for row in rows]

    async def remove(self, passkey_id: UUID) -> None:
        await self._connection.execute("delete from passkeys where passkey_id = $1", passkey_id)

    async def put_challenge(self, challenge: PasskeyChallenge) -> None:
        await self._connection.execute(
            """insert into passkey_challenges (digest, person_id, purpose, challenge, expire_time)
            values ($1, $2, $3, $4, $5)""",
            challenge.digest,
            challenge.person_id,
            challenge.purpose,
            challenge.challenge,
            challenge.expire_time,
        )

    async def take_challenge(self, digest: bytes, purpose: Purpose) -> PasskeyChallenge | None:
        row = await self._connection.fetchrow(
            """delete from passkey_challenges where digest = $1 and purpose = $2
            returning digest, person_id, purpose, challenge, expire_time""",
            digest,
            purpose,
        )
        if row is None:
            return None
        return PasskeyChallenge(
            row["digest"], row["person_id"], Purpose(row["purpose"]), row["challenge"], row["expire_time"]
        )

    async def put_codes(self, person_id: UUID, digests: Sequence[bytes]) -> None:
        await self._connection.execute("delete from recovery_codes where person_id = $1", person_id)
        await self._connection.execute(
            "insert into recovery_codes (person_id, digest) select $1, unnest($2::bytea[])", person_id, list(digests)
        )

    async def take_code(self, person_id: UUID, digest: bytes) -> bool:
        taken = await self._connection.fetchval(
            "delete from recovery_codes where person_id = $1 and digest = $2 returning true", person_id, digest
        )
        return taken is True

    async def codes_left(self, person_id: UUID) -> int:
        sql = "select count(*) from recovery_codes where person_id = $1"
        return int(await self._connection.fetchval(sql, person_id))


def _passkey(row: asyncpg.Record) -> Passkey:
    return Passkey(
        row["passkey_id"],
        row["person_id"],
        row["label"],
        Credential(row["credential_id"], row["public_key"], row["sign_count"]),
        row["create_time"],
        row["last_use_time"],
    )
