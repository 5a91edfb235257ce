"""Push from the RPC to a browser: a push service on the loopback checks the signature, the browser decrypts."""

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import asyncpg
import grpc
import pytest
from presence.identity.v1 import account_service_pb2, account_service_pb2_grpc
from presence.identity.v1 import notice_service_pb2 as notice
from presence.identity.v1 import notice_service_pb2_grpc as notice_rpc
from presence.identity.v1 import push_service_pb2 as pb
from presence.identity.v1 import push_service_pb2_grpc as rpc

from cli.local.ports import free_port
from services.common.channels import bearer
from services.common.status import reason_of
from services.identity.adapters.web_push import PublicResolver
from tests.fakes.identity_server import PUBLIC_URL, Account, RunningIdentity, running_identity
from tests.fakes.push_service import Browser, PushService, push_service

KEY = "cHVzaCBrZXlzIGFyZSBzZWFsZWQgYXQgcmVzdCwgdG8="


@pytest.fixture(scope="module")
async def services() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


@pytest.fixture(scope="module")
async def database_url(create_database: Callable[..., str]) -> str:
    return create_database()


@pytest.fixture(scope="module")
async def identity(database_url: str, services: PushService) -> AsyncIterator[RunningIdentity]:
    settings = {"push_allowed_origins": services.origin}
    async with running_identity(database_url, encryption_key=KEY, settings=settings) as running:
        yield running


async def subscribed(identity: RunningIdentity, who: Account, browser: Browser) -> pb.PushSubscription:
    request = pb.AddPushSubscriptionRequest(
        endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth, label="Firefox"
    )
    async with identity.channel() as channel:
        answer = await rpc.PushServiceStub(channel).AddPushSubscription(request, metadata=bearer(who.token))
    return answer.subscription


async def browsers(identity: RunningIdentity, who: Account) -> list[pb.PushSubscription]:
    async with identity.channel() as channel:
        stub = rpc.PushServiceStub(channel)
        answer = await stub.ListPushSubscriptions(pb.ListPushSubscriptionsRequest(), metadata=bearer(who.token))
    return list(answer.subscriptions)


async def noticed(identity: RunningIdentity, student: Account, notice_id: str = "") -> int:
    token = await identity.service_token("attendance", "identity")
    absent = notice.MarkedAbsent(course_code="BIO", course_title="Biology", date="2026-03-02", start_time="10:15")
    request = notice.SendNoticeRequest(
        notice_id=notice_id or str(uuid4()),
        student_id=student.person_id,
        reader=notice.NOTICE_READER_STUDENT,
        marked_absent=absent,
    )
    async with identity.channel() as channel:
        answer = await notice_rpc.NoticeServiceStub(channel).SendNotice(request, metadata=bearer(token))
    return answer.outcome


async def test_a_notice_reaches_the_browser_in_the_persons_language_and_says_no_more_than_a_subject(
    identity: RunningIdentity, services: PushService
) -> None:
    student = await identity.add_person("student", "Sita Shrestha")
    async with identity.channel() as channel:
        await account_service_pb2_grpc.AccountServiceStub(channel).SetLanguage(
            account_service_pb2.SetLanguageRequest(language="ne"), metadata=bearer(student.token)
        )
    browser = services.browser()
    made = await subscribed(identity, student, browser)
    assert (made.label, made.HasField("last_success_time")) == ("Firefox", False)
    notice_id = str(uuid4())
    assert await noticed(identity, student, notice_id) == notice.NOTICE_OUTCOME_QUEUED
    pushed = await services.wait_for(browser)
    assert await noticed(identity, student, notice_id) == notice.NOTICE_OUTCOME_QUEUED
    await noticed(identity, student)  # another: once it is there, the repeated one is not on its way
    await services.wait_for(browser, 2)
    assert len(browser.got) == 2
    assert pushed.told == {
        "title": "एउटा कक्षामा तपाईं अनुपस्थित जनाइनुभयो",
        "language": "ne",
        "tag": pushed.topic,
        "path": "/attendance",
    }
    assert 3 * 24 * 3600 < pushed.ttl_seconds <= 4 * 24 * 3600
    assert pushed.contact == PUBLIC_URL


