"""A migrated database to copy, identity and attendance as recognition sees them, and pods with synthetic workers."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import grpc
import pytest
from presence.recognition.v1 import encoding_service_pb2 as pb
from presence.recognition.v1 import encoding_service_pb2_grpc as rpc
from presence.recognition.v1 import gallery_service_pb2_grpc as gallery_rpc

from services.common.channels import bearer
from services.common.migrations import migrate
from services.recognition.adapters.camera_store import PostgresCameras
from services.recognition.app.pod import StreamLimits
from services.recognition.wiring import MIGRATIONS
from tests.fakes.recognition_camera import ScriptedCamera, streaming
from tests.fakes.recognition_peers import SERVICE_KEY, RunningPeers, running_peers
from tests.fakes.recognition_peers_world import Peers
from tests.fakes.recognition_server import RunningRecognition, running_recognition
from tests.fakes.recognition_vision import SyntheticVision, photo

LIMITS = StreamLimits(heartbeat_seconds=1.0, max_fps=30.0)


@dataclass
class College:
    """A database, peers and one pod."""

    database_url: str
    running: RunningPeers
    pod: RunningRecognition
    vision: SyntheticVision
    channel: grpc.aio.Channel
    students: dict[int, str] = field(default_factory=dict)

    @property
    def peers(self) -> Peers:
        return self.running.peers

    @property
    def admin(self) -> tuple[tuple[str, str]]:
        return bearer(self.peers.token(str(uuid4()), "admin"))

    @property
    def encodings(self) -> "rpc.EncodingServiceAsyncStub":
        return rpc.EncodingServiceStub(self.channel)

    @property
    def gallery(self) -> "gallery_rpc.GalleryServiceAsyncStub":
        return gallery_rpc.GalleryServiceStub(self.channel)

    async def student(self, face: int) -> str:
        """A student with that face who consents."""
        if face not in self.students:
            self.students[face] = str(uuid4())
            await self.peers.grant(self.students[face])
        return self.students[face]

    async def add_photo(self, face: int, take: int = 0, *, of: str = "", request_id: str = "") -> pb.FaceSample:
        """A photo of that face, stored for its student."""
        person_id = of or await self.student(face)
        request = pb.AddFaceSampleRequest(
            person_id=person_id, image=photo(face, take), request_id=request_id or str(uuid4())
        )
        return (await self.encodings.AddFaceSample(request, metadata=self.admin)).sample

    async def train(self, request_id: str = "") -> list[pb.TrainEncodingsResponse]:
        """Run to the end and return all that was said, but for heartbeats."""
        request = pb.TrainEncodingsRequest(request_id=request_id or str(uuid4()))
        events = self.encodings.TrainEncodings(request, metadata=self.admin)
        return [event async for event in events if not event.HasField("heartbeat")]

    async def enrol(self, *faces: int) -> list[str]:
        """Students with two photos each, trained and served."""
        for face in faces:
            for take in (0, 1):
                await self.add_photo(face, take)
        events = await self.train()
        await self.pod.gallery_at_least(events[-1].done.gallery_version)
        return [self.students[face] for face in faces]

    def camera(
        self, camera_id: str, *, stream_id: str = "", resume_after: int = 0
    ) -> AbstractAsyncContextManager[ScriptedCamera]:
        """The camera's own stream."""
        token = self.peers.token(camera_id, "camera")
        return streaming(self.channel, token, camera_id, stream_id=stream_id, resume_after=resume_after)

    async def room(self, *student_ids: str) -> str:
        """A camera whose room has a session, known to the pod."""
        camera_id = str(uuid4())
        await self.peers.assign(camera_id, *student_ids)
        await self.knows(camera_id)
        return camera_id

    async def looking(self, frames: int) -> None:
        """Returns once the workers have begun with that many frames."""
        await self.vision.until_begun(frames)

    async def knows(self, camera_id: str, *, active: bool = True) -> None:
        """Returns once the pod has heard of the camera's session, or of its end."""
        assignments = self.pod.service.pod.assignments
        assert await assignments.until(lambda: assignments.of(camera_id).active == active, 30)


@pytest.fixture(scope="session")
async def migrated(create_database: Callable[..., str]) -> str:
    """A database with recognition's schema, for copying."""
    url = create_database()
    await migrate(url, MIGRATIONS)
    return url


@pytest.fixture
def recognition_database(create_database: Callable[..., str], migrated: str) -> str:
    return create_database(migrated)


@pytest.fixture
async def peers() -> AsyncIterator[RunningPeers]:
    async with running_peers() as running:
        yield running


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the weights are converted, once for all of recognition's tests."""
    return tmp_path_factory.mktemp("models")


OpenCollege = Callable[..., AbstractAsyncContextManager[College]]


@pytest.fixture
def open_college(recognition_database: str, peers: RunningPeers) -> OpenCollege:
    """Opens a pod on this test's database; open two for two pods."""

    @asynccontextmanager
    async def opened(
        vision: SyntheticVision | None = None,
        limits: StreamLimits = LIMITS,
        drain_seconds: float = 5.0,
        clock: Callable[[], datetime] | None = None,
        pod_clock: Callable[[], datetime] | None = None,
        workers: int = 1,
    ) -> AsyncIterator[College]:
        seeing = vision or SyntheticVision()
        async with (
            running_recognition(
                recognition_database,
                peers.target,
                peers.target,
                seeing,
                service_key=SERVICE_KEY,
                workers=workers,
                limits=limits,
                drain_seconds=drain_seconds,
                clock=clock,
                pod_clock=pod_clock,
            ) as pod,
            pod.channel() as channel,
        ):
            cameras = pod.service.cameras.board.store
            assert isinstance(cameras, PostgresCameras)
            cameras.gone_after_seconds = 300.0  # a test that has to wait for the processor misses no camera
            yield College(recognition_database, peers, pod, seeing, channel)

    return opened


@pytest.fixture
async def college(open_college: OpenCollege) -> AsyncIterator[College]:
    async with open_college() as opened:
        yield opened
