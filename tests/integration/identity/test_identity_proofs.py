"""What is sensitive asks for recent proof; where a second factor is required, nothing works before there is one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import asyncpg
import grpc
import pytest
import pytest_asyncio
from presence.identity.v1 import account_service_pb2 as accounts
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import people_service_pb2 as people
from presence.identity.v1.account_service_pb2_grpc import AccountServiceStub
from presence.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from presence.identity.v1.people_service_pb2_grpc import PeopleServiceStub
from presence.identity.v1.personal_data_service_pb2 import ExportPersonalDataRequest
from presence.identity.v1.personal_data_service_pb2_grpc import PersonalDataServiceStub

from services.common.channels import bearer
from services.common.status import reason_of
from tests.fakes.identity_authenticator import Authenticator
from tests.fakes.identity_server import PASSWORD, PUBLIC_URL, Account, RunningIdentity, running_identity

Ask = Callable[[grpc.aio.Channel, Account], Awaitable[object]]


async def proven(identity: RunningIdentity, person: Account, *, minutes_ago: int) -> None:
    """As if the person had logged in, or given their password, that long ago."""
    connection = await asyncpg.connect(identity.database_url)
    try:
        await connection.execute(
            "update logins set prove_time = now() - make_interval(mins => $2) where person_id = $1",
            person.person_id,
            minutes_ago,
        )
    finally:
        await connection.close()


async def end_another(channel: grpc.aio.Channel, person: Account) -> object:
    stub = AccountServiceStub(channel)
    listed = await stub.ListLogins(accounts.ListLoginsRequest(), metadata=bearer(person.token))
    other = next(login for login in listed.logins if not login.current)
    return await stub.EndLogin(accounts.EndLoginRequest(login_id=other.login_id), metadata=bearer(person.token))


async def end_others(channel: grpc.aio.Channel, person: Account) -> object:
    stub = AccountServiceStub(channel)
    return await stub.EndLogins(accounts.EndLoginsRequest(), metadata=bearer(person.token))


async def add_passkey(channel: grpc.aio.Channel, person: Account) -> object:
    stub = AccountServiceStub(channel)
    return await stub.BeginPasskey(accounts.BeginPasskeyRequest(), metadata=bearer(person.token))


async def remove_passkey(channel: grpc.aio.Channel, person: Account) -> object:
    stub = AccountServiceStub(channel)
    request = accounts.DeletePasskeyRequest(passkey_id=str(uuid4()))
    return await stub.DeletePasskey(request, metadata=bearer(person.token))


async def renew_codes(channel: grpc.aio.Channel, person: Account) -> object:
    stub = AccountServiceStub(channel)
    try:
        return await stub.RenewRecoveryCodes(accounts.RenewRecoveryCodesRequest(), metadata=bearer(person.token))
    except grpc.aio.AioRpcError as error:
        if reason_of(error) == "NO_PASSKEY":  # they were proven, and there are no codes to renew
            return None
        raise


async def take_along(channel: grpc.aio.Channel, person: Account) -> object:
    request = ExportPersonalDataRequest(person_id=person.person_id)
    return [
        part
        async for part in PersonalDataServiceStub(channel).ExportPersonalData(request, metadata=bearer(person.token))
    ]


async def check(channel: grpc.aio.Channel, person: Account) -> object:
    stub = AccountServiceStub(channel)
    return await stub.CheckProof(accounts.CheckProofRequest(), metadata=bearer(person.token))


SENSITIVE = [end_another, end_others, add_passkey, remove_passkey, renew_codes, take_along, check]


@pytest.mark.parametrize("ask", SENSITIVE)
async def test_what_is_sensitive_needs_the_password_of_the_last_ten_minutes(
    identity: RunningIdentity, ask: Ask
) -> None:
    teacher = await identity.add_person("teacher")
    async with identity.channel() as channel:
        stub = AccountServiceStub(channel)
        credential = pb.PasswordCredential(email=teacher.email, password=PASSWORD)
        await IdentityServiceStub(channel).Authenticate(pb.AuthenticateRequest(password=credential))
        await proven(identity, teacher, minutes_ago=10)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await ask(channel, teacher)
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert reason_of(refused.value) == "PROOF_NEEDED"
        with pytest.raises(grpc.aio.AioRpcError) as wrong:
            await stub.ConfirmPassword(
                accounts.ConfirmPasswordRequest(password="not this one"), metadata=bearer(teacher.token)
            )
        assert wrong.value.code() is grpc.StatusCode.UNAUTHENTICATED
        await stub.ConfirmPassword(accounts.ConfirmPasswordRequest(password=PASSWORD), metadata=bearer(teacher.token))
        await ask(channel, teacher)


async def test_logging_out_needs_no_proof(identity: RunningIdentity) -> None:
    teacher = await identity.add_person("teacher")
    await proven(identity, teacher, minutes_ago=60)
    async with identity.channel() as channel:
        stub = AccountServiceStub(channel)
        listed = await stub.ListLogins(accounts.ListLoginsRequest(), metadata=bearer(teacher.token))
        current = next(login for login in listed.logins if login.current)
        await stub.EndLogin(accounts.EndLoginRequest(login_id=current.login_id), metadata=bearer(teacher.token))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def strict(create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    """Where teachers and administrators must have a second factor."""
    async with running_identity(create_database(), settings={"second_factor": "required"}) as running:
        yield running


async def test_a_teacher_adds_a_passkey_before_there_is_any_token(strict: RunningIdentity) -> None:
    device = Authenticator(PUBLIC_URL)
    async with strict.channel() as channel:
        stub, admin = IdentityServiceStub(channel), PeopleServiceStub(channel)
        wanted = people.Person(display_name="A Teacher", email="strict@example.edu", role=pb.ROLE_TEACHER)
        created = await admin.CreatePerson(
            people.CreatePersonRequest(person=wanted, request_id=str(uuid4())), metadata=bearer(strict.admin.token)
        )
        activated = await stub.ActivateAccount(
            pb.ActivateAccountRequest(activation_token=created.activation_link.partition("#")[2], password=PASSWORD)
        )
        assert activated.challenge.enrol
        assert not activated.HasField("token")
        # left unanswered, it is asked again after the password
        credential = pb.PasswordCredential(email="strict@example.edu", password=PASSWORD)
        asked = await stub.Authenticate(pb.AuthenticateRequest(password=credential))
        assert asked.challenge.enrol
        assert not asked.HasField("token")
        code = pb.CompleteSecondFactorRequest(challenge_token=asked.challenge.challenge_token, recovery_code="A")
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.CompleteSecondFactor(code)
        assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
        request = pb.EnrolSecondFactorRequest(
            challenge_token=activated.challenge.challenge_token,
            passkey_credential_json=device.create(activated.challenge.passkey_options_json),
            label="my phone",
        )
        enrolled = await stub.EnrolSecondFactor(request)
        assert len(set(enrolled.recovery_codes)) == 10
        refreshed = await stub.RefreshToken(pb.RefreshTokenRequest(refresh_token=enrolled.token.refresh_token))
        assert refreshed.token.subject == created.person.person_id
        again = await stub.Authenticate(pb.AuthenticateRequest(password=credential))
        assert not again.challenge.enrol
        signed = device.get(again.challenge.passkey_options_json)
        done = await stub.CompleteSecondFactor(
            pb.CompleteSecondFactorRequest(
                challenge_token=again.challenge.challenge_token, passkey_credential_json=signed
            )
        )
        mine = await AccountServiceStub(channel).ListPasskeys(
            accounts.ListPasskeysRequest(), metadata=bearer(done.token.access_token)
        )
        remove = accounts.DeletePasskeyRequest(passkey_id=mine.passkeys[0].passkey_id)
        with pytest.raises(grpc.aio.AioRpcError) as last:
            await AccountServiceStub(channel).DeletePasskey(remove, metadata=bearer(done.token.access_token))
        assert reason_of(last.value) == "LAST_PASSKEY"


async def test_a_revoked_activation_link_opens_nothing(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        stub = PeopleServiceStub(channel)
        wanted = people.Person(display_name="Invited", email="invited@example.edu", role=pb.ROLE_STUDENT)
        created = await stub.CreatePerson(
            people.CreatePersonRequest(person=wanted, request_id=str(uuid4())), metadata=bearer(identity.admin.token)
        )
        revoke = people.RevokeActivationRequest(person_id=created.person.person_id)
        for _ in range(2):
            await stub.RevokeActivation(revoke, metadata=bearer(identity.admin.token))
        token = created.activation_link.partition("#")[2]
        with pytest.raises(grpc.aio.AioRpcError) as gone:
            await IdentityServiceStub(channel).GetActivation(pb.GetActivationRequest(activation_token=token))
        assert gone.value.code() is grpc.StatusCode.NOT_FOUND
