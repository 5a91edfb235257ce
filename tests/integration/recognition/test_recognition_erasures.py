"""What follows a withdrawal: nothing is left in any pod or table, and a receipt says what went and when."""

import asyncio
from datetime import UTC, datetime
from time import perf_counter
from uuid import uuid4

import asyncpg
import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as pb

from services.common.channels import bearer
from services.recognition.app.gallery import ServedGallery
from tests.integration.recognition.conftest import College, OpenCollege

SECONDS_MAX = 60.0


def names(gallery: ServedGallery) -> set[str]:
    return set(gallery.current.person_ids)


async def receipts(college: College, person_id: str, token: str = "") -> list[pb.Erasure]:
    metadata = bearer(token) if token else college.admin
    request = pb.GetErasureReceiptRequest(person_id=person_id)
    return list((await college.encodings.GetErasureReceipt(request, metadata=metadata)).erasures)


async def refusal(college: College, person_id: str, token: str = "") -> grpc.StatusCode:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await receipts(college, person_id, token)
    return refused.value.code()


async def left_of(college: College, person_id: str) -> tuple[int, int, int]:
    """Photos, encodings and gallery entries in the database."""
    connection = await asyncpg.connect(college.database_url)
    try:
        row = await connection.fetchrow(
            """select count(image), count(e.encoding), count(g.sample_id)
            from face_sample s left join face_encoding e using (sample_id)
            left join gallery_span g on g.sample_id = s.sample_id and g.until is null where person_id = $1""",
            person_id,
        )
        assert row is not None
        orphans = await connection.fetchval(
            """select count(*) from gallery_span g
            where until is null and not exists (select from face_sample s where s.sample_id = g.sample_id)"""
        )
        return row[0], row[1], row[2] + orphans
    finally:
        await connection.close()


async def test_after_a_withdrawal_nothing_is_left_in_any_pod_within_a_minute(
    open_college: OpenCollege, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_college() as first, open_college() as second:
        ada, bob = await first.enrol(1, 2)
        await second.pod.gallery_at_least(1)
        samples = (
            await first.encodings.ListFaceSamples(pb.ListFaceSamplesRequest(person_id=ada), metadata=first.admin)
        ).samples
        assert await left_of(first, ada) == (2, 2, 2)
        galleries = [college.pod.service.pod.galleries for college in (first, second)]
        assert all(names(gallery) == {ada, bob} for gallery in galleries)

        withdrawn_at, began = datetime.now(UTC), perf_counter()
        await first.peers.grant(ada, granted=False)
        async with asyncio.timeout(SECONDS_MAX):
            for college in (first, second):
                await college.pod.gallery_at_least(2, seconds=SECONDS_MAX)
        seconds = perf_counter() - began

        assert await left_of(first, ada) == (0, 0, 0)
        assert all(names(gallery) == {bob} for gallery in galleries)
        for college in (first, second):
            for sample in samples:
                with pytest.raises(grpc.aio.AioRpcError) as gone:
                    await college.encodings.GetFaceSampleImage(
                        pb.GetFaceSampleImageRequest(sample_id=sample.sample_id), metadata=college.admin
                    )
                assert gone.value.code() is grpc.StatusCode.NOT_FOUND
        (receipt,) = await receipts(second, ada)
        assert (receipt.cause, receipt.samples, receipt.encodings) == ("consent_withdrawn", 2, 2)
        assert receipt.gallery_version == 2
        requested, completed = receipt.request_time.ToDatetime(UTC), receipt.complete_time.ToDatetime(UTC)
        assert withdrawn_at <= requested <= completed
        assert (completed - withdrawn_at).total_seconds() < SECONDS_MAX
        with capsys.disabled():
            print(f"\nwithdrawal to the last pod's gallery without the person: {seconds * 1000:.0f} ms")


async def test_a_receipt_outlives_the_person_and_every_erasure_has_its_own(college: College) -> None:
    (ada,) = await college.enrol(1)
    own = college.peers.token(ada, "student")
    assert await refusal(college, ada, own) is grpc.StatusCode.NOT_FOUND
    samples = (
        await college.encodings.ListFaceSamples(pb.ListFaceSamplesRequest(person_id=ada), metadata=college.admin)
    ).samples
    await college.encodings.DeleteFaceSample(
        pb.DeleteFaceSampleRequest(sample_id=samples[0].sample_id), metadata=college.admin
    )
    everything = pb.DeletePersonFacesRequest(person_id=ada)
    await college.encodings.DeletePersonFaces(everything, metadata=college.admin)
    await college.add_photo(1, of=ada)
    await college.encodings.DeletePersonFaces(everything, metadata=college.admin)  # never trained: no gallery held it
    await college.add_photo(1, of=ada)
    version = (await college.train())[-1].done.gallery_version
    await college.peers.delete(ada)
    await college.pod.gallery_at_least(version + 1)
    found = await receipts(college, ada)
    assert [(one.cause, one.samples, one.gallery_version) for one in found] == [
        ("person_deleted", 1, version + 1),
        ("by_hand", 1, 0),
        ("by_hand", 1, 3),
        ("by_hand", 1, 2),
    ]
    assert await receipts(college, ada, own) == found


async def test_erasing_nothing_leaves_no_receipt(college: College) -> None:
    ada = await college.student(1)
    await college.encodings.DeletePersonFaces(pb.DeletePersonFacesRequest(person_id=ada), metadata=college.admin)
    assert await refusal(college, ada) is grpc.StatusCode.NOT_FOUND


async def test_nobody_reads_somebody_elses_receipts(college: College) -> None:
    (ada,) = await college.enrol(1)
    await college.encodings.DeletePersonFaces(pb.DeletePersonFacesRequest(person_id=ada), metadata=college.admin)
    for role in ("student", "teacher", "service", "camera"):
        other = college.peers.token(str(uuid4()), role)
        assert await refusal(college, ada, other) is grpc.StatusCode.PERMISSION_DENIED
