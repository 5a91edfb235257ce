"""Writes to people for services that know no addresses, unless they do not want it."""

from dataclasses import replace
from uuid import UUID

from services.common.principal import Role
from services.identity.app.outbox import Outbox
from services.identity.app.store import Store, Transaction
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.mail import Letter, MailKind
from services.identity.domain.notice import Notice, NoticeSettings, Outcome, RateBelow, Reader
from services.identity.domain.person import Person


class Notices:
    """The outbox, as other services use it."""

    def __init__(self, store: Store, outbox: Outbox, *, public_url: str) -> None:
        self._store = store
        self._outbox = outbox
        self._public_url = public_url.rstrip("/")

    async def send(self, notice: Notice) -> Outcome:
        """Put into the outbox once, whatever happens in between."""
        async with self._store.transaction() as tx:
            student = await tx.people.get(notice.student_id, keep=True)
            if student is None or not student.active or student.details.role is not Role.STUDENT:
                return Outcome.NO_READER
            reader = await self._reader(tx, notice, student)
            if reader is None:
                return Outcome.NO_READER
            address, owner, wanted = reader
            if not wanted:
                return Outcome.SWITCHED_OFF
            await self._outbox.add_once(tx, notice.notice_id, self._letter(notice, student, owner, address))
        return Outcome.QUEUED

    async def settings(self, person_id: UUID) -> NoticeSettings:
        """PersonNotFound."""
        async with self._store.transaction() as tx:
            if await tx.people.get(person_id) is None:
                raise PersonNotFound(str(person_id))
            return await tx.notice_settings.get(person_id)

    async def set(self, person_id: UUID, settings: NoticeSettings, *, by_administrator: bool) -> NoticeSettings:
        """What holds then: what goes to a guardian stays as it was unless an administrator says so."""
        async with self._store.transaction() as tx:
            if await tx.people.get(person_id, keep=True) is None:
                raise PersonNotFound(str(person_id))
            before = await tx.notice_settings.get(person_id)
            if not by_administrator:
                settings = replace(settings, guardian=before.guardian)
            await tx.notice_settings.put(person_id, settings)
        return settings

    async def _reader(self, tx: Transaction, notice: Notice, student: Person) -> tuple[str, Person, bool] | None:
        """The address, whose language it is in, and whether it is wanted; None when there is nobody."""
        if notice.reader is Reader.TEACHER:
            teacher = await tx.people.get(notice.reader_id) if notice.reader_id else None
            if teacher is None or not teacher.active or teacher.details.role is Role.STUDENT:
                return None
            return teacher.details.email, teacher, (await tx.notice_settings.get(teacher.person_id)).attendance
        settings = await tx.notice_settings.get(student.person_id)
        if notice.reader is Reader.STUDENT:
            return student.details.email, student, settings.attendance
        guardian = student.details.guardian.email
        return (guardian, student, settings.guardian) if guardian else None

    def _letter(self, notice: Notice, student: Person, reader: Person, address: str) -> Letter:
        own = notice.reader is Reader.STUDENT
        if isinstance(notice.about, RateBelow):
            kind = MailKind.RATE_BELOW if own else MailKind.RATE_BELOW_OF_STUDENT
        else:
            kind = MailKind.ABSENCES_IN_A_ROW if own else MailKind.ABSENCES_IN_A_ROW_OF_STUDENT
        return Letter(
            kind,
            address,
            student.details.display_name,
            reader.details.language,
            student.person_id,  # when the student is deleted, so is what was written about them
            f"{self._public_url}/attendance" if own else f"{self._public_url}/",
            details=notice.details,
        )
