"""Changing one's own password."""

from uuid import UUID

from services.identity.app.given import Clock
from services.identity.app.password_check import PasswordCheck, PasswordHasher
from services.identity.app.sessions import Session, Sessions
from services.identity.app.store import Store
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.login import UNKNOWN_CLIENT
from services.identity.domain.login_errors import CredentialRefused
from services.identity.domain.mail import MailKind, MailRequest
from services.identity.domain.password import checked_password


class PasswordChange:
    """The one who changes it stays logged in, and nobody else."""

    def __init__(
        self, store: Store, check: PasswordCheck, hasher: PasswordHasher, sessions: Sessions, clock: Clock
    ) -> None:
        self._store = store
        self._check = check
        self._hasher = hasher
        self._sessions = sessions
        self._clock = clock

    async def change(self, person_id: UUID, current: str, new: str, login_id: UUID | None = None) -> Session:
        """Ends every login of the person, and begins a new one where `login_id` was: the log-in in which they ask.

        CredentialRefused if `current` is wrong.
        """
        proven = await self._check.proven(person_id, current)
        details = proven.person.details
        fit = checked_password(new, display_name=details.display_name, email=details.email, field="new_password")
        password_hash = await self._hasher.hash(fit)
        now = self._clock()
        async with self._store.transaction() as tx:
            person = await tx.people.get(person_id, keep=True)
            if person is None or not person.can_log_in:
                raise CredentialRefused
            if await tx.passwords.get(person_id, keep=True) != proven.password_hash:
                raise CredentialRefused
            await tx.passwords.put(person_id, password_hash)
            await tx.logins.revoke_all(person_id, now)
            await tx.audit.add(AuditEntry(now, str(person_id), Action.PASSWORD_CHANGED, str(person_id)))
            # the owner is told, who may not have been the one who did it
            await tx.mails.request(MailRequest(MailKind.PASSWORD_CHANGED, details.email, "", now))
            earlier = await tx.logins.get(login_id) if login_id is not None else None
            begun = await self._sessions.begin_in(tx, person_id, earlier.client if earlier else UNKNOWN_CLIENT)
        return await self._sessions.session(person, begun)
