"""Logging in: with a password or by somebody else's word, and then with the second factor."""

from collections.abc import Sequence
from uuid import UUID

from services.common.errors import InvalidInput
from services.identity.app.password_check import PasswordCheck
from services.identity.app.second_factor import Challenge, PasskeyAnswer, RecoveryAnswer, SecondFactor
from services.identity.app.sessions import Begun, Session, Sessions
from services.identity.app.slow_down import SlowDown
from services.identity.app.store import Store, Transaction
from services.identity.domain.login import UNKNOWN_CLIENT, Client
from services.identity.domain.login_errors import CredentialRefused
from services.identity.domain.passkey import PasskeyChallenge, Purpose
from services.identity.domain.person import Person, normal_email


class Logins:
    """Every password check counts against the account before it is made."""

    def __init__(
        self,
        store: Store,
        check: PasswordCheck,
        slow_down: SlowDown,
        second_factor: SecondFactor,
        sessions: Sessions,
    ) -> None:
        self._store = store
        self._check = check
        self._slow_down = slow_down
        self._second_factor = second_factor
        self._sessions = sessions

    async def with_password(self, email: str, password: str, client: Client = UNKNOWN_CLIENT) -> Session | Challenge:
        """CredentialRefused whatever was wrong; TooManyAttempts when the account is tried too often."""
        address = spelling(email)
        async with self._slow_down.attempt(address, client.address):
            async with self._store.transaction() as tx:
                person = await tx.people.by_email(address)
                known = await tx.passwords.get(person.person_id) if person else None
            # one who is shut out takes as long as one who is not
            hash_now = await self._check.hash_if_right(known, password)
            if person is None or known is None or hash_now is None:
                raise CredentialRefused
            async with self._store.transaction() as tx:
                # both may have changed while the password was being checked
                person = await tx.people.get(person.person_id, keep=True)
                if person is None or not person.can_log_in:
                    raise CredentialRefused
                if await tx.passwords.get(person.person_id, keep=True) != known:
                    raise CredentialRefused
                if hash_now != known:
                    await tx.passwords.put(person.person_id, hash_now)
                begun = await self.begin_or_ask_in(tx, person, client)
        return await self.outcome(person, begun)

    async def after_first_factor(self, person_id: UUID, client: Client = UNKNOWN_CLIENT) -> Session | Challenge:
        """Logs in whom another proof than a password has shown to be the person; CredentialRefused if they may not."""
        async with self._store.transaction() as tx:
            person = await self._able(tx, person_id)
            begun = await self.begin_or_ask_in(tx, person, client)
        return await self.outcome(person, begun)

    async def after_second_factor(
        self, challenge_token: str, answer: PasskeyAnswer | RecoveryAnswer, client: Client = UNKNOWN_CLIENT
    ) -> tuple[Session, int]:
        """The login and how many recovery codes are left. SecondFactorRefused; TooManyAttempts after many of those."""
        asked = await self._second_factor.take(challenge_token, Purpose.LOG_IN)
        async with self._store.transaction() as tx:
            email = (await self._able(tx, asked.person_id)).details.email
        async with self._slow_down.attempt(email, apart="second factor"), self._store.transaction() as tx:
            person = await self._able(tx, asked.person_id)
            codes_left = await self._second_factor.check_in(tx, asked, answer)
            begun = await self._sessions.begin_in(tx, asked.person_id, client)
        return await self._sessions.session(person, begun), codes_left

    async def after_enrolment(
        self, challenge_token: str, credential_json: str, label: str, client: Client = UNKNOWN_CLIENT
    ) -> tuple[Session, Sequence[str]]:
        """The login of who had to add a passkey first, and its recovery codes. SecondFactorRefused; InvalidInput."""
        asked: PasskeyChallenge = await self._second_factor.take(challenge_token, Purpose.ENROL)
        async with self._store.transaction() as tx:
            person = await self._able(tx, asked.person_id)
            codes = await self._second_factor.enrol_in(tx, asked, credential_json, label)
            begun = await self._sessions.begin_in(tx, asked.person_id, client)
        return await self._sessions.session(person, begun), codes

    async def begin_or_ask_in(
        self, tx: Transaction, person: Person, client: Client = UNKNOWN_CLIENT
    ) -> Begun | Challenge:
        """A login, or what must be answered before there is one, as part of a larger write."""
        challenge = await self._second_factor.challenge_in(tx, person)
        return challenge or await self._sessions.begin_in(tx, person.person_id, client)

    async def outcome(self, person: Person, begun: Begun | Challenge) -> Session | Challenge:
        """After the write: the person's tokens, or the challenge."""
        return begun if isinstance(begun, Challenge) else await self._sessions.session(person, begun)

    async def _able(self, tx: Transaction, person_id: UUID) -> Person:
        person = await tx.people.get(person_id, keep=True)
        if person is None or not person.can_log_in:
            raise CredentialRefused
        return person


def spelling(email: str) -> str:
    """The stored spelling; for what is no address at all a spelling that no account has."""
    try:
        return normal_email(email)
    except InvalidInput:
        return email.strip().lower()
