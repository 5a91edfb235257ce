"""A class in which somebody almost enrolled was filmed, and people who look at the faces."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import pytest
from presence.recognition.v1 import review_service_pb2 as pb
from presence.recognition.v1 import review_service_pb2_grpc as rpc

from services.common.channels import bearer
from services.common.status import reason_of
from tests.fakes.recognition_peers_world import Peers
from tests.fakes.recognition_vision import picture
from tests.integration.recognition.conftest import College

# yesterday: what is older than two weeks is erased by a pod that starts
CLASS_START = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)


class Desk:
    """A class of two, Ada enrolled as 1 and Bob as 2, in which somebody almost Ada was filmed."""

    def __init__(self, college: College, ada: str, bob: str) -> None:
        self.college, self.ada, self.bob = college, ada, bob
        self.teacher_id = str(uuid4())
        self.camera_id = str(uuid4())
        self.reviews = rpc.ReviewServiceStub(college.channel)

    @property
    def peers(self) -> Peers:
        return self.college.peers

    @property
    def teacher(self) -> tuple[tuple[str, str]]:
        return bearer(self.peers.token(self.teacher_id, "teacher"))

    async def begin(self) -> None:
        await self.peers.assign(self.camera_id, self.ada, self.bob, operators=(self.teacher_id,))
        await self.college.knows(self.camera_id)

    async def film(self, *people: int, frames: int = 20, stream_id: str = "", start: datetime = CLASS_START) -> str:
        """They are filmed for four seconds, and what of it is to be looked at is there; the stream's id."""
        async with self.college.camera(self.camera_id, stream_id=stream_id) as camera:
            await camera.film(picture(*people), frames, start=start)
            await camera.finish()
            await camera.until(lambda: camera.ended)
        await self.college.pod.service.reviews.desk.empty()
        return camera.stream_id

    async def listed(self, **more: object) -> pb.ListReviewsResponse:
        request = pb.ListReviewsRequest(camera_ids=[self.camera_id], **more)  # type: ignore[arg-type]  # fields by name
        return await self.reviews.ListReviews(request, metadata=self.teacher)

    async def one(self) -> pb.Review:
        (review,) = (await self.listed()).reviews
        return review

    async def resolve(
        self,
        review_id: str,
        verdict: "pb.Verdict.ValueType",
        person_id: str = "",
        *,
        learn: bool = False,
        request_id: str = "",
        by: tuple[tuple[str, str]] | None = None,
    ) -> pb.ReviewDecision:
        request = pb.ResolveReviewRequest(
            review_id=review_id,
            verdict=verdict,
            person_id=person_id,
            learn=learn,
            request_id=request_id or str(uuid4()),
        )
        return (await self.reviews.ResolveReview(request, metadata=by or self.teacher)).decision

    async def version_after(self, version: int) -> int:
        await self.college.pod.gallery_at_least(version + 1)
        return self.college.pod.service.pod.galleries.current.version

    @property
    def version(self) -> int:
        return self.college.pod.service.pod.galleries.current.version


@pytest.fixture
async def desk(college: College) -> Desk:
    ada, bob = await college.enrol(1, 2)
    opened = Desk(college, ada, bob)
    await opened.begin()
    return opened


async def refused(call: object) -> tuple[grpc.StatusCode, str | None]:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call  # type: ignore[misc]  # a call of any kind
    return refusal.value.code(), reason_of(refusal.value)
