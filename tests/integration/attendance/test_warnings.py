"""Warnings from the register to a mail server: once for each fall, never lost, never against somebody's wish."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from presence.identity.v1 import notice_service_pb2 as pb
from presence.identity.v1 import notice_service_pb2_grpc as rpc

from services.attendance.adapters.notices_grpc import GrpcNotices
from services.attendance.adapters.notices_postgres import PostgresNotices
from services.attendance.adapters.people_postgres import PostgresPeople
from services.attendance.adapters.plans_postgres import PostgresPlans
from services.attendance.adapters.policies_in_force import PoliciesInForce
from services.attendance.app.follow_people import PersonDeleted
from services.attendance.app.notice.sender import WAIT_MAX, NoticeSender
from services.attendance.app.notice.warnings import Warnings
from services.attendance.domain.errors import PeerUnavailable
from services.common.channels import bearer, open_channel
from services.common.postgres import Database
from tests.fakes.identity_server import Account, RunningIdentity, running_identity
from tests.fakes.identity_smtp import Sink, smtp_sink, text_of
from tests.integration.attendance.past import Past

FIRST = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NOWHERE = "ipv4:127.0.0.1:9"


class Clock:
    def __init__(self) -> None:
        self.now = FIRST + timedelta(days=9)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
async def sink() -> AsyncIterator[Sink]:
    async with smtp_sink() as sink:
        yield sink


@pytest.fixture(scope="module")
async def identity(create_database: Callable[..., str], sink: Sink) -> AsyncIterator[RunningIdentity]:
    settings = {"smtp_url": f"smtp://127.0.0.1:{sink.port}", "mail_from": "Presence <presence@example.edu>"}
    async with running_identity(create_database(), settings=settings) as running:
        yield running


@pytest.fixture
async def student(identity: RunningIdentity, sink: Sink) -> Account:
    student = await identity.add_person("student", "Sita Shrestha")
    await sink.wait_for(student.email)  # the invitation, which other mails would overtake
    return student


@pytest.fixture
async def past(database: Database, student: Account) -> Past:
    await database.execute(
        """insert into policy_change (policy_change_id, scope, number, settings, author, create_time, note, request_id)
        values (gen_random_uuid(), 'institution', 1, $1, gen_random_uuid(), now(), '', gen_random_uuid())""",
        {
            "warnings": [
                {"rule": "rate_below", "threshold": 75, "recipients": ["student"], "least_sessions": 3},
                {"rule": "absences_in_a_row", "threshold": 3, "recipients": ["student", "guardian"]},
            ]
        },
    )
    return await Past.of(database, "BIO", [UUID(student.person_id)])


def warnings(database: Database, clock: Clock) -> Warnings:
    plans, policies = PostgresPlans(database), PoliciesInForce(database)
    return Warnings(PostgresNotices(database), plans, policies, clock, poll_seconds=1.0)


async def looked(database: Database, clock: Clock) -> None:
    looking = warnings(database, clock)
    while await looking.step():
        pass


async def sent(database: Database, identity: RunningIdentity, clock: Clock, target: str = "") -> None:
    async def token() -> str:
        return await identity.service_token("attendance", "identity")

    async with open_channel(target or identity.target, token=token if not target else None) as channel:
        notices = GrpcNotices(channel, 2.0 if target else 30.0)
        sender = NoticeSender(PostgresNotices(database), notices, clock, poll_seconds=1.0)
        while await sender.step():
            pass


async def states(database: Database) -> list[str]:
    """Of warnings."""
    sql = "select state from notice where rule <> 'marked_absent' order by rule desc, reader desc"
    return [row["state"] for row in await database.fetch(sql)]


async def absences(database: Database) -> list[str]:
    sql = "select state from notice where rule = 'marked_absent' order by state"
    return [row["state"] for row in await database.fetch(sql)]


async def test_a_fall_below_the_rate_is_mailed_once_however_often_it_is_looked_at(
    database: Database, identity: RunningIdentity, sink: Sink, student: Account, past: Past
) -> None:
    clock = Clock()
    for day, letter in enumerate("PPA"):
        await past.held(FIRST + timedelta(days=day), letter)
    await looked(database, clock)
    await looked(database, clock)
    await sent(database, identity, clock)
    mail = await sink.wait_for(student.email, 2)  # after the invitation
    assert "BIO About BIO" in text_of(mail)
    assert "66 %" in text_of(mail)
    assert "75 %" in text_of(mail)
    await past.held(FIRST + timedelta(days=4), "A")  # lower still: told already
    await looked(database, clock)
    assert await states(database) == ["queued"]
    for day in range(5, 9):
        await past.held(FIRST + timedelta(days=day), "P")
    await looked(database, clock)  # up again, to 75 %
    await past.change(past.sessions[-1], 0, "A")
    await looked(database, clock)  # and down: a second fall
    await sent(database, identity, clock)
    assert await states(database) == ["queued", "queued"]
    await sink.wait_for(student.email, 3)


async def test_while_identity_is_away_a_notice_waits_and_is_then_sent_once(
    database: Database, identity: RunningIdentity, sink: Sink, student: Account, past: Past
) -> None:
    clock = Clock()
    for day in range(3):
        await past.held(FIRST + timedelta(days=day), "A")
    await looked(database, clock)
    with pytest.raises(PeerUnavailable):
        await sent(database, identity, clock, NOWHERE)
    assert await states(database) == ["waiting"] * 3
    clock.now += WAIT_MAX
    await sent(database, identity, clock)
    # below the rate and absent in a row, and no guardian was named
    assert await states(database) == ["queued", "queued", "no_reader"]
    await sink.wait_for(student.email, 3)


async def test_whoever_switched_notices_off_gets_none(
    database: Database, identity: RunningIdentity, student: Account, past: Past
) -> None:
    async with identity.channel() as channel:
        await rpc.NoticeServiceStub(channel).SetNoticeSettings(
            pb.SetNoticeSettingsRequest(
                person_id=student.person_id, settings=pb.NoticeSettings(at_risk=pb.NoticeChannels(), guardian=True)
            ),
            metadata=bearer(student.token),
        )
    for day in range(3):
        await past.held(FIRST + timedelta(days=day), "A")
    clock = Clock()
    await looked(database, clock)
    await sent(database, identity, clock)
    assert await states(database) == ["switched_off", "switched_off", "no_reader"]


async def test_two_that_look_at_once_warn_once(database: Database, past: Past) -> None:
    clock = Clock()
    for day in range(3):
        await past.held(FIRST + timedelta(days=day), "A")
    store = PostgresNotices(database)
    changed = await store.changed(FIRST - timedelta(days=1), clock.now, 20)
    assert len(changed) == 3
    for looking in (warnings(database, clock), warnings(database, clock)):
        for session in changed:
            await looking._look(session)  # as if both had read the list before either wrote
    assert await states(database) == ["waiting"] * 3


async def test_a_session_of_long_ago_and_one_still_open_warn_nobody(database: Database, past: Past) -> None:
    clock = Clock()
    clock.now = FIRST + timedelta(days=31, hours=4)
    await past.held(FIRST, "A")
    await past.held(FIRST + timedelta(days=31), "A", is_open=True)
    assert not await warnings(database, clock).step()


async def test_deleting_a_person_erases_what_was_written_about_them(database: Database, past: Past) -> None:
    clock = Clock()
    for day in range(3):
        await past.held(FIRST + timedelta(days=day), "A")
    await looked(database, clock)
    await PostgresPeople(database).apply([PersonDeleted(past.students[0])], None, None)
    assert await database.fetchval("select count(*) from notice") == 0
    assert await database.fetchval("select count(*) from warning_state") == 0


async def test_being_marked_absent_is_told_once_a_class_to_whoever_asked_for_it(
    database: Database, identity: RunningIdentity, sink: Sink, student: Account, past: Past
) -> None:
    clock = Clock()
    await past.held(FIRST, "A")
    await looked(database, clock)
    await sent(database, identity, clock)
    assert await absences(database) == ["switched_off"]  # nobody is mailed about each class unasked
    async with identity.channel() as channel:
        wanted = pb.NoticeSettings(marked_absent=pb.NoticeChannels(mail=True), guardian=True)
        await rpc.NoticeServiceStub(channel).SetNoticeSettings(
            pb.SetNoticeSettingsRequest(person_id=student.person_id, settings=wanted), metadata=bearer(student.token)
        )
    await past.held(FIRST + timedelta(days=1), "A")
    await past.held(FIRST + timedelta(days=2), "P")
    await looked(database, clock)
    await sent(database, identity, clock)
    mail = await sink.wait_for(student.email, 2)  # after the invitation
    assert "BIO About BIO on 2026-03-03 at 10:00" in text_of(mail)
    for letter in "PA":
        await past.change(past.sessions[1], 0, letter)
        await looked(database, clock)
    await sent(database, identity, clock)
    assert await absences(database) == ["queued", "switched_off"]
    clock.now += timedelta(days=32)
    await sent(database, identity, clock)
    assert await absences(database) == []


async def test_an_absence_put_right_before_anybody_was_told_is_told_to_nobody(database: Database, past: Past) -> None:
    clock = Clock()
    session = await past.held(FIRST, "A")
    clock.now = FIRST + timedelta(hours=1, minutes=9)  # nine after its end: the teacher is still at it
    await looked(database, clock)
    assert await absences(database) == []
    clock.now += timedelta(minutes=2)
    await looked(database, clock)
    assert await absences(database) == ["waiting"]
    await past.change(session, 0, "P")
    await looked(database, clock)
    assert await absences(database) == []
    await past.change(session, 0, "A")  # and wrong again
    await looked(database, clock)
    assert await absences(database) == ["waiting"]
