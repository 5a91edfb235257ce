"""SystemService: how this pod is."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import grpc
from presence.recognition.v1 import system_service_pb2 as pb
from presence.recognition.v1 import system_service_pb2_grpc
from presence.recognition.v1.camera_health_service_pb2 import CAMERA_TROUBLE_UNSPECIFIED

from services.common.principal import Role, require
from services.common.process_health import ProcessHealth, known
from services.common.timestamps import timestamp
from services.recognition.app.camera_streams import CameraStreams
from services.recognition.app.pod import Pod
from services.recognition.app.recent_work import RecentWork
from services.recognition.app.standing import CameraSeen, FaceStorage, Standing, StreamStanding
from services.recognition.handlers.camera_health import TROUBLES

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"  # no handler here looks into it


class SystemHandler(system_service_pb2_grpc.SystemServiceServicer):
    """presence.recognition.v1.SystemService."""

    def __init__(
        self,
        process: ProcessHealth,
        standing: Callable[[], Awaitable[Standing]],
        pod: Pod,
        streams: CameraStreams,
        work: RecentWork,
        *,
        pod_name: str,
        reviews_kept_days: int,
        folder: Path,
    ) -> None:
        """`folder` lies on the disk whose room is told."""
        self._process = process
        self._standing = standing
        self._pod = pod
        self._streams = streams
        self._work = work
        self._pod_name = pod_name
        self._reviews_kept_days = reviews_kept_days
        self._folder = folder

    async def GetSystemHealth(self, request: pb.GetSystemHealthRequest, context: Context) -> pb.GetSystemHealthResponse:
        require(Role.ADMIN, to="see how the system is")
        process, found = await asyncio.gather(self._process.tell(), known(self._standing()))
        gallery = self._pod.galleries.current
        answer = pb.GetSystemHealthResponse(
            process=process,
            pod_name=self._pod_name,
            gallery=pb.ServedGallery(
                served_version=gallery.version,
                published_version=found.published_version if found else 0,
                people=len(set(gallery.person_ids)),
                model=self._pod.model,
            ),
            vision=self._vision(),
            streams=[_stream(one) for one in self._streams.standing()],
            unanswered_reports=len(self._pod.outbox),
            disk=await asyncio.to_thread(_disk, self._folder),
        )
        if found is not None:
            answer.cameras.extend(_camera(one) for one in found.cameras)
            answer.storage.CopyFrom(self._storage(found.storage))
        return answer

    def _vision(self) -> pb.VisionWork:
        done = self._work.done()
        return pb.VisionWork(
            workers=self._pod.workers,
            waiting_frames=done.waiting_frames,
            frames=done.frames,
            dropped_frames=done.dropped_frames,
            recent_frames=done.recent_frames,
            recent_dropped_frames=done.recent_dropped_frames,
            frame_seconds=done.frame_seconds,
            face_seconds=done.face_seconds,
            age_seconds=done.age_seconds,
        )

    def _storage(self, kept: FaceStorage) -> pb.FaceStorage:
        return pb.FaceStorage(
            samples=kept.samples,
            samples_size_bytes=kept.samples_bytes,
            reviews=kept.reviews,
            reviews_size_bytes=kept.reviews_bytes,
            reviews_kept_days=self._reviews_kept_days,
            oldest_review_time=timestamp(kept.oldest_review_time),
            trained_time=timestamp(kept.trained_time),
        )


def _stream(one: StreamStanding) -> pb.CameraStream:
    return pb.CameraStream(
        camera_id=one.camera_id,
        wanted=one.wanted,
        replaying=one.replaying,
        spooled_frames=one.spooled_frames,
        dropped_frames=one.dropped_frames,
    )


def _camera(one: CameraSeen) -> pb.CameraSeen:
    return pb.CameraSeen(
        camera_id=one.camera_id,
        frame_time=timestamp(one.frame_time),
        awaited=one.awaited,
        trouble=TROUBLES[one.trouble] if one.trouble else CAMERA_TROUBLE_UNSPECIFIED,
        trouble_time=timestamp(one.trouble_time),
    )


def _disk(folder: Path) -> pb.Disk | None:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:  # the folder is not there: nothing was ever kept
        return None
    return pb.Disk(free_bytes=usage.free, total_bytes=usage.total)
