"""Writes to people for services that know no addresses, unless they do not want it."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.identity.app.outbox import Outbox
from services.identity.app.push import PushQueue
from services.identity.app.store import Store, Transaction
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.mail import Letter
from services.identity.domain.notice import Channels, MarkedAbsent, Notice, NoticeSettings, Outcome, Reader
from services.identity.domain.person import Person


@dataclass(frozen=True)
class Told:
    """Who is written to, and how."""

    address: str
    owner: Person  # whose language it is in
    channels: Channels


class Notices:
    """The outbox and the browsers of people, as other services use them."""

    def __init__(self, store: Store, outbox: Outbox, push: PushQueue, *, public_url: str) -> None:
        self._store = store
        self._outbox = outbox
        self._push = push
        self._public_url = public_url.rstrip("/")

    async def send(self, notice: Notice) -> Outcome:
        """Put into the outbox, and on its way to browsers, once, whatever happens in between."""
        if isinstance(notice.about, MarkedAbsent) and notice.reader is not Reader.STUDENT:
            raise InvalidInput("reader", "must be the student")
        async with self._store.transaction() as tx:
            student = await tx.people.get(notice.student_id, keep=True)
            if student is None or not student.active or student.details.role is not Role.STUDENT:
                return Outcome.NO_READER
            told = await self._told(tx, notice, student)
            if told is None:
                return Outcome.NO_READER
            ways, owner = 0, told.owner
            if told.channels.mail:
                await self._outbox.add_once(tx, notice.notice_id, self._letter(notice, student, told))
                ways += 1
            if told.channels.push:
                language = owner.details.language
                ways += await self._push.add_once(tx, notice.notice_id, notice.kind, language, owner.person_id)
        return Outcome.QUEUED if ways else Outcome.SWITCHED_OFF

    async def settings(self, person_id: UUID) -> NoticeSettings:
        """PersonNotFound."""
        async with self._store.transaction() as tx:
            if await tx.people.get(person_id) is None:
                raise PersonNotFound(str(person_id))
            return await tx.notice_settings.get(person_id)

    async def set(
        self,
        person_id: UUID,
        *,
        at_risk: Channels | None,
        marked_absent: Channels | None,
        guardian: bool,
        by_administrator: bool,
    ) -> NoticeSettings:
        """What holds then. None stays as it was; what goes to a guardian too, unless an administrator says so."""
        async with self._store.transaction() as tx:
            if await tx.people.get(person_id, keep=True) is None:
                raise PersonNotFound(str(person_id))
            before = await tx.notice_settings.get(person_id)
            settings = replace(
                before,
                at_risk=at_risk or before.at_risk,
                marked_absent=marked_absent or before.marked_absent,
                guardian=guardian if by_administrator else before.guardian,
            )
            await tx.notice_settings.put(person_id, settings)
        return settings

    async def _told(self, tx: Transaction, notice: Notice, student: Person) -> Told | None:
        """None when there is nobody."""
        if notice.reader is Reader.TEACHER:
            teacher = await tx.people.get(notice.reader_id) if notice.reader_id else None
            if teacher is None or not teacher.active or teacher.details.role is Role.STUDENT:
                return None
            wanted = notice.channels(await tx.notice_settings.get(teacher.person_id))
            return Told(teacher.details.email, teacher, wanted)
        settings = await tx.notice_settings.get(student.person_id)
        if notice.reader is Reader.STUDENT:
            return Told(student.details.email, student, notice.channels(settings))
        guardian = student.details.guardian.email  # who has no account, and so no browser here
        return Told(guardian, student, Channels(settings.guardian, push=False)) if guardian else None

    def _letter(self, notice: Notice, student: Person, told: Told) -> Letter:
        own = notice.reader is Reader.STUDENT
        return Letter(
            notice.kind,
            told.address,
            student.details.display_name,
            told.owner.details.language,
            student.person_id,  # when the student is deleted, so is what was written about them
            f"{self._public_url}/attendance" if own else f"{self._public_url}/",
            details=notice.details,
        )
