"""Sending files of people to the real service, and reading what it answers."""

from collections.abc import AsyncIterator, Iterable
from uuid import uuid4

from presence.identity.v1 import people_service_pb2 as pb
from presence.identity.v1 import people_service_pb2_grpc

from services.common.channels import bearer
from tests.fakes.identity_server import RunningIdentity

HEADER = "name,email,role,student_number,group,guardian_name,guardian_email,guardian_phone,minor,language"
Answers = tuple[list[pb.ImportError], list[pb.ImportProgress], pb.ImportSummary]


async def imported(
    identity: RunningIdentity, pieces: Iterable[bytes], *, commit: bool = True, token: str = ""
) -> Answers:
    async def requests() -> AsyncIterator[pb.ImportPeopleRequest]:
        yield pb.ImportPeopleRequest(options=pb.ImportOptions(commit=commit, request_id=str(uuid4())))
        for piece in pieces:
            yield pb.ImportPeopleRequest(chunk=piece)

    errors, progress, summary = list[pb.ImportError](), list[pb.ImportProgress](), None
    async with identity.channel() as channel:
        call = people_service_pb2_grpc.PeopleServiceStub(channel).ImportPeople(
            requests(), metadata=bearer(token or identity.admin.token)
        )
        async for response in call:
            assert summary is None, "the summary is always last"
            match response.WhichOneof("message"):
                case "error":
                    errors.append(response.error)
                case "progress":
                    progress.append(response.progress)
                case "summary":
                    summary = response.summary
    assert summary is not None
    return errors, progress, summary


async def found(identity: RunningIdentity, query: str) -> list[pb.Person]:
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        answer = await stub.ListPeople(pb.ListPeopleRequest(query=query), metadata=bearer(identity.admin.token))
        return list(answer.people)


def counts(summary: pb.ImportSummary) -> tuple[int, int, int, int, bool]:
    return summary.created, summary.updated, summary.unchanged, summary.failed, summary.committed


async def exported(identity: RunningIdentity) -> bytes:
    async with identity.channel() as channel:
        call = people_service_pb2_grpc.PeopleServiceStub(channel).ExportPeople(
            pb.ExportPeopleRequest(), metadata=bearer(identity.admin.token)
        )
        chunks = [response.chunk async for response in call]
    assert all(0 < len(chunk) <= 64 * 1024 for chunk in chunks)
    return b"".join(chunks)
