"""Passkeys and recovery codes after the password, through the real service and an authenticator in software."""

from collections.abc import Callable

import grpc
import pytest
from presence.identity.v1 import account_service_pb2 as accounts
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1.account_service_pb2_grpc import AccountServiceStub
from presence.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

from services.common.auth import utc_now
from services.common.channels import bearer
from services.common.status import reason_of
from tests.fakes.identity_authenticator import Authenticator
from tests.fakes.identity_server import PUBLIC_URL, Account, RunningIdentity, running_identity


async def logged_in(channel: grpc.aio.Channel, person: Account) -> pb.AuthenticateResponse:
    password = pb.PasswordCredential(email=person.email, password=person.password)
    return await IdentityServiceStub(channel).Authenticate(pb.AuthenticateRequest(password=password))


async def with_passkey(channel: grpc.aio.Channel, person: Account, device: Authenticator) -> list[str]:
    """Adds one; the recovery codes that came with it."""
    stub = AccountServiceStub(channel)
    begun = await stub.BeginPasskey(accounts.BeginPasskeyRequest(), metadata=bearer(person.token))
    finished = await stub.FinishPasskey(
        accounts.FinishPasskeyRequest(
            ticket=begun.ticket, credential_json=device.create(begun.options_json), label="my phone"
        ),
        metadata=bearer(person.token),
    )
    assert finished.passkey.label == "my phone"
    return list(finished.recovery_codes)


async def answered(
    channel: grpc.aio.Channel,
    challenge: str,
    *,
    passkey_credential_json: str | None = None,
    recovery_code: str | None = None,
) -> pb.CompleteSecondFactorResponse:
    request = pb.CompleteSecondFactorRequest(challenge_token=challenge)
    if passkey_credential_json is not None:
        request.passkey_credential_json = passkey_credential_json
    if recovery_code is not None:
        request.recovery_code = recovery_code
    return await IdentityServiceStub(channel).CompleteSecondFactor(request)


async def refused(
    channel: grpc.aio.Channel,
    challenge: str,
    *,
    passkey_credential_json: str | None = None,
    recovery_code: str | None = None,
) -> str | None:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await answered(channel, challenge, passkey_credential_json=passkey_credential_json, recovery_code=recovery_code)
    assert error.value.code() is grpc.StatusCode.UNAUTHENTICATED
    return reason_of(error.value)


async def test_who_has_a_passkey_is_asked_for_it_after_the_password(identity: RunningIdentity) -> None:
    teacher = await identity.add_person("teacher")
    phone, stranger = Authenticator(PUBLIC_URL), Authenticator(PUBLIC_URL)
    async with identity.channel() as channel:
        assert (await logged_in(channel, teacher)).HasField("token")
        codes = await with_passkey(channel, teacher, phone)
        assert len(set(codes)) == 10
        asked = await logged_in(channel, teacher)
        assert not asked.HasField("token")
        answer = phone.get(asked.challenge.passkey_options_json)
        token = asked.challenge.challenge_token
        done = await answered(channel, token, passkey_credential_json=answer)
        assert done.token.subject == teacher.person_id
        # neither the challenge nor its answer serves twice
        assert await refused(channel, token, passkey_credential_json=answer) == "SECOND_FACTOR_REFUSED"
        asked = await logged_in(channel, teacher)
        token = asked.challenge.challenge_token
        assert await refused(channel, token, passkey_credential_json=answer) == "SECOND_FACTOR_REFUSED"
        # somebody else's authenticator, or the right one asked by another site's page
        asked = await logged_in(channel, teacher)
        forged = stranger.get(asked.challenge.passkey_options_json)
        await refused(channel, asked.challenge.challenge_token, passkey_credential_json=forged)
        asked = await logged_in(channel, teacher)
        phone.origin = "https://presence.example.evil"
        phished = phone.get(asked.challenge.passkey_options_json)
        await refused(channel, asked.challenge.challenge_token, passkey_credential_json=phished)


async def test_a_recovery_code_works_once_however_it_is_typed(identity: RunningIdentity) -> None:
    teacher = await identity.add_person("teacher")
    async with identity.channel() as channel:
        codes = await with_passkey(channel, teacher, Authenticator(PUBLIC_URL))
        challenge = (await logged_in(channel, teacher)).challenge.challenge_token
        typed = codes[0].lower().replace("-", " ")
        assert (await answered(channel, challenge, recovery_code=typed)).recovery_codes_left == 9
        challenge = (await logged_in(channel, teacher)).challenge.challenge_token
        assert await refused(channel, challenge, recovery_code=codes[0]) == "SECOND_FACTOR_REFUSED"
        renewed = await AccountServiceStub(channel).RenewRecoveryCodes(
            accounts.RenewRecoveryCodesRequest(), metadata=bearer(teacher.token)
        )
        challenge = (await logged_in(channel, teacher)).challenge.challenge_token
        await refused(channel, challenge, recovery_code=codes[1])
        challenge = (await logged_in(channel, teacher)).challenge.challenge_token
        done = await answered(channel, challenge, recovery_code=renewed.recovery_codes[0])
        assert done.recovery_codes_left == 9


