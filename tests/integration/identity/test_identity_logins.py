"""Logging in and staying logged in, over real gRPC and PostgreSQL."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import TypeAlias
from uuid import uuid4

import asyncpg
import grpc
import jwt
import pytest
import pytest_asyncio
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc, people_service_pb2, people_service_pb2_grpc

from services.common.auth import utc_now
from services.common.channels import bearer
from services.common.status import fields_of, reason_of, retry_after_of
from tests.fakes.identity_server import PASSWORD, Account, RunningIdentity, running_identity

Stub = identity_service_pb2_grpc.IdentityServiceStub
AsyncStub: TypeAlias = "identity_service_pb2_grpc.IdentityServiceAsyncStub"


def password_of(email: str, password: str = PASSWORD) -> pb.AuthenticateRequest:
    return pb.AuthenticateRequest(password=pb.PasswordCredential(email=email, password=password))


def key_of(key_id: str, secret: str, audience: str = "") -> pb.AuthenticateRequest:
    return pb.AuthenticateRequest(key=pb.KeyCredential(key_id=key_id, secret=secret, audience=audience))


async def invited(identity: RunningIdentity, channel: grpc.aio.Channel, email: str) -> tuple[str, str]:
    """A person who has not been activated: id and activation token."""
    created = await people_service_pb2_grpc.PeopleServiceStub(channel).CreatePerson(
        people_service_pb2.CreatePersonRequest(
            person=people_service_pb2.Person(display_name="Not Yet", email=email, role=pb.ROLE_STUDENT),
            request_id=str(uuid4()),
        ),
        metadata=bearer(identity.admin.token),
    )
    return created.person.person_id, created.activation_link.partition("#")[2]


async def test_a_person_logs_in_whatever_the_case_of_the_address(identity: RunningIdentity) -> None:
    student = await identity.add_person("student", email="Mixed.Case@Example.EDU")
    async with identity.channel() as channel:
        answer = await Stub(channel).Authenticate(password_of(" mixed.case@EXAMPLE.edu "))
    assert answer.token.subject == student.person_id
    assert answer.token.role == pb.ROLE_STUDENT


async def test_an_access_token_verifies_with_the_published_keys_alone(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        published = await Stub(channel).GetSigningKeys(pb.GetSigningKeysRequest())
    token = identity.admin.token
    header = jwt.get_unverified_header(token)
    keys = {key["kid"]: jwt.PyJWK(key) for key in json.loads(published.jwks_json)["keys"]}
    claims = jwt.decode(token, keys[header["kid"]], algorithms=["EdDSA"], audience="attendance", issuer="presence")
    assert claims["sub"] == identity.admin.person_id
    assert claims["role"] == "admin"
    assert claims["aud"] == ["identity", "recognition", "attendance"]
    assert 0 < claims["exp"] - claims["iat"] <= 600
    assert "d" not in json.loads(published.jwks_json)["keys"][0]


@pytest.mark.parametrize("email", ["head@example.edu", "nobody@example.edu", "no address at all"])
async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(
    identity: RunningIdentity, email: str
) -> None:
    async with identity.channel() as channel:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await Stub(channel).Authenticate(password_of(email, "not the password"))
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert reason_of(refused.value) == "CREDENTIAL_REFUSED"
    assert refused.value.details() == "these credentials are not valid"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def timeless(create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    """Where a wait of a second does not pass while passwords are hashed, however long that takes here."""
    now = utc_now()
    async with running_identity(create_database(), clock=lambda: now) as running:
        yield running


async def test_an_account_that_is_tried_too_often_has_to_wait_and_another_has_not(timeless: RunningIdentity) -> None:
    student = await timeless.add_person()
    async with timeless.channel() as channel:
        stub = Stub(channel)
        answers = [await _code(stub, password_of(student.email, "wrong password")) for _ in range(6)]
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.Authenticate(password_of(student.email))
        assert answers[:5] == [grpc.StatusCode.UNAUTHENTICATED] * 5
        assert answers[5] is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        wait_seconds = retry_after_of(refused.value)
        assert wait_seconds is not None
        assert wait_seconds == 1
        assert await _code(stub, password_of(timeless.admin.email)) is grpc.StatusCode.OK


async def test_guesses_made_all_at_once_are_counted_each(timeless: RunningIdentity) -> None:
    student = await timeless.add_person()
    async with timeless.channel() as channel:
        stub = Stub(channel)
        guesses = (_code(stub, password_of(student.email, f"wrong password {n}")) for n in range(12))
        answers = await asyncio.gather(*guesses)
    assert answers.count(grpc.StatusCode.UNAUTHENTICATED) == 5
    assert answers.count(grpc.StatusCode.RESOURCE_EXHAUSTED) == 7


async def test_a_refresh_token_is_replaced_and_its_reuse_ends_the_login(identity: RunningIdentity) -> None:
    student = await identity.add_person()
    async with identity.channel() as channel:
        stub = Stub(channel)
        second = await _refreshed(stub, student.refresh_token)
        assert second.access_token != student.token
        third = await _refreshed(stub, second.refresh_token)
        assert len({student.refresh_token, second.refresh_token, third.refresh_token}) == 3
        # the first was used, and so was what it was replaced by: whoever shows it now is not who got the second
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await _refreshed(stub, student.refresh_token)
        assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
        assert reason_of(refused.value) == "LOGIN_ENDED"
        with pytest.raises(grpc.aio.AioRpcError):
            await _refreshed(stub, third.refresh_token)
    database = await asyncpg.connect(identity.database_url)
    actions = await database.fetch("select action from audit_log where subject = $1", student.person_id)
    await database.close()
    assert "login.token_reused" in {row["action"] for row in actions}


async def test_a_refresh_retried_at_the_same_time_gives_the_same_token(identity: RunningIdentity) -> None:
    student = await identity.add_person()
    async with identity.channel() as channel:
        stub = Stub(channel)
        tokens = await asyncio.gather(*(_refreshed(stub, student.refresh_token) for _ in range(4)))
        assert len({token.refresh_token for token in tokens}) == 1
        await _refreshed(stub, tokens[0].refresh_token)


async def test_logging_out_ends_the_login_and_may_be_repeated(identity: RunningIdentity) -> None:
    student = await identity.add_person()
    async with identity.channel() as channel:
        stub = Stub(channel)
        for token in (student.refresh_token, student.refresh_token, "never issued"):
            await stub.RevokeToken(pb.RevokeTokenRequest(refresh_token=token))
        with pytest.raises(grpc.aio.AioRpcError):
            await _refreshed(stub, student.refresh_token)


async def test_an_activation_link_greets_sets_one_password_and_is_then_gone(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        stub = Stub(channel)
        person_id, token = await invited(identity, channel, "activate.me@example.edu")
        greeting = await stub.GetActivation(pb.GetActivationRequest(activation_token=token))
        assert (greeting.display_name, greeting.email) == ("Not Yet", "activate.me@example.edu")
        with pytest.raises(grpc.aio.AioRpcError) as unfit:
            await stub.ActivateAccount(pb.ActivateAccountRequest(activation_token=token, password="password123"))
        assert unfit.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert fields_of(unfit.value)["field"] == "password"
        request = pb.ActivateAccountRequest(activation_token=token, password=PASSWORD)
        answers = await asyncio.gather(*(stub.ActivateAccount(request) for _ in range(3)), return_exceptions=True)
        won = [answer for answer in answers if isinstance(answer, pb.ActivateAccountResponse)]
        lost = [answer.code() for answer in answers if isinstance(answer, grpc.aio.AioRpcError)]
        assert [answer.token.subject for answer in won] == [person_id]
        assert lost == [grpc.StatusCode.NOT_FOUND] * 2
        with pytest.raises(grpc.aio.AioRpcError) as gone:
            await stub.GetActivation(pb.GetActivationRequest(activation_token=token))
        assert gone.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_changed_password_ends_the_other_logins_and_keeps_the_caller_in(identity: RunningIdentity) -> None:
    student = await identity.add_person()
    async with identity.channel() as channel:
        stub = Stub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as wrong:
            await _change(stub, student, "not the current one", "another teapot sings")
        assert wrong.value.code() is grpc.StatusCode.UNAUTHENTICATED
        changed = await _change(stub, student, PASSWORD, "another teapot sings")
        await _refreshed(stub, changed.token.refresh_token)
        with pytest.raises(grpc.aio.AioRpcError):
            await _refreshed(stub, student.refresh_token)
        assert await _code(stub, password_of(student.email)) is grpc.StatusCode.UNAUTHENTICATED
        assert await _code(stub, password_of(student.email, "another teapot sings")) is grpc.StatusCode.OK


async def test_a_service_gets_a_token_for_the_one_callee_it_named(identity: RunningIdentity) -> None:
    claims = _claims(await identity.service_token("recognition", "attendance"))
    assert (claims["sub"], claims["role"], claims["aud"]) == ("recognition", "service", ["attendance"])
    key = identity.service_keys["recognition"]
    async with identity.channel() as channel:
        stub = Stub(channel)
        assert await _code(stub, key_of("recognition", key, "the bank")) is grpc.StatusCode.INVALID_ARGUMENT
        assert await _code(stub, key_of("recognition", "wrong", "identity")) is grpc.StatusCode.UNAUTHENTICATED
        assert await _code(stub, key_of("unknown", key, "identity")) is grpc.StatusCode.UNAUTHENTICATED
        assert await _code(stub, pb.AuthenticateRequest()) is grpc.StatusCode.INVALID_ARGUMENT


async def test_the_first_administrator_is_invited_by_secret_and_only_once(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        stub = Stub(channel)
        for secret, code in (
            ("a wrong bootstrap secret", grpc.StatusCode.UNAUTHENTICATED),
            (identity.bootstrap_secret, grpc.StatusCode.FAILED_PRECONDITION),
        ):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await stub.BootstrapAdmin(
                    pb.BootstrapAdminRequest(bootstrap_secret=secret, email="two@example.edu", display_name="Two")
                )
            assert refused.value.code() is code


async def test_no_secret_is_in_the_database_as_it_was_given_out(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        _, activation_token = await invited(identity, channel, "secretive@example.edu")
    credential = await identity.camera_credential("5b2d3c3e-74f2-4f0e-9a53-2f5a3d3f7c11")
    secrets = [identity.admin.refresh_token, identity.admin.token, PASSWORD, activation_token, credential]
    database = await asyncpg.connect(identity.database_url)
    tables = await database.fetch("select tablename from pg_tables where schemaname = 'public'")
    kept = ""
    for table in tables:
        rows = await database.fetch(f'select t::text as line from "{table["tablename"]}" t')  # noqa: S608 - its own tables
        kept += "".join(row["line"] for row in rows)
    await database.close()
    assert "head@example.edu" in kept
    assert [secret for secret in secrets if secret in kept or secret.encode().hex() in kept] == []


async def _refreshed(stub: AsyncStub, refresh_token: str) -> pb.Token:
    answer = await stub.RefreshToken(pb.RefreshTokenRequest(refresh_token=refresh_token))
    return answer.token


async def _change(stub: AsyncStub, account: Account, current: str, new: str) -> pb.ChangePasswordResponse:
    return await stub.ChangePassword(
        pb.ChangePasswordRequest(current_password=current, new_password=new), metadata=bearer(account.token)
    )


async def _code(stub: AsyncStub, request: pb.AuthenticateRequest) -> grpc.StatusCode:
    try:
        await stub.Authenticate(request)
    except grpc.aio.AioRpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def _claims(token: str) -> dict[str, object]:
    return dict(jwt.decode(token, options={"verify_signature": False}))
