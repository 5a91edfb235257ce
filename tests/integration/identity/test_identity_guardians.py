"""A minor's consent through the real service: asked for, mailed, confirmed by the link, and told to followers."""

import asyncio
import re
from uuid import uuid4

import grpc
import pytest
from presence.identity.v1 import (
    identity_service_pb2,
    mail_service_pb2,
    mail_service_pb2_grpc,
    people_service_pb2,
    people_service_pb2_grpc,
)

from services.common.channels import bearer
from tests.fakes.identity_server import RunningIdentity


async def minor(identity: RunningIdentity) -> people_service_pb2.Person:
    async with identity.channel() as channel:
        created = await people_service_pb2_grpc.PeopleServiceStub(channel).CreatePerson(
            people_service_pb2.CreatePersonRequest(
                person=people_service_pb2.Person(
                    display_name="Sita Minor",
                    email=f"{uuid4().hex}@example.edu",
                    role=identity_service_pb2.ROLE_STUDENT,
                    group=" BE  Software 2023 ",
                    guardian=people_service_pb2.Guardian(
                        name="Her Mother", email="Mother@Example.edu", phone="+977 1 55"
                    ),
                    minor=True,
                    language="ne",
                ),
                request_id=str(uuid4()),
            ),
            metadata=bearer(identity.admin.token),
        )
        return created.person


async def mailed_token(identity: RunningIdentity, person_id: str) -> str:
    """What the guardian finds in the mail, as an administrator without a mail server sees it."""
    async with identity.channel() as channel:
        stub = mail_service_pb2_grpc.MailServiceStub(channel)
        admin = bearer(identity.admin.token)
        mails = (await stub.ListMails(mail_service_pb2.ListMailsRequest(page_size=200), metadata=admin)).mails
        newest = next(mail for mail in mails if mail.to_address == "mother@example.edu")
        text = (await stub.GetMail(mail_service_pb2.GetMailRequest(mail_id=newest.mail_id), metadata=admin)).mail.text
        found = re.search(r"https://presence\.example\.edu/guardian#(\S+)", text)
        assert found is not None
        return found.group(1)


async def test_a_guardians_word_by_link_is_the_minors_consent(identity: RunningIdentity) -> None:
    sita = await minor(identity)
    assert (sita.group, sita.guardian.email, sita.language) == ("BE Software 2023", "mother@example.edu", "ne")
    admin = bearer(identity.admin.token)
    service = bearer(await identity.service_token("recognition", "identity"))
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        following = stub.WatchPeople(people_service_pb2.WatchPeopleRequest(), metadata=service)
        awaits = (
            await stub.SetConsent(
                people_service_pb2.SetConsentRequest(person_id=sita.person_id, granted=True, text_version="2026-01"),
                metadata=admin,
            )
        ).person.face_consent
        assert (awaits.granted, awaits.awaits_guardian) == (False, True)
        await stub.RequestGuardianConsent(
            people_service_pb2.RequestGuardianConsentRequest(person_id=sita.person_id, text_version="2026-01"),
            metadata=admin,
        )
        token = await mailed_token(identity, sita.person_id)
        # no log-in: whoever has the link is who was asked
        asked = await stub.GetGuardianConsent(people_service_pb2.GetGuardianConsentRequest(guardian_token=token))
        assert (asked.display_name, asked.guardian_name, asked.text_version) == ("Sita Minor", "Her Mother", "2026-01")
        confirm = people_service_pb2.ConfirmGuardianConsentRequest(guardian_token=token, granted=True)
        await stub.ConfirmGuardianConsent(confirm)
        with pytest.raises(grpc.aio.AioRpcError) as used:
            await stub.ConfirmGuardianConsent(confirm)
        assert used.value.code() is grpc.StatusCode.NOT_FOUND
        records = (
            await stub.ListConsents(people_service_pb2.ListConsentsRequest(person_id=sita.person_id), metadata=admin)
        ).records
        assert [(record.granted, record.text_version, record.recorded_by) for record in records] == [
            (True, "2026-01", "guardian")
        ]
        async with asyncio.timeout(20):
            async for event in following:
                told = event.changed
                if told.person_id == sita.person_id and told.face_consent.granted:
                    break
        following.cancel()
        assert (told.group, told.minor, told.guardian.phone) == ("BE Software 2023", True, "+977 1 55")


async def test_nobody_reads_or_asks_for_somebody_else(identity: RunningIdentity) -> None:
    sita = await minor(identity)
    other = bearer((await identity.add_person("student")).token)
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.ListConsents(people_service_pb2.ListConsentsRequest(person_id=sita.person_id), metadata=other)
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.RequestGuardianConsent(
                people_service_pb2.RequestGuardianConsentRequest(person_id=sita.person_id, text_version="1"),
                metadata=other,
            )
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_teachers_do_not_see_how_to_reach_guardians(identity: RunningIdentity) -> None:
    sita = await minor(identity)
    teacher = bearer((await identity.add_person("teacher")).token)
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        one = await stub.GetPerson(people_service_pb2.GetPersonRequest(person_id=sita.person_id), metadata=teacher)
        many = await stub.ListPeople(people_service_pb2.ListPeopleRequest(query=sita.email), metadata=teacher)
    assert len(many.people) == 1
    for person in (one.person, *many.people):
        assert person.group == sita.group
        assert person.guardian == people_service_pb2.Guardian()
