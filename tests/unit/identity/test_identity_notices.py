"""Notices of other services: once, in the reader's language, and not to whoever does not want them."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from services.common.errors import InvalidInput
from services.identity.adapters.letters import TemplateWriter
from services.identity.app.notices import Notices
from services.identity.app.push import PushQueue
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.mail import LANGUAGES, Letter, Mail, MailKind
from services.identity.domain.notice import (
    AbsencesInARow,
    Channels,
    MarkedAbsent,
    Notice,
    NoticeSettings,
    Outcome,
    RateBelow,
    Reader,
)
from services.identity.domain.person import Guardian, Person
from tests.fakes.identity_app import IdentityApp
from tests.fakes.identity_people_contract import added, person

COURSE = "BIO 101 Biology"
ABSENT = MarkedAbsent(COURSE, "2026-03-02", "10:15")


@pytest.fixture
def app() -> IdentityApp:
    return IdentityApp()


@pytest.fixture
def notices(app: IdentityApp) -> Notices:
    return Notices(app.store, app.outbox, PushQueue(app.time), public_url="https://presence.example.edu/")


@pytest.fixture
async def student(app: IdentityApp) -> Person:
    plain = person()
    guardian = Guardian("Grace", "grace@example.edu")
    known = replace(plain, details=replace(plain.details, guardian=guardian, language="ne"))
    await added(app.store, known)
    return known


def notice(student_id: UUID, reader: Reader = Reader.STUDENT, reader_id: UUID | None = None) -> Notice:
    return Notice(uuid4(), student_id, reader, reader_id, RateBelow(COURSE, 71, 75))


async def mails(app: IdentityApp) -> list[Mail]:
    async with app.store.transaction() as tx:
        return list(await tx.mails.page(None, 9))


async def test_a_notice_is_written_once_however_often_it_is_asked_for(
    app: IdentityApp, notices: Notices, student: Person
) -> None:
    asked = notice(student.person_id)
    assert [await notices.send(asked) for _ in range(3)] == [Outcome.QUEUED] * 3
    (mail,) = await mails(app)
    assert mail.mail_id == asked.notice_id
    text = TemplateWriter().write(app.outbox.opened(mail))
    assert "71 %" in text.text
    assert COURSE in text.html
    assert "https://presence.example.edu/attendance" in text.text


async def test_a_guardian_is_written_to_in_the_words_for_others(
    app: IdentityApp, notices: Notices, student: Person
) -> None:
    assert await notices.send(notice(student.person_id, Reader.GUARDIAN)) is Outcome.QUEUED
    (mail,) = await mails(app)
    assert (mail.letter.to_address, mail.letter.kind) == ("grace@example.edu", MailKind.RATE_BELOW_OF_STUDENT)
    assert mail.letter.language == "ne"


async def test_whoever_switched_notices_off_is_left_in_peace_and_others_are_not(
    app: IdentityApp, notices: Notices, student: Person
) -> None:
    off = Channels(mail=False, push=False)
    await notices.set(student.person_id, at_risk=off, marked_absent=None, guardian=True, by_administrator=False)
    assert await notices.send(notice(student.person_id)) is Outcome.SWITCHED_OFF
    assert await notices.send(notice(student.person_id, Reader.GUARDIAN)) is Outcome.QUEUED
    assert len(await mails(app)) == 1


async def test_a_student_cannot_silence_what_goes_to_their_guardian(notices: Notices, student: Person) -> None:
    async def switched(by_administrator: bool) -> NoticeSettings:
        return await notices.set(
            student.person_id, at_risk=None, marked_absent=None, guardian=False, by_administrator=by_administrator
        )

    assert await switched(by_administrator=False) == NoticeSettings()
    assert await switched(by_administrator=True) == NoticeSettings(guardian=False)
    assert await notices.send(notice(student.person_id, Reader.GUARDIAN)) is Outcome.SWITCHED_OFF


async def test_nobody_is_written_to_about_somebody_who_is_gone(notices: Notices, student: Person) -> None:
    assert await notices.send(notice(uuid4())) is Outcome.NO_READER
    assert await notices.send(notice(student.person_id, Reader.TEACHER, uuid4())) is Outcome.NO_READER
    assert await notices.send(notice(student.person_id, Reader.TEACHER, student.person_id)) is Outcome.NO_READER
    with pytest.raises(PersonNotFound):
        await notices.settings(uuid4())


async def test_being_marked_absent_is_mailed_to_whoever_asked_for_it_and_to_nobody_else(
    app: IdentityApp, notices: Notices, student: Person
) -> None:
    absent = Notice(uuid4(), student.person_id, Reader.STUDENT, None, ABSENT)
    assert await notices.send(absent) is Outcome.SWITCHED_OFF
    await notices.set(student.person_id, at_risk=None, marked_absent=Channels(), guardian=True, by_administrator=False)
    assert await notices.send(absent) is Outcome.QUEUED
    (mail,) = await mails(app)
    assert "2026-03-02" in TemplateWriter().write(app.outbox.opened(mail)).text
    with pytest.raises(InvalidInput):
        await notices.send(replace(absent, reader=Reader.GUARDIAN))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("about", [RateBelow(COURSE, 71, 75), AbsencesInARow(COURSE, 3), ABSENT])
def test_every_text_has_all_its_gaps_filled(language: str, about: RateBelow | AbsencesInARow | MarkedAbsent) -> None:
    for reader in Reader:
        told = Notice(uuid4(), uuid4(), reader, None, about)
        letter = Letter(told.kind, "a@example.edu", "Ada <b>", language, link="https://there/", details=told.details)
        text = TemplateWriter().write(letter)
        assert "$" not in text.text + text.html
        assert COURSE in text.text
        assert "<b>" not in text.html
