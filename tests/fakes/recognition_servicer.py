"""One recognition pod that sees nothing: it shows what the test gives it and answers every frame."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
from google.protobuf.duration_pb2 import Duration
from presence.recognition.v1 import encoding_service_pb2 as encoding
from presence.recognition.v1 import encoding_service_pb2_grpc as encoding_rpc
from presence.recognition.v1 import recognition_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from services.common.errors import DomainError, NotAllowed
from services.common.principal import Role, require
from services.common.status import StatusTable

Context = grpc.aio.ServicerContext


@dataclass
class TrainingUnderWay(DomainError):
    """As recognition's own."""

    request_id: str


@dataclass
class FaceNotFound(DomainError):
    """As recognition's own."""

    left: float


STATUS: StatusTable = {
    TrainingUnderWay: grpc.StatusCode.FAILED_PRECONDITION,
    FaceNotFound: grpc.StatusCode.INVALID_ARGUMENT,
}


class FakePod(rpc.RecognitionServiceServicer, encoding_rpc.EncodingServiceServicer):
    """`watching` counts open WatchRecognitions streams by camera; `photos` are the images that were added."""

    def __init__(self) -> None:
        self.news = asyncio.Condition()
        self.watching: dict[str, int] = {}
        self.photos: list[encoding.AddFaceSampleRequest] = []
        self.opened: list[pb.OpenStream] = []
        self.frames: list[pb.Frame] = []
        self.finished = asyncio.Event()  # a camera half-closed
        self.refused_camera = ""
        self.run_id = ""
        self._queues: dict[str, list[asyncio.Queue[pb.RecognisedFrame]]] = {}

    async def show(
        self,
        camera_id: str,
        sequence: int,
        jpeg: bytes = b"\xff\xd8jpeg",
        person_id: str = "",
        decided_seconds_ago: float = 0.0,
    ) -> None:
        """A frame, by default one that has just been decided."""
        now = datetime.now(UTC) - timedelta(seconds=decided_seconds_ago)
        result = pb.FrameResult(sequence=sequence, gallery_version=7)
        result.capture_time.FromDatetime(now)
        result.age.FromMilliseconds(120)
        if person_id:
            box = pb.Box(left=0.1, top=0.2, right=0.3, bottom=0.4)
            result.detections.add(
                box=box, track_id="t1", outcome=pb.OUTCOME_KNOWN, person_id=person_id, distance=0.5, score=0.9
            )
        frame = pb.RecognisedFrame(result=result, jpeg=jpeg)
        frame.decide_time.FromDatetime(now)
        for queue in self._queues.get(camera_id, []):
            queue.put_nowait(frame)

    async def until_watching(self, camera_id: str, count: int) -> None:
        async with asyncio.timeout(30), self.news:
            await self.news.wait_for(lambda: self.watching.get(camera_id, 0) == count)

    async def WatchRecognitions(  # noqa: N802
        self, request: pb.WatchRecognitionsRequest, context: Context
    ) -> AsyncIterator[pb.WatchRecognitionsResponse]:
        require(Role.SERVICE, Role.ADMIN, to="watch a camera")
        queue: asyncio.Queue[pb.RecognisedFrame] = asyncio.Queue()
        self._queues.setdefault(request.camera_id, []).append(queue)
        await self._count(request.camera_id, 1)
        try:
            while True:
                yield pb.WatchRecognitionsResponse(camera_id=request.camera_id, frame=await queue.get())
        finally:
            self._queues[request.camera_id].remove(queue)
            await self._count(request.camera_id, -1)

    async def StreamFrames(  # noqa: N802
        self, request_iterator: AsyncIterator[pb.StreamFramesRequest], context: Context
    ) -> AsyncIterator[pb.StreamFramesResponse]:
        opening = (await anext(request_iterator)).open
        if opening.camera_id == self.refused_camera:
            raise NotAllowed("stream as this camera")
        self.opened.append(opening)
        interval = Duration(seconds=5)
        yield pb.StreamFramesResponse(
            flow_control=pb.FlowControl(max_in_flight=2, target_fps=10, max_width_px=640, heartbeat_interval=interval)
        )
        async for request in request_iterator:
            if not request.HasField("frame"):
                yield pb.StreamFramesResponse(heartbeat=pb.Heartbeat())
                continue
            self.frames.append(request.frame)
            sequence = request.frame.sequence
            yield pb.StreamFramesResponse(ack=pb.FrameAck(through_sequence=sequence, stored_through_sequence=sequence))
            yield pb.StreamFramesResponse(result=pb.FrameResult(sequence=sequence))
        self.finished.set()

    async def AddFaceSample(  # noqa: N802
        self, request: encoding.AddFaceSampleRequest, context: Context
    ) -> encoding.AddFaceSampleResponse:
        self.photos.append(request)
        if len(request.image) < 1000:
            raise FaceNotFound(0.25)
        sample = encoding.FaceSample(sample_id=str(uuid4()), person_id=request.person_id, quality=0.8)
        sample.create_time.FromDatetime(datetime.now(UTC))
        return encoding.AddFaceSampleResponse(sample=sample)

    async def TrainEncodings(  # noqa: N802
        self, request: encoding.TrainEncodingsRequest, context: Context
    ) -> AsyncIterator[encoding.TrainEncodingsResponse]:
        require(Role.ADMIN, to="train")
        if self.run_id not in ("", request.request_id):
            raise TrainingUnderWay(self.run_id)
        self.run_id = request.request_id
        yield encoding.TrainEncodingsResponse(progress=encoding.TrainProgress(samples_done=0, samples_total=2))
        yield encoding.TrainEncodingsResponse(
            rejected=encoding.SampleRejected(sample_id="s", reason=encoding.REJECT_REASON_TOO_DARK, message="too dark")
        )
        log = encoding.TrainLog(message="one of two was learned")
        log.time.FromDatetime(datetime.now(UTC))
        yield encoding.TrainEncodingsResponse(log=log)
        yield encoding.TrainEncodingsResponse(done=encoding.TrainDone(gallery_version=8, people=1, encodings=1))

    async def ListTrainingRuns(  # noqa: N802
        self, request: encoding.ListTrainingRunsRequest, context: Context
    ) -> encoding.ListTrainingRunsResponse:
        runs = [encoding.TrainingRun(request_id=self.run_id, state=encoding.TRAINING_STATE_RUNNING)]
        return encoding.ListTrainingRunsResponse(runs=runs if self.run_id else [])

    async def _count(self, camera_id: str, change: int) -> None:
        async with self.news:
            self.watching[camera_id] = self.watching.get(camera_id, 0) + change
            self.news.notify_all()
