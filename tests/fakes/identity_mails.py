"""The outbox, resets, known addresses and links to a provider, in memory."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.identity.domain.mail import Mail, MailKind, MailRequest, MailState
from services.identity.domain.notice import NoticeSettings
from services.identity.domain.password_reset import PasswordReset
from tests.fakes.identity_state import Part


class Mails(Part):
    async def add(self, mails: Sequence[Mail]) -> None:
        for mail in mails:
            self._state.mails.setdefault(mail.mail_id, mail)

    async def withdraw(self, person_id: UUID, kind: MailKind) -> None:
        self._state.mails = {
            id_: mail
            for id_, mail in self._state.mails.items()
            if mail.state is MailState.SENT or (mail.letter.person_id, mail.letter.kind) != (person_id, kind)
        }

    async def get(self, mail_id: UUID, *, keep: bool = False) -> Mail | None:
        return self._state.mails.get(mail_id)

    async def page(self, after: UUID | None, size: int) -> Sequence[Mail]:
        mails = sorted(self._state.mails.values(), key=lambda mail: (mail.create_time, mail.mail_id), reverse=True)
        if after is not None:
            ids = [mail.mail_id for mail in mails]
            mails = mails[ids.index(after) + 1 :] if after in ids else []
        return mails[:size]

    async def claim_due(self, now: datetime) -> Mail | None:
        due = [m for m in self._state.mails.values() if m.state is MailState.WAITING and m.next_try_time <= now]
        return min(due, key=lambda m: (m.letter.kind is MailKind.ACTIVATION, m.next_try_time), default=None)

    async def sealed(self, after: UUID | None, size: int) -> Sequence[Mail]:
        kept = [mail for mail in self._state.mails.values() if mail.sealed_link is not None]
        return sorted((mail for mail in kept if after is None or mail.mail_id > after), key=lambda m: m.mail_id)[:size]

    async def save(self, mail: Mail) -> None:
        if mail.mail_id in self._state.mails:
            self._state.mails[mail.mail_id] = mail

    async def request(self, request: MailRequest) -> None:
        self._state.mail_requests.append(request)

    async def take_requests(self, size: int) -> Sequence[MailRequest]:
        in_turn = sorted(self._state.mail_requests, key=lambda request: request.kind is MailKind.ACTIVATION)
        taken, self._state.mail_requests = in_turn[:size], in_turn[size:]
        return taken


class NoticeSettingsPart(Part):
    async def get(self, person_id: UUID) -> NoticeSettings:
        return self._state.notice_settings.get(person_id, NoticeSettings())

    async def put(self, person_id: UUID, settings: NoticeSettings) -> None:
        if person_id in self._state.people:
            self._state.notice_settings[person_id] = settings


class Resets(Part):
    async def put(self, reset: PasswordReset) -> None:
        self._state.resets[reset.person_id] = reset

    async def get(self, digest: bytes) -> PasswordReset | None:
        return next((found for found in self._state.resets.values() if found.digest == digest), None)

    async def take(self, digest: bytes) -> PasswordReset | None:
        found = await self.get(digest)
        if found is not None:
            del self._state.resets[found.person_id]
        return found

    async def drop(self, person_id: UUID) -> None:
        self._state.resets.pop(person_id, None)


class KnownAddresses(Part):
    async def has(self, account: bytes, address: bytes) -> bool:
        return (account, address) in self._state.known_addresses

    async def of_account(self, account: bytes) -> Sequence[bytes]:
        return [address for known, address in self._state.known_addresses if known == account]

    async def note(self, account: bytes, address: bytes, now: datetime) -> None:
        self._state.known_addresses[account, address] = now


class OidcLinks(Part):
    async def person(self, issuer: str, subject: str) -> UUID | None:
        return self._state.oidc_links.get((issuer, subject))

    async def subject(self, issuer: str, person_id: UUID) -> str | None:
        links = self._state.oidc_links.items()
        return next((known[1] for known, whose in links if known[0] == issuer and whose == person_id), None)

    async def put(self, issuer: str, subject: str, person_id: UUID, now: datetime) -> None:
        if await self.subject(issuer, person_id) is None:
            self._state.oidc_links.setdefault((issuer, subject), person_id)

    async def drop(self, person_id: UUID) -> None:
        self._state.oidc_links = {known: whose for known, whose in self._state.oidc_links.items() if whose != person_id}