async def test_wrong_recovery_codes_slow_the_next_one_down(create_database: Callable[..., str]) -> None:
    now = utc_now()  # it stands still: a wait of a second is over before a busy machine has hashed the next password
    async with running_identity(create_database(), clock=lambda: now) as identity, identity.channel() as channel:
        teacher = await identity.add_person("teacher")
        codes = await with_passkey(channel, teacher, Authenticator(PUBLIC_URL))
        for _ in range(5):
            challenge = (await logged_in(channel, teacher)).challenge.challenge_token
            await refused(channel, challenge, recovery_code="AAAA-AAAA-AAAA-AAAA")
        challenge = (await logged_in(channel, teacher)).challenge.challenge_token
        with pytest.raises(grpc.aio.AioRpcError) as slowed:
            await answered(channel, challenge, recovery_code=codes[0])
        assert slowed.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_without_the_last_passkey_the_password_alone_logs_in(identity: RunningIdentity) -> None:
    teacher, other = await identity.add_person("teacher"), await identity.add_person("teacher")
    async with identity.channel() as channel:
        stub = AccountServiceStub(channel)
        await with_passkey(channel, teacher, Authenticator(PUBLIC_URL))
        listed = await stub.ListPasskeys(accounts.ListPasskeysRequest(), metadata=bearer(teacher.token))
        assert ([key.label for key in listed.passkeys], listed.recovery_codes_left) == (["my phone"], 10)
        remove = accounts.DeletePasskeyRequest(passkey_id=listed.passkeys[0].passkey_id)
        with pytest.raises(grpc.aio.AioRpcError) as hidden:
            await stub.DeletePasskey(remove, metadata=bearer(other.token))
        assert hidden.value.code() is grpc.StatusCode.NOT_FOUND
        await stub.DeletePasskey(remove, metadata=bearer(identity.admin.token))
        await stub.DeletePasskey(remove, metadata=bearer(identity.admin.token))
        assert (await logged_in(channel, teacher)).HasField("token")


async def test_adding_a_passkey_needs_a_teacher_or_administrator(identity: RunningIdentity) -> None:
    student = await identity.add_person("student")
    async with identity.channel() as channel:
        with pytest.raises(grpc.aio.AioRpcError) as denied:
            await AccountServiceStub(channel).BeginPasskey(
                accounts.BeginPasskeyRequest(), metadata=bearer(student.token)
            )
        assert denied.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_people_see_and_end_their_own_log_ins_and_administrators_anybodys(identity: RunningIdentity) -> None:
    student, other = await identity.add_person(), await identity.add_person()
    gateway = await identity.service_token("gateway", "identity")
    async with identity.channel() as channel:
        stub = AccountServiceStub(channel)
        password = pb.PasswordCredential(email=student.email, password=student.password)
        said = pb.Client(address="198.51.100.7", user_agent="Firefox on Linux")
        request = pb.AuthenticateRequest(password=password, client=said)
        await IdentityServiceStub(channel).Authenticate(request, metadata=bearer(gateway))
        await IdentityServiceStub(channel).Authenticate(request)  # not believed: anybody can say that
        mine = accounts.ListLoginsRequest()
        logins = (await stub.ListLogins(mine, metadata=bearer(student.token))).logins
        assert [login.address for login in logins] == ["127.0.0.1", "198.51.100.7", ""]  # activation names no client
        assert [login.current for login in logins] == [False, False, True]
        assert logins[1].user_agent == "Firefox on Linux"
        with pytest.raises(grpc.aio.AioRpcError) as denied:
            await stub.ListLogins(accounts.ListLoginsRequest(person_id=student.person_id), metadata=bearer(other.token))
        assert denied.value.code() is grpc.StatusCode.PERMISSION_DENIED
        end = accounts.EndLoginRequest(login_id=logins[0].login_id)
        with pytest.raises(grpc.aio.AioRpcError) as hidden:
            await stub.EndLogin(end, metadata=bearer(other.token))
        assert hidden.value.code() is grpc.StatusCode.NOT_FOUND
        await stub.EndLogin(end, metadata=bearer(student.token))
        await stub.EndLogin(end, metadata=bearer(student.token))
        ended = await stub.EndLogins(accounts.EndLoginsRequest(), metadata=bearer(student.token))
        assert ended.ended == 1
        left = (await stub.ListLogins(mine, metadata=bearer(student.token))).logins
        assert [login.current for login in left] == [True]
        theirs = accounts.EndLoginsRequest(person_id=student.person_id)
        assert (await stub.EndLogins(theirs, metadata=bearer(identity.admin.token))).ended == 1