async def test_who_switched_push_off_for_a_kind_gets_the_other_kind_alone(
    identity: RunningIdentity, services: PushService
) -> None:
    student = await identity.add_person("student")
    browser = services.browser()
    made = await subscribed(identity, student, browser)
    async with identity.channel() as channel:
        wanted = notice.NoticeSettings(marked_absent=notice.NoticeChannels(mail=False, push=False))
        answer = await notice_rpc.NoticeServiceStub(channel).SetNoticeSettings(
            notice.SetNoticeSettingsRequest(person_id=student.person_id, settings=wanted),
            metadata=bearer(student.token),
        )
        assert answer.settings.at_risk == notice.NoticeChannels(mail=True, push=True)  # unset: as it was
        assert answer.settings.guardian  # an administrator's to change
        assert await noticed(identity, student) == notice.NOTICE_OUTCOME_SWITCHED_OFF
        stub = rpc.PushServiceStub(channel)
        test = pb.SendTestPushRequest(subscription_id=made.subscription_id)
        for _ in range(3):
            await stub.SendTestPush(test, metadata=bearer(student.token))
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.SendTestPush(test, metadata=bearer(identity.admin.token))
        assert reason_of(refused.value) == "PUSH_SUBSCRIPTION_NOT_FOUND"
    assert (await services.wait_for(browser)).told["title"] == "Notices reach this device"
    assert (await services.wait_for(browser)).told["path"] == "/notices"


async def test_a_browser_that_is_gone_is_dropped_and_one_that_must_wait_is_not(
    identity: RunningIdentity, services: PushService, database_url: str
) -> None:
    student = await identity.add_person("student")
    gone, slow = services.browser(), services.browser()
    gone.status, slow.status = 410, 429
    for one in (gone, slow):
        await subscribed(identity, student, one)
    before = services.posts
    await noticed(identity, student)
    await services.wait_for_posts(before + 2)
    database = await asyncpg.connect(database_url)
    count = "select count(*) from push_subscriptions where person_id = $1"
    while await database.fetchval(count, student.person_id) != 1:  # the test's own time limit ends a vain wait
        await database.execute("select pg_sleep(0.05)")
    waiting = """select m.state, m.attempts, m.next_try_time > m.create_time as later
        from push_messages m join push_subscriptions s using (subscription_id) where s.person_id = $1"""
    while (row := await database.fetchrow(waiting, student.person_id)) is None or row["attempts"] < 1:
        await database.execute("select pg_sleep(0.05)")
    assert (row["state"], row["later"]) == ("waiting", True)
    slow.status = 201
    await database.execute("update push_messages set next_try_time = now() where state = 'waiting'")
    await services.wait_for(slow)
    await database.close()


async def test_what_is_stored_of_a_browser_is_sealed_and_goes_with_the_person(
    identity: RunningIdentity, services: PushService, database_url: str
) -> None:
    student = await identity.add_person("student")
    browser = services.browser()
    await subscribed(identity, student, browser)
    database = await asyncpg.connect(database_url)
    row = await database.fetchrow("select * from push_subscriptions where person_id = $1", student.person_id)
    assert row is not None
    stored = b" ".join(str(value).encode() if not isinstance(value, bytes) else value for value in row.values())
    assert not any(secret in stored for secret in (browser.endpoint.encode(), browser.auth, browser.p256dh))
    public = await database.fetchval("select public_key from push_key")
    async with identity.channel() as channel:
        answer = await rpc.PushServiceStub(channel).GetPushKey(pb.GetPushKeyRequest(), metadata=bearer(student.token))
    assert answer.public_key == public
    await database.execute("delete from people where person_id = $1", student.person_id)
    assert (
        await database.fetchval("select count(*) from push_subscriptions where person_id = $1", row["person_id"]) == 0
    )
    await database.close()


async def test_nothing_is_posted_into_the_own_network(identity: RunningIdentity, services: PushService) -> None:
    browser = services.browser()
    for endpoint in ("http://127.0.0.1:1/push/x", "https://localhost/push/x", "https://attendance:5002/"):
        browser.endpoint = endpoint
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await subscribed(identity, identity.admin, browser)
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert await browsers(identity, identity.admin) == []
    resolver = PublicResolver()  # a name that is public and leads here is found out when it is looked up
    with pytest.raises(OSError, match="no public address"):
        await resolver.resolve("localhost", 443)
    await resolver.close()


async def test_what_a_dead_push_service_and_a_stopped_identity_kept_waiting_comes_once_both_are_back(
    create_database: Callable[..., str],
) -> None:
    database_url = create_database()
    port = free_port()  # nobody else's while it is away
    async with push_service(port) as first:
        origin = first.origin
        browser = first.browser()
    settings = {"push_allowed_origins": origin}
    async with running_identity(database_url, encryption_key=KEY, settings=settings) as identity:
        student = await identity.add_person("student")
        await subscribed(identity, student, browser)
        assert await noticed(identity, student) == notice.NOTICE_OUTCOME_QUEUED
        database = await asyncpg.connect(database_url)
        while not await database.fetchval("select attempts from push_messages where last_problem <> ''"):
            await database.execute("select pg_sleep(0.05)")
    async with push_service(port) as second:
        second.browsers[browser.endpoint.rpartition("/")[2]] = browser
        await database.execute("update push_messages set next_try_time = now()")
        async with running_identity(database_url, encryption_key=KEY, settings=settings):
            pushed = await second.wait_for(browser)
    assert pushed.told["title"] == "You were marked absent in a class"
    await database.close()
