"""Push: whose a browser is, what is sent there, and that a push service that is away loses nothing."""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from services.common.errors import InvalidInput
from services.identity.adapters.letters import TemplateWriter
from services.identity.adapters.web_push import encrypted
from services.identity.app.notices import Notices
from services.identity.app.push import PushQueue
from services.identity.app.push_sender import PushDelayed, PushGone, PushRefused, PushSender, PushServiceAway
from services.identity.domain.errors import PushSubscriptionNotFound
from services.identity.domain.notice import MarkedAbsent, Notice, Outcome, RateBelow, Reader
from services.identity.domain.person import Person
from services.identity.domain.push import SUBSCRIPTIONS_MAX, PushKey, PushState, PushTarget
from tests.fakes.identity_app import IdentityApp
from tests.fakes.identity_people_contract import added, person


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


# RFC 8291, section 5 and appendix A
BROWSER = raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
AUTH = raw("BTBZMqHH6r4Tts7J_aSIgg")
SENDER_PRIVATE = raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
SALT = raw("DGv6ra1nlYgDCS1FRnbzlw")
MESSAGE = raw(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def target(number: int = 1, host: str = "push.example.org") -> PushTarget:
    return PushTarget(f"https://{host}/{number}", BROWSER, AUTH)


@dataclass
class Service:
    """A push service that answers as the test says."""

    answer: Exception | None = None
    away: str = ""  # part of the endpoints that cannot be reached
    broken: str = ""  # part of the endpoints that no program foresaw
    tries: list[str] = field(default_factory=list)
    taken: list[tuple[str, dict[str, str], str, timedelta]] = field(default_factory=list)

    async def send(self, target: PushTarget, key: PushKey, payload: bytes, topic: str, keep_for: timedelta) -> None:
        self.tries.append(target.endpoint)
        if self.away and self.away in target.endpoint:
            raise PushServiceAway("cannot be reached")
        if self.broken and self.broken in target.endpoint:
            raise RuntimeError("nobody thought of this")
        if self.answer is not None:
            raise self.answer
        self.taken.append((target.endpoint, json.loads(payload), topic, keep_for))


@pytest.fixture
def app() -> IdentityApp:
    return IdentityApp()


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def sender(app: IdentityApp, service: Service) -> PushSender:
    return PushSender(app.store, app.push, app.push_sealer, TemplateWriter(), service, app.time)


@pytest.fixture
async def student(app: IdentityApp) -> Person:
    known = person()
    await added(app.store, known)
    return known


async def noticed(app: IdentityApp, student: Person) -> Outcome:
    notices = Notices(app.store, app.outbox, PushQueue(app.time), public_url="https://presence.example.edu")
    about = MarkedAbsent("BIO Biology", "2026-03-02", "10:15")
    return await notices.send(Notice(UUID(int=7), student.person_id, Reader.STUDENT, None, about))


async def drained(sender: PushSender) -> None:
    while await sender.step():
        pass


def states(app: IdentityApp) -> list[PushState]:
    return [message.state for message in app.store.state.push_messages.values()]


def test_a_message_is_encrypted_as_the_standards_example() -> None:
    private = ec.derive_private_key(int.from_bytes(SENDER_PRIVATE), ec.SECP256R1())
    text = b"When I grow up, I want to be a watermelon"
    assert encrypted(text, PushTarget("", BROWSER, AUTH), salt=SALT, private=private) == MESSAGE


async def test_a_notice_reaches_each_of_a_persons_browsers_once_and_says_no_more_than_a_subject(
    app: IdentityApp, sender: PushSender, service: Service, student: Person
) -> None:
    await app.people.set_language(student.person_id, "ne")
    for number in (1, 2):
        await app.push.subscribe(student.person_id, target(number), "Firefox")
    assert [await noticed(app, student) for _ in range(2)] == [Outcome.QUEUED] * 2
    await drained(sender)
    assert await noticed(app, student) is Outcome.QUEUED
    await drained(sender)
    assert sorted(endpoint for endpoint, *_ in service.taken) == [target(1).endpoint, target(2).endpoint]
    _, told, topic, keep_for = service.taken[0]
    subject = "एउटा कक्षामा तपाईं अनुपस्थित जनाइनुभयो"
    assert told == {"title": subject, "language": "ne", "tag": topic, "path": "/attendance"}
    assert len(topic) <= 32
    assert keep_for == timedelta(days=4)


async def test_a_browser_that_is_gone_is_dropped_with_what_waits_for_it(
    app: IdentityApp, sender: PushSender, service: Service, student: Person
) -> None:
    await app.push.subscribe(student.person_id, target(), "Firefox")
    await noticed(app, student)
    service.answer = PushGone()
    await drained(sender)
    assert await app.push.browsers(student.person_id) == []
    assert states(app) == []
    assert await noticed(app, student) is Outcome.SWITCHED_OFF


async def test_a_push_service_that_is_away_delays_its_own_messages_alone_and_loses_none(
    app: IdentityApp, sender: PushSender, service: Service, student: Person
) -> None:
    service.away = "dead.example.org"
    for number in range(3):
        await app.push.subscribe(student.person_id, target(number, "dead.example.org"), "Firefox")
    await app.push.subscribe(student.person_id, target(9), "Firefox")
    await noticed(app, student)
    await drained(sender)
    assert [endpoint for endpoint, *_ in service.taken] == [target(9).endpoint]
    another = await app.push.subscribe(student.person_id, target(4, "dead.example.org"), "Firefox")
    await app.push.test(student.person_id, another.subscription_id)
    tried = len(service.tries)
    await drained(sender)
    assert len(service.tries) == tried  # known to be away: not even tried
    for _ in range(20):
        app.time.passes(hours=1)
        await drained(sender)
    service.away = ""
    app.time.passes(hours=1)
    await drained(sender)
    assert states(app) == [PushState.SENT] * 5


async def test_a_message_that_fails_unforeseen_takes_no_other_with_it_and_is_given_up_in_its_time(
    app: IdentityApp, sender: PushSender, service: Service, student: Person
) -> None:
    service.broken = "broken.example.org"
    await app.push.subscribe(student.person_id, target(1, "broken.example.org"), "Firefox")
    await app.push.subscribe(student.person_id, target(2), "Firefox")
    await noticed(app, student)
    await drained(sender)
    assert sorted(states(app)) == [PushState.SENT, PushState.WAITING]
    app.time.passes(days=4)
    await drained(sender)
    assert sorted(states(app)) == [PushState.GIVEN_UP, PushState.SENT]
    assert len(service.taken) == 1


async def test_what_no_push_service_takes_for_four_days_is_given_up(
    app: IdentityApp, sender: PushSender, service: Service, student: Person
) -> None:
    await app.push.subscribe(student.person_id, target(), "Firefox")
    await noticed(app, student)
    service.answer = PushDelayed("the push service answered 429", timedelta(minutes=5))
    await drained(sender)
    app.time.passes(minutes=4)
    assert not await sender.step()  # it asked for five
    for _ in range(100):
        app.time.passes(hours=1)
        await drained(sender)
    assert states(app) == [PushState.GIVEN_UP]


async def test_what_a_push_service_refuses_is_given_up_and_the_browser_stays(
    app: IdentityApp, sender: PushSender, service: Service, student: Person
) -> None:
    await app.push.subscribe(student.person_id, target(), "Firefox")
    await noticed(app, student)
    service.answer = PushRefused("the push service answered 413")
    await drained(sender)
    assert states(app) == [PushState.GIVEN_UP]
    assert len(await app.push.browsers(student.person_id)) == 1


async def test_a_browser_is_of_whoever_subscribed_it_last_and_tells_nothing_of_who_had_it_before(
    app: IdentityApp, sender: PushSender, service: Service, student: Person
) -> None:
    first = await app.push.subscribe(student.person_id, target(), "Firefox")
    assert await app.push.subscribe(student.person_id, target(), "Firefox") == first
    await noticed(app, student)
    other = person()
    await added(app.store, other)
    await app.push.subscribe(other.person_id, target(), "Firefox")
    await drained(sender)
    assert service.taken == []
    assert await app.push.browsers(student.person_id) == []
    await app.push.unsubscribe(student.person_id, (await app.push.browsers(other.person_id))[0].subscription_id)
    assert len(await app.push.browsers(other.person_id)) == 1
    with pytest.raises(PushSubscriptionNotFound):
        await app.push.test(student.person_id, first.subscription_id)


async def test_of_more_browsers_than_a_person_may_have_the_one_reached_longest_ago_goes(
    app: IdentityApp, student: Person
) -> None:
    for number in range(SUBSCRIPTIONS_MAX + 1):
        await app.push.subscribe(student.person_id, target(number), "Firefox")
        app.time.passes(minutes=1)
    kept = await app.push.browsers(student.person_id)
    assert len(kept) == SUBSCRIPTIONS_MAX
    assert target(0).digest not in [one.digest for one in kept]


async def test_a_guardian_and_whoever_has_no_browser_are_pushed_nothing(app: IdentityApp, student: Person) -> None:
    notices = Notices(app.store, app.outbox, PushQueue(app.time), public_url="https://presence.example.edu")
    about = RateBelow("BIO Biology", 71, 75)
    assert await notices.send(Notice(uuid4(), student.person_id, Reader.STUDENT, None, about)) is Outcome.QUEUED
    assert states(app) == []


async def test_a_key_that_is_no_point_and_a_short_secret_are_refused(app: IdentityApp, student: Person) -> None:
    fine = target()
    for p256dh, auth in ((bytes(65), AUTH), (BROWSER[:33], AUTH), (BROWSER, AUTH[:8])):
        with pytest.raises(InvalidInput):
            await app.push.subscribe(student.person_id, PushTarget(fine.endpoint, p256dh, auth), "")
