"""Passwords, activation links, attempts and logins in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.common.postgres import Connection
from services.identity.adapters.postgres.revocations import record_revocations
from services.identity.domain import attempts as domain
from services.identity.domain.activation import Activation
from services.identity.domain.guardian import GuardianRequest
from services.identity.domain.login import Client, Login, RefreshToken

_LOGIN = """login_id, person_id, create_time, expire_time, end_time, revoke_time, address, user_agent, last_use_time,
    prove_time"""


class Passwords:
    """See `app.store.PasswordTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, person_id: UUID, *, keep: bool = False) -> str | None:
        lock = "for update" if keep else ""
        found: str | None = await self._connection.fetchval(
            f"select password_hash from passwords where person_id = $1 {lock}",  # noqa: S608 - constants
            person_id,
        )
        return found

    async def put(self, person_id: UUID, password_hash: str) -> None:
        await self._connection.execute(
            """insert into passwords (person_id, password_hash) values ($1, $2)
            on conflict (person_id) do update set password_hash = excluded.password_hash""",
            person_id,
            password_hash,
        )


class Activations:
    """See `app.store.ActivationTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, activation: Activation) -> None:
        await self._connection.execute(
            """insert into activations (person_id, digest, expire_time) values ($1, $2, $3)
            on conflict (person_id) do update set digest = excluded.digest, expire_time = excluded.expire_time""",
            activation.person_id,
            activation.digest,
            activation.expire_time,
        )

    async def get(self, digest: bytes) -> Activation | None:
        return _activation(
            await self._connection.fetchrow(
                "select person_id, digest, expire_time from activations where digest = $1", digest
            )
        )

    async def take(self, digest: bytes) -> Activation | None:
        return _activation(
            await self._connection.fetchrow(
                "delete from activations where digest = $1 returning person_id, digest, expire_time", digest
            )
        )

    async def of_person(self, person_id: UUID) -> Activation | None:
        sql = "select person_id, digest, expire_time from activations where person_id = $1"
        return _activation(await self._connection.fetchrow(sql, person_id))

    async def drop(self, person_id: UUID) -> bool:
        sql = "delete from activations where person_id = $1 returning true"
        return await self._connection.fetchval(sql, person_id) is True


