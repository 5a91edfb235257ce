"""How the whole installation is, from what each replica told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from presence.attendance.v1 import system_service_pb2 as attendance
from presence.identity.v1 import system_service_pb2 as identity
from presence.recognition.v1 import system_service_pb2 as recognition
from presence.system.v1 import process_pb2 as process

from gateway.convert.common import time_if_set, time_of
from gateway.models.system import (
    DatabaseHealth,
    Disk,
    ExcuseFilesHealth,
    GalleryServed,
    OutboxHealth,
    ReplicaHealth,
    ServiceHealth,
    SessionsNow,
    StorageHealth,
    UpkeepRun,
    VisionWork,
)
from gateway.models.system import Process as ProcessName
from gateway.system.ask import Told

PROCESSES: tuple[ProcessName, ...] = ("identity", "attendance", "recognition")


def services_of(told: Iterable[Told]) -> list[ServiceHealth]:
    """Every service there should be, with the replicas there are."""
    told = list(told)
    return [
        ServiceHealth(process=name, replicas=[_replica(one) for one in told if one.standing.process == name])
        for name in PROCESSES
    ]


def itself(version: str, start: datetime, name: str) -> ServiceHealth:
    """The gateway that answers."""
    own = ReplicaHealth(
        name=name,
        state="serving",
        since=start,
        ever_answered=True,
        version=version,
        start_time=start,
        clock_ahead_seconds=0.0,
        database=None,
        upkeep=[],
    )
    return ServiceHealth(process="gateway", replicas=[own])


def outbox_of(told: Iterable[Told]) -> tuple[OutboxHealth | None, int | None]:
    """Mails and open log-ins, of the first replica that knows."""
    for one in told:
        answer = one.answer
        if isinstance(answer, identity.GetSystemHealthResponse) and answer.HasField("outbox"):
            outbox = answer.outbox
            return OutboxHealth(
                server_configured=outbox.server_configured,
                waiting=outbox.waiting,
                oldest_waiting_time=time_if_set(outbox, "oldest_waiting_time"),
                given_up=outbox.given_up,
            ), answer.open_logins
    return None, None


def sessions_of(told: Iterable[Told]) -> tuple[SessionsNow | None, ExcuseFilesHealth | None]:
    """Classes and files of excuses, of the first replica that knows."""
    for one in told:
        answer = one.answer
        if isinstance(answer, attendance.GetSystemHealthResponse) and answer.HasField("sessions"):
            sessions, files = answer.sessions, answer.excuse_files
            return SessionsNow(
                open=sessions.open,
                oldest_start_time=time_if_set(sessions, "oldest_start_time"),
                awaiting_cameras=sessions.awaiting_cameras,
            ), ExcuseFilesHealth(files=files.files, size_bytes=files.size_bytes, kept_days=files.kept_days)
    return None, None


def storage_of(pods: Iterable[recognition.GetSystemHealthResponse]) -> StorageHealth | None:
    """Of the first pod that knows."""
    for pod in pods:
        if pod.HasField("storage"):
            kept = pod.storage
            return StorageHealth(
                samples=kept.samples,
                samples_size_bytes=kept.samples_size_bytes,
                reviews=kept.reviews,
                reviews_size_bytes=kept.reviews_size_bytes,
                reviews_kept_days=kept.reviews_kept_days,
                oldest_review_time=time_if_set(kept, "oldest_review_time"),
                trained_time=time_if_set(kept, "trained_time"),
            )
    return None


def pods_of(told: Iterable[Told]) -> list[recognition.GetSystemHealthResponse]:
    """What recognition pods said."""
    return [one.answer for one in told if isinstance(one.answer, recognition.GetSystemHealthResponse)]


def _replica(told: Told) -> ReplicaHealth:
    standing, answer = told.standing, told.answer
    pod = answer if isinstance(answer, recognition.GetSystemHealthResponse) else None
    own = answer.process if answer is not None else None
    return ReplicaHealth(
        name=(pod.pod_name if pod else "") or standing.replica.target.partition(":")[2],
        state=standing.state,
        since=standing.since,
        ever_answered=standing.ever_answered,
        version=own.version if own else "",
        start_time=time_of(own.start_time) if own else None,
        clock_ahead_seconds=told.clock_ahead_seconds,
        database=_database(own.database) if own else None,
        upkeep=_upkeep(own.upkeep) if own else [],
        gallery=_gallery(pod.gallery) if pod else None,
        vision=_vision(pod) if pod else None,
        disk=Disk(free_bytes=pod.disk.free_bytes, total_bytes=pod.disk.total_bytes)
        if pod and pod.HasField("disk")
        else None,
    )


def _database(found: process.Database) -> DatabaseHealth:
    return DatabaseHealth(
        reachable=found.reachable,
        version=found.version,
        answer_seconds=found.answer_seconds,
        size_bytes=found.size_bytes,
        newest_migration=found.newest_migration,
        wanted_migration=found.wanted_migration,
    )


def _upkeep(runs: Sequence[process.Upkeep]) -> list[UpkeepRun]:
    return [
        UpkeepRun(
            name=run.name, run_time=time_of(run.run_time), done=run.done, failed=run.failed, unreadable=run.unreadable
        )
        for run in runs
    ]


def _gallery(served: recognition.ServedGallery) -> GalleryServed:
    return GalleryServed(
        served_version=served.served_version,
        published_version=served.published_version,
        people=served.people,
        model=served.model,
    )


def _vision(pod: recognition.GetSystemHealthResponse) -> VisionWork:
    work = pod.vision
    return VisionWork(
        workers=work.workers,
        waiting_frames=work.waiting_frames,
        recent_frames=work.recent_frames,
        recent_dropped_frames=work.recent_dropped_frames,
        frame_seconds=work.frame_seconds,
        face_seconds=work.face_seconds,
        age_seconds=work.age_seconds,
        streams=len(pod.streams),
        unanswered_reports=pod.unanswered_reports,
    )
