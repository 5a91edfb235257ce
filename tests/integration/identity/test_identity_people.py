"""People, device keys and who may touch them, over real gRPC and PostgreSQL."""

import asyncio
from collections.abc import Awaitable
from uuid import uuid4

import asyncpg
import grpc
import pytest
from presence.identity.v1 import (
    device_service_pb2,
    device_service_pb2_grpc,
    identity_service_pb2,
    identity_service_pb2_grpc,
    people_service_pb2_grpc,
)
from presence.identity.v1 import people_service_pb2 as pb

from services.common.channels import bearer
from services.common.status import fields_of, reason_of
from tests.fakes.identity_server import RunningIdentity

Stub = people_service_pb2_grpc.PeopleServiceStub
Devices = device_service_pb2_grpc.DeviceServiceStub
STUDENT, TEACHER = identity_service_pb2.ROLE_STUDENT, identity_service_pb2.ROLE_TEACHER
Code = grpc.StatusCode


def creation(
    name: str = "Ada Byron",
    *,
    email: str = "",
    number: str = "",
    role: "identity_service_pb2.Role.ValueType" = STUDENT,
    request_id: str = "",
) -> pb.CreatePersonRequest:
    person = pb.Person(display_name=name, email=email or f"{uuid4().hex}@example.edu", student_number=number, role=role)
    return pb.CreatePersonRequest(person=person, request_id=request_id or str(uuid4()))


async def refusal(call: Awaitable[object]) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return refused.value