class Guardians:
    """See `app.store.GuardianTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, request: GuardianRequest) -> None:
        await self._connection.execute(
            """insert into guardian_requests (person_id, digest, text_version, expire_time) values ($1, $2, $3, $4)
            on conflict (person_id) do update set digest = excluded.digest,
                text_version = excluded.text_version, expire_time = excluded.expire_time""",
            request.person_id,
            request.digest,
            request.text_version,
            request.expire_time,
        )

    async def get(self, digest: bytes) -> GuardianRequest | None:
        row = await self._connection.fetchrow(
            "select person_id, digest, text_version, expire_time from guardian_requests where digest = $1", digest
        )
        return GuardianRequest(**dict(row)) if row is not None else None

    async def of_person(self, person_id: UUID) -> GuardianRequest | None:
        row = await self._connection.fetchrow(
            "select person_id, digest, text_version, expire_time from guardian_requests where person_id = $1", person_id
        )
        return GuardianRequest(**dict(row)) if row is not None else None

    async def drop(self, person_id: UUID) -> None:
        await self._connection.execute("delete from guardian_requests where person_id = $1", person_id)


class Attempts:
    """See `app.store.AttemptTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, account: bytes) -> domain.Attempts | None:
        # a lock on the account even while it has no row
        await self._connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", account.hex())
        row = await self._connection.fetchrow(
            "select failed, last_time from login_attempts where account = $1", account
        )
        return domain.Attempts(row["failed"], row["last_time"]) if row is not None else None

    async def put(self, account: bytes, attempts: domain.Attempts) -> None:
        await self._connection.execute(
            """insert into login_attempts (account, failed, last_time) values ($1, $2, $3)
            on conflict (account) do update set failed = excluded.failed, last_time = excluded.last_time""",
            account,
            attempts.failed,
            attempts.last_time,
        )

    async def clear(self, *accounts: bytes) -> None:
        await self._connection.execute("delete from login_attempts where account = any($1)", accounts)


class Logins:
    """See `app.store.LoginTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, login: Login, token: RefreshToken) -> None:
        await self._connection.execute(
            f"insert into logins ({_LOGIN}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",  # noqa: S608 - a constant
            login.login_id,
            login.person_id,
            login.create_time,
            login.expire_time,
            login.end_time,
            login.revoke_time,
            login.client.address,
            login.client.user_agent,
            login.last_use_time,
            login.prove_time,
        )
        await self._add_token(token)

    async def find(self, digest: bytes) -> tuple[Login, RefreshToken] | None:
        # The login is locked first and its token read by the next statement, which sees what the holder before us did.
        login = await self._connection.fetchrow(
            f"""select {_LOGIN} from logins
            where login_id = (select login_id from refresh_tokens where digest = $1) for update""",  # noqa: S608 - a constant
            digest,
        )
        token = await self.token(digest)
        if login is None or token is None:
            return None
        return _login(login), token

    async def token(self, digest: bytes) -> RefreshToken | None:
        row = await self._connection.fetchrow(
            "select digest, login_id, create_time, use_time from refresh_tokens where digest = $1", digest
        )
        return RefreshToken(**dict(row)) if row is not None else None

    async def rotate(self, digest: bytes, successor: RefreshToken, expire_time: datetime) -> None:
        await self._connection.execute(
            "update refresh_tokens set use_time = $2 where digest = $1", digest, successor.create_time
        )
        await self._add_token(successor)
        await self._connection.execute(
            "update logins set last_use_time = $2, expire_time = $3 where login_id = $1",
            successor.login_id,
            successor.create_time,
            expire_time,
        )

    async def note_proof(self, login_id: UUID, now: datetime) -> bool:
        noted = await self._connection.fetchval(
            """update logins set prove_time = $2
            where login_id = $1 and revoke_time is null and expire_time > $2 returning true""",
            login_id,
            now,
        )
        return noted is True

    async def get(self, login_id: UUID) -> Login | None:
        row = await self._connection.fetchrow(
            f"select {_LOGIN} from logins where login_id = $1",  # noqa: S608 - a constant
            login_id,
        )
        return _login(row) if row is not None else None

    async def of_person(self, person_id: UUID, now: datetime, size: int) -> Sequence[Login]:
        rows = await self._connection.fetch(
            f"""select {_LOGIN} from logins where person_id = $1 and revoke_time is null and expire_time > $2
            order by create_time desc, login_id limit $3""",  # noqa: S608 - a constant
            person_id,
            now,
            size,
        )
        return [_login(row) for row in rows]

    async def revoke(self, login_id: UUID, now: datetime) -> None:
        ended = await self._connection.fetch(
            """update logins set revoke_time = $2 where login_id = $1 and revoke_time is null returning login_id""",
            login_id,
            now,
        )
        await record_revocations(self._connection, [row["login_id"] for row in ended], now)

    async def revoke_all(self, person_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
        ended = await self._connection.fetch(
            """update logins set revoke_time = $2
            where person_id = $1 and revoke_time is null and login_id is distinct from $3 returning login_id""",
            person_id,
            now,
            but,
        )
        await record_revocations(self._connection, [row["login_id"] for row in ended], now)
        return len(ended)

    async def _add_token(self, token: RefreshToken) -> None:
        await self._connection.execute(
            "insert into refresh_tokens (digest, login_id, create_time, use_time) values ($1, $2, $3, $4)",
            token.digest,
            token.login_id,
            token.create_time,
            token.use_time,
        )


def _login(row: asyncpg.Record) -> Login:
    return Login(
        row["login_id"],
        row["person_id"],
        row["create_time"],
        row["expire_time"],
        row["end_time"],
        row["revoke_time"],
        Client(row["address"], row["user_agent"]),
        row["last_use_time"],
        row["prove_time"],
    )


def _activation(row: "asyncpg.Record | None") -> Activation | None:
    return Activation(**dict(row)) if row is not None else None
