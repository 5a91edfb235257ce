"""The tables of one transaction on one connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.common.postgres import Connection, Database
from services.identity.adapters.postgres.accounts import Activations, Attempts, Guardians, Logins, Passwords
from services.identity.adapters.postgres.elsewhere import KnownAddresses, OidcLinks, Resets
from services.identity.adapters.postgres.keys import DeviceKeys, SigningKeys
from services.identity.adapters.postgres.kiosks import Kiosks
from services.identity.adapters.postgres.mails import Mails
from services.identity.adapters.postgres.notice_settings import NoticeSettingsRows
from services.identity.adapters.postgres.passkeys import Passkeys
from services.identity.adapters.postgres.people import People
from services.identity.adapters.postgres.push import Push
from services.identity.adapters.postgres.records import Audit, Housekeeping
from services.identity.adapters.postgres.revocations import Revocations


class PostgresTransaction:
    """Every table of identity inside one PostgreSQL transaction (read committed)."""

    def __init__(self, connection: Connection) -> None:
        self.people = People(connection)
        self.passwords = Passwords(connection)
        self.activations = Activations(connection)
        self.guardians = Guardians(connection)
        self.attempts = Attempts(connection)
        self.logins = Logins(connection)
        self.device_keys = DeviceKeys(connection)
        self.kiosks = Kiosks(connection)
        self.passkeys = Passkeys(connection)
        self.revocations = Revocations(connection)
        self.signing_keys = SigningKeys(connection)
        self.audit = Audit(connection)
        self.mails = Mails(connection)
        self.notice_settings = NoticeSettingsRows(connection)
        self.push = Push(connection)
        self.resets = Resets(connection)
        self.known_addresses = KnownAddresses(connection)
        self.oidc_links = OidcLinks(connection)
        self.upkeep = Housekeeping(connection)


class PostgresStore:
    """identity's own database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresTransaction]:
        """Committed when the block ends, undone when it raises. DatabaseUnavailable while it cannot be reached."""
        async with self._database.transaction() as connection:
            yield PostgresTransaction(connection)
