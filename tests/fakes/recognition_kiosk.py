"""A kiosk that does what a test says, and workers that see a head turn in what it sends."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
import numpy as np
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import kiosk_service_pb2 as pb
from presence.recognition.v1 import kiosk_service_pb2_grpc as rpc
from presence.recognition.v1 import recognition_service_pb2 as recognition

from services.common.channels import bearer
from services.recognition.domain.faces import (
    CROP_HEIGHT_PX,
    CROP_SIZE_PX,
    THUMBNAIL_SHAPE,
    Box,
    DetectedFace,
    Detector,
    FaceQuality,
    FrameFaces,
    Thumbnail,
)
from services.recognition.evaluation.liveness.heads import MEAN_HEAD, Pose, a_photograph, neck, seen
from tests.fakes.recognition_vision import SyntheticVision

_MARK = b"turned:"
_SIZE_PX = (640, 480)
_ENDED = (grpc.aio.AioRpcError, asyncio.InvalidStateError)  # what writing to a call raises that has ended


def turned(person: int, yaw_degrees: float, *, flat: bool = False, faces: int = 1, width_px: float = 130) -> bytes:
    """A frame in which somebody, or a photo of them, is turned so far to the right of the picture."""
    drawn = {"person": person, "yaw": yaw_degrees, "flat": flat, "faces": faces, "width": width_px}
    return _MARK + json.dumps(drawn).encode()


class TurningVision(SyntheticVision):
    """Sees what `turned` drew, and everything else as SyntheticVision does."""

    async def detect(
        self,
        jpeg: bytes,
        detector: Detector,
        max_width_px: int,
        still_reference: Thumbnail | None = None,
        tiles: tuple[Box, ...] = (),
    ) -> FrameFaces:
        if not jpeg.startswith(_MARK):
            return await super().detect(jpeg, detector, max_width_px, still_reference, tiles)
        drawn = json.loads(jpeg.removeprefix(_MARK))
        face = _face(drawn["yaw"], drawn["flat"], drawn["width"])
        faces = (face,) * drawn["faces"]
        crops = np.full((len(faces), CROP_HEIGHT_PX, CROP_SIZE_PX, 3), drawn["person"], np.uint8)
        return FrameFaces(*_SIZE_PX, np.full(THUMBNAIL_SHAPE, 100, np.uint8), faces, crops)


def _face(yaw_degrees: float, flat: bool, width_px: float) -> DetectedFace:
    points, pivot = (a_photograph(MEAN_HEAD), None) if flat else (MEAN_HEAD, neck())
    landmarks = seen(points, Pose(yaw_degrees), 64.0, pivot) + np.array(_SIZE_PX) / 2
    middle, size = landmarks.mean(0) / _SIZE_PX, width_px / np.array(_SIZE_PX) / 2
    box = Box(*(middle - size), *(middle + size))
    quality = FaceQuality(
        width_px, sharpness=120, brightness=128, contrast=40, turn=abs(yaw_degrees) / 50, roll_degrees=0
    )
    return DetectedFace(box, 0.9, quality, tuple((float(x), float(y)) for x, y in landmarks / _SIZE_PX))


class ScriptedKiosk:
    """One CheckIn call, at ten frames a second of capture time."""

    def __init__(self, channel: grpc.aio.Channel, token: str, camera_id: str, stream_id: str = "") -> None:
        self.camera_id = camera_id
        self.stream_id = stream_id or str(uuid4())
        self.call = rpc.KioskServiceStub(channel).CheckIn(metadata=bearer(token))
        self._sequence = 0
        self._at = datetime.now(UTC)
        self.control: pb.CheckInControl | None = None
        self.guidance: list[pb.Guidance.ValueType] = []
        self.prompts: list[pb.CheckInPrompt] = []
        self.result: pb.CheckInResult | None = None

    async def open(self) -> None:
        """Send the set-up and wait for the control."""
        opening = pb.OpenCheckIn(camera_id=self.camera_id, stream_id=self.stream_id)
        with suppress(*_ENDED):  # refused already: `call.code()` says why
            await self.call.write(pb.CheckInRequest(open=opening))
        response = await self._read()
        self.control = response.control if response is not None else None

    async def show(self, jpeg: bytes, frames: int = 1) -> None:
        """Send frames, each when the one before was answered; stops at the result."""
        for _ in range(frames):
            if self.result is not None:
                return
            self._sequence += 1
            self._at += timedelta(seconds=0.1)
            stamp = Timestamp()
            stamp.FromDatetime(self._at)
            frame = recognition.Frame(sequence=self._sequence, capture_time=stamp, jpeg=jpeg)
            with suppress(*_ENDED):  # meanwhile: what it said is still to be read
                await self.call.write(pb.CheckInRequest(frame=frame))
            await self._until(lambda: self.acked >= self._sequence or self.result is not None)

    async def answer(self, draw: Callable[[float], bytes], degrees: float = 32.0) -> pb.CheckInResult:
        """Do what is asked until there is a result; `draw` makes a frame of an angle."""
        yaw = 0.0
        while self.result is None and not self.call.done():
            step = np.clip(self._wanted(degrees) - yaw, -9.0, 9.0)
            yaw += float(step)
            await self.show(draw(yaw))
        assert self.result is not None, "no result: the call ended"
        return self.result

    async def code(self) -> grpc.StatusCode:
        """How the call ended: gRPC tells that only once what came before, such as a heartbeat, was read."""
        while await self._read() is not None:
            pass
        return await self.call.code()

    acked = 0

    def _wanted(self, degrees: float) -> float:
        position = self.prompts[-1].position if self.prompts else pb.HEAD_POSITION_MIDDLE
        return {pb.HEAD_POSITION_LEFT: degrees, pb.HEAD_POSITION_RIGHT: -degrees}.get(position, 0.0)

    async def _until(self, happened: Callable[[], bool]) -> None:
        while not happened():
            if await self._read() is None:
                return

    async def _read(self) -> pb.CheckInResponse | None:
        try:
            async with asyncio.timeout(30):
                response = await self.call.read()
        except grpc.aio.AioRpcError:  # `call.code()` says why
            return None
        if not isinstance(response, pb.CheckInResponse):
            return None
        match response.WhichOneof("message"):
            case "ack":
                self.acked = response.ack.through_sequence
            case "guidance":
                self.guidance.append(response.guidance.guidance)
            case "prompt":
                self.prompts.append(response.prompt)
            case "result":
                self.result = response.result
        return response
