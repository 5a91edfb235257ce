"""identity's store in memory: passes the same contract suite as PostgreSQL (`identity_store_contract.py`)."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from tests.fakes.identity_account_tables import Activations, AttemptsPart, Guardians, Logins, Passwords
from tests.fakes.identity_key_tables import DeviceKeys, Revocations, SigningKeys
from tests.fakes.identity_kiosk_tables import Kiosks
from tests.fakes.identity_mails import KnownAddresses, Mails, NoticeSettingsPart, OidcLinks, Resets
from tests.fakes.identity_passkeys import Passkeys
from tests.fakes.identity_people_table import People
from tests.fakes.identity_push_table import Push
from tests.fakes.identity_record_tables import Audit, Upkeep
from tests.fakes.identity_state import State


class MemoryTransaction:
    """All tables over one draft."""

    def __init__(self, state: State) -> None:
        self.people = People(state)
        self.passwords = Passwords(state)
        self.activations = Activations(state)
        self.guardians = Guardians(state)
        self.attempts = AttemptsPart(state)
        self.logins = Logins(state)
        self.device_keys = DeviceKeys(state)
        self.kiosks = Kiosks(state)
        self.revocations = Revocations(state)
        self.passkeys = Passkeys(state)
        self.signing_keys = SigningKeys(state)
        self.audit = Audit(state)
        self.mails = Mails(state)
        self.notice_settings = NoticeSettingsPart(state)
        self.push = Push(state)
        self.resets = Resets(state)
        self.known_addresses = KnownAddresses(state)
        self.oidc_links = OidcLinks(state)
        self.upkeep = Upkeep(state)


class MemoryStore:
    """One transaction at a time, on a copy that replaces the state when it ends well."""

    def __init__(self) -> None:
        self.state = State()
        self._alone = asyncio.Lock()
        self._followers: set[asyncio.Event] = set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MemoryTransaction]:
        async with self._alone:
            draft = self.state.draft()
            yield MemoryTransaction(draft)
            changed = (draft.number, draft.revocation_number) != (self.state.number, self.state.revocation_number)
            self.state = draft
            if changed:
                for follower in self._followers:
                    follower.set()

    async def changes(self) -> AsyncGenerator[None, None]:
        """Wakes those who follow people, as LISTEN does."""
        woken = asyncio.Event()
        woken.set()
        self._followers.add(woken)
        try:
            while True:
                await woken.wait()
                woken.clear()
                yield
        finally:
            self._followers.discard(woken)