async def test_a_person_comes_with_a_link_and_a_retry_makes_no_second_one(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        stub, admin = Stub(channel), bearer(identity.admin.token)
        request = creation("Grace Hopper", email="Grace@Example.edu", number="G-1")
        answers = await asyncio.gather(*(stub.CreatePerson(request, metadata=admin) for _ in range(5)))
        assert len({answer.person.person_id for answer in answers}) == 1
        person = answers[0].person
        assert (person.email, person.student_number, person.role) == ("grace@example.edu", "G-1", STUDENT)
        assert (person.active, person.activated, person.face_consent.granted) == (True, False, False)
        assert answers[0].activation_link.startswith("https://presence.example.edu/activate#")
        # the first to be answered need not be the one that made the person: each later one makes a new link
        assert 0 <= answers[0].activation_expire_time.seconds - person.create_time.seconds - 72 * 3600 < 60


async def test_a_taken_address_or_number_is_named(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        stub, admin = Stub(channel), bearer(identity.admin.token)
        await stub.CreatePerson(creation(email="taken@example.edu", number="T-1"), metadata=admin)
        email = await refusal(stub.CreatePerson(creation(email="TAKEN@example.edu"), metadata=admin))
        number = await refusal(stub.CreatePerson(creation(number="t-1"), metadata=admin))
    assert (email.code(), fields_of(email)) == (Code.ALREADY_EXISTS, {"field": "email"})
    assert (number.code(), fields_of(number)) == (Code.ALREADY_EXISTS, {"field": "student_number"})


@pytest.mark.parametrize(
    ("field", "request_"),
    [
        ("email", creation(email="no address")),
        ("display_name", creation("  ")),
        ("role", creation(role=identity_service_pb2.ROLE_CAMERA)),
        ("role", creation(role=identity_service_pb2.ROLE_UNSPECIFIED)),
        ("student_number", creation(number="7", role=TEACHER)),
        ("request_id", creation(request_id="not a uuid")),
    ],
)
async def test_what_cannot_be_used_is_named(
    identity: RunningIdentity, field: str, request_: pb.CreatePersonRequest
) -> None:
    async with identity.channel() as channel:
        refused = await refusal(Stub(channel).CreatePerson(request_, metadata=bearer(identity.admin.token)))
    assert refused.code() is Code.INVALID_ARGUMENT
    assert fields_of(refused)["field"] == field


async def test_everybody_sees_whom_they_may_and_no_one_else(identity: RunningIdentity) -> None:
    student, other = await identity.add_person("student"), await identity.add_person("student")
    teacher, colleague = await identity.add_person("teacher"), await identity.add_person("teacher")
    service = await identity.service_token("attendance", "identity")
    async with identity.channel() as channel:
        stub = Stub(channel)

        async def sees(token: str, person_id: str) -> Code:
            try:
                await stub.GetPerson(pb.GetPersonRequest(person_id=person_id), metadata=bearer(token))
            except grpc.aio.AioRpcError as error:
                return error.code()
            return Code.OK

        everybody = [student, other, teacher, colleague, identity.admin]
        visible = {
            "student": [await sees(student.token, one.person_id) for one in everybody],
            "teacher": [await sees(teacher.token, one.person_id) for one in everybody],
            "admin": [await sees(identity.admin.token, one.person_id) for one in everybody],
            "service": [await sees(service, one.person_id) for one in everybody],
        }
        ok, no = Code.OK, Code.NOT_FOUND
        assert visible == {
            "student": [ok, no, no, no, no],
            "teacher": [ok, ok, ok, no, no],
            "admin": [ok] * 5,
            "service": [ok] * 5,
        }
        listed = await stub.ListPeople(pb.ListPeopleRequest(page_size=500), metadata=bearer(teacher.token))
        assert {person.role for person in listed.people} == {STUDENT}
        teachers = await stub.ListPeople(pb.ListPeopleRequest(role=TEACHER), metadata=bearer(teacher.token))
        assert (list(teachers.people), teachers.total) == ([], 0)


async def test_only_administrators_write_and_only_services_follow(identity: RunningIdentity) -> None:
    student, teacher = await identity.add_person("student"), await identity.add_person("teacher")
    camera = await identity.camera_token(str(uuid4()))
    service = await identity.service_token("recognition", "identity")
    target = student.person_id
    async with identity.channel() as channel:
        stub, devices = Stub(channel), Devices(channel)
        for token in (student.token, teacher.token, service):
            mine = bearer(token)
            calls: list[Awaitable[object]] = [
                stub.CreatePerson(creation(), metadata=mine),
                stub.IssueActivation(pb.IssueActivationRequest(person_id=target), metadata=mine),
                stub.UpdatePerson(pb.UpdatePersonRequest(person=pb.Person(person_id=target)), metadata=mine),
                stub.SetPersonActive(pb.SetPersonActiveRequest(person_id=target), metadata=mine),
                stub.DeletePerson(pb.DeletePersonRequest(person_id=target), metadata=mine),
                devices.IssueDeviceKey(device_service_pb2.IssueDeviceKeyRequest(camera_id=target), metadata=mine),
                devices.ListDeviceKeys(device_service_pb2.ListDeviceKeysRequest(), metadata=mine),
                devices.RevokeDeviceKey(device_service_pb2.RevokeDeviceKeyRequest(key_id=target), metadata=mine),
            ]
            for call in calls:
                assert (await refusal(call)).code() is Code.PERMISSION_DENIED
        for token in (student.token, teacher.token, identity.admin.token):
            stream = stub.WatchPeople(pb.WatchPeopleRequest(), metadata=bearer(token))
            assert (await refusal(stream.read())).code() is Code.PERMISSION_DENIED
        assert (await refusal(stub.ListPeople(pb.ListPeopleRequest(), metadata=bearer(student.token)))).code() is (
            Code.PERMISSION_DENIED
        )
        nobody = await refusal(stub.ListPeople(pb.ListPeopleRequest()))
        assert nobody.code() is Code.UNAUTHENTICATED
        # a camera's token is meant for recognition alone
        assert (await refusal(stub.ListPeople(pb.ListPeopleRequest(), metadata=bearer(camera)))).code() is (
            Code.UNAUTHENTICATED
        )


async def test_lists_are_paged_by_name_and_searched(identity: RunningIdentity) -> None:
    mark = uuid4().hex[:8]
    async with identity.channel() as channel:
        stub, admin = Stub(channel), bearer(identity.admin.token)
        for number in range(7):
            await stub.CreatePerson(creation(f"Person {mark} {number}"), metadata=admin)
        names, token = [], ""
        while True:
            page = await stub.ListPeople(
                pb.ListPeopleRequest(query=f" PERSON {mark.upper()} ", page_size=3, page_token=token), metadata=admin
            )
            assert page.total == 7
            names += [person.display_name for person in page.people]
            token = page.next_page_token
            if not token:
                break
        assert names == [f"Person {mark} {number}" for number in range(7)]
        last = await stub.ListPeople(pb.ListPeopleRequest(query=mark, page_size=3, skip=5), metadata=admin)
        assert ([one.display_name for one in last.people], last.next_page_token, last.total) == (names[5:], "", 7)
        beyond = await stub.ListPeople(pb.ListPeopleRequest(query=mark, skip=70), metadata=admin)
        assert (list(beyond.people), beyond.next_page_token, beyond.total) == ([], "", 7)
        for wrong in (
            pb.ListPeopleRequest(page_token="bm90IGpzb24="),
            pb.ListPeopleRequest(page_token="%"),
            pb.ListPeopleRequest(page_size=-1),
            pb.ListPeopleRequest(skip=-1),
        ):
            assert (await refusal(stub.ListPeople(wrong, metadata=admin))).code() is Code.INVALID_ARGUMENT


async def test_an_edit_needs_the_revision_that_was_read(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        stub, admin = Stub(channel), bearer(identity.admin.token)
        person = (await stub.CreatePerson(creation(), metadata=admin)).person
        edits = []
        for name in ("One", "Two"):
            edit = pb.Person()
            edit.CopyFrom(person)
            edit.display_name = name
            edits.append(pb.UpdatePersonRequest(person=edit))
        answers = await asyncio.gather(
            *(stub.UpdatePerson(edit, metadata=admin) for edit in edits), return_exceptions=True
        )
        lost = [answer for answer in answers if isinstance(answer, grpc.aio.AioRpcError)]
        assert [error.code() for error in lost] == [Code.ABORTED]
        assert reason_of(lost[0]) == "STALE_REVISION"
        unknown = pb.Person()
        unknown.CopyFrom(person)
        unknown.person_id = str(uuid4())
        refused = await refusal(stub.UpdatePerson(pb.UpdatePersonRequest(person=unknown), metadata=admin))
        assert refused.code() is Code.NOT_FOUND


async def test_consent_is_given_by_oneself_or_an_administrator(identity: RunningIdentity) -> None:
    student, other = await identity.add_person("student"), await identity.add_person("student")
    request = pb.SetConsentRequest(person_id=student.person_id, granted=True, text_version="2026-01")
    async with identity.channel() as channel:
        stub = Stub(channel)
        refused = await refusal(stub.SetConsent(request, metadata=bearer(other.token)))
        assert refused.code() is Code.PERMISSION_DENIED
        own = (await stub.SetConsent(request, metadata=bearer(student.token))).person.face_consent
        assert (own.granted, own.text_version, own.recorded_by) == (True, "2026-01", student.person_id)
        withdrawal = pb.SetConsentRequest(person_id=student.person_id, granted=False)
        gone = (await stub.SetConsent(withdrawal, metadata=bearer(identity.admin.token))).person.face_consent
        assert (gone.granted, gone.recorded_by) == (False, identity.admin.person_id)
    database = await asyncpg.connect(identity.database_url)
    history = await database.fetch(
        "select granted from consents where person_id = $1::uuid order by consent_id", student.person_id
    )
    await database.close()
    assert [row["granted"] for row in history] == [True, False]


async def test_whoever_is_shut_out_or_deleted_is_logged_out(identity: RunningIdentity) -> None:
    student = await identity.add_person("student")
    async with identity.channel() as channel:
        stub, admin = Stub(channel), bearer(identity.admin.token)
        shut = await stub.SetPersonActive(pb.SetPersonActiveRequest(person_id=student.person_id), metadata=admin)
        assert not shut.person.active
        refresh = identity_service_pb2.RefreshTokenRequest(refresh_token=student.refresh_token)
        refused = await refusal(identity_service_pb2_grpc.IdentityServiceStub(channel).RefreshToken(refresh))
        assert reason_of(refused) == "LOGIN_ENDED"
        for _ in range(2):
            await stub.DeletePerson(pb.DeletePersonRequest(person_id=student.person_id), metadata=admin)
        gone = await refusal(stub.GetPerson(pb.GetPersonRequest(person_id=student.person_id), metadata=admin))
        assert gone.code() is Code.NOT_FOUND
        last = await refusal(
            stub.DeletePerson(pb.DeletePersonRequest(person_id=identity.admin.person_id), metadata=admin)
        )
        assert (last.code(), reason_of(last)) == (Code.FAILED_PRECONDITION, "LAST_ADMINISTRATOR")


async def test_a_camera_gets_two_keys_even_when_three_are_asked_for_at_once(identity: RunningIdentity) -> None:
    camera_id = str(uuid4())
    request = device_service_pb2.IssueDeviceKeyRequest(camera_id=camera_id, label="left wall")
    async with identity.channel() as channel:
        devices, admin = Devices(channel), bearer(identity.admin.token)
        answers = await asyncio.gather(
            *(devices.IssueDeviceKey(request, metadata=admin) for _ in range(3)), return_exceptions=True
        )
        issued = [answer for answer in answers if isinstance(answer, device_service_pb2.IssueDeviceKeyResponse)]
        lost = [answer.code() for answer in answers if isinstance(answer, grpc.aio.AioRpcError)]
        assert (len(issued), lost) == (2, [Code.RESOURCE_EXHAUSTED])
        assert issued[0].credential == f"{issued[0].key.key_id}.{issued[0].secret}"
        revoke = device_service_pb2.RevokeDeviceKeyRequest(key_id=issued[0].key.key_id)
        for _ in range(2):
            await devices.RevokeDeviceKey(revoke, metadata=admin)
        listed = await devices.ListDeviceKeys(
            device_service_pb2.ListDeviceKeysRequest(camera_id=camera_id, page_size=1), metadata=admin
        )
        rest = await devices.ListDeviceKeys(
            device_service_pb2.ListDeviceKeysRequest(camera_id=camera_id, page_token=listed.next_page_token),
            metadata=admin,
        )
        keys = [*listed.keys, *rest.keys]
        assert [key.key_id for key in keys if key.HasField("revoke_time")] == [issued[0].key.key_id]
        assert {key.key_id for key in keys} == {answer.key.key_id for answer in issued}
        assert (listed.next_page_token != "", rest.next_page_token) == (True, "")
