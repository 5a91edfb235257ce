"""What an administrator should do something about, from what all services told."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from gateway.models.system import (
    CameraHealthNow,
    OutboxHealth,
    Process,
    ReplicaHealth,
    ServiceHealth,
    SessionsNow,
    Severity,
    StorageHealth,
    SystemFinding,
)

CLOCK_OFF_SECONDS = 2.0  # cameras' times are told to a tenth of a second, sessions' to a second
MAIL_LATE = timedelta(minutes=15)
UPKEEP_LATE = timedelta(hours=3)  # it runs every hour
DROPPED_SHARE = 0.2
DROPPED_FROM_FRAMES = 50
REPORTS_WAITING = 500
PICTURES_LATE_SECONDS = 3.0  # a name should stand on the teacher's screen while its owner still walks in
DISK_LOW_SHARE, DISK_FULL_SHARE = 0.1, 0.03
SESSION_LONG = timedelta(hours=12)

_ORDER = {"problem": 0, "warning": 1, "note": 2}
_problem = partial(SystemFinding, severity="problem")
_warning = partial(SystemFinding, severity="warning")
_note = partial(SystemFinding, severity="note")


def findings(
    now: datetime,
    services: Iterable[ServiceHealth],
    cameras: Iterable[CameraHealthNow],
    outbox: OutboxHealth | None,
    sessions: SessionsNow | None,
    storage: StorageHealth | None,
) -> list[SystemFinding]:
    """The worst first."""
    services = list(services)
    found = [
        *(one for service in services for one in _of_service(now, service)),
        *_versions(services),
        *(one for camera in cameras for one in _of_camera(camera)),
        *_of_outbox(now, outbox),
        *_of_sessions(now, sessions),
        *_of_storage(now, storage),
    ]
    return sorted(found, key=lambda one: _ORDER[one.severity])


def _of_service(now: datetime, service: ServiceHealth) -> Iterator[SystemFinding]:
    process, replicas = service.process, service.replicas
    if not replicas:
        yield _problem(code="missing", process=process)
    alone = not any(replica.state == "serving" for replica in replicas)
    for replica in replicas:
        name = replica.name if len(replicas) > 1 else ""
        if replica.state != "serving":
            yield (_problem if alone else _warning)(
                code=replica.state, process=process, name=name, since=replica.since, alone=alone
            )
        yield from _of_replica(now, process, name, replica)


def _of_replica(now: datetime, process: Process, name: str, replica: ReplicaHealth) -> Iterator[SystemFinding]:
    database = replica.database
    if database is not None and not database.reachable:
        yield _problem(code="database_away", process=process, name=name)
    elif database is not None and database.newest_migration < database.wanted_migration:
        yield _problem(code="migrations_behind", process=process, name=name)
    ahead = replica.clock_ahead_seconds
    if ahead is not None and abs(ahead) > CLOCK_OFF_SECONDS:
        yield _warning(code="clock_off", process=process, name=name, count=round(ahead, 1))
    for run in replica.upkeep:
        if run.failed:
            yield _warning(code="upkeep_failed", process=process, name=run.name, since=run.run_time)
        elif now - run.run_time > UPKEEP_LATE:
            yield _warning(code="upkeep_late", process=process, name=run.name, since=run.run_time)
        if run.unreadable:
            yield _problem(code="sealed_unreadable", process=process, count=run.unreadable)
    yield from _of_pod(replica)


def _of_pod(pod: ReplicaHealth) -> Iterator[SystemFinding]:
    warning = partial(_warning, process="recognition", name=pod.name)
    if pod.gallery is not None and pod.gallery.served_version < pod.gallery.published_version:
        yield warning(code="gallery_behind")
    if pod.vision is not None:
        frames = pod.vision.recent_frames + pod.vision.recent_dropped_frames
        if frames >= DROPPED_FROM_FRAMES and pod.vision.recent_dropped_frames > DROPPED_SHARE * frames:
            yield warning(code="frames_dropped", count=pod.vision.recent_dropped_frames / frames)
        if pod.vision.recent_frames and pod.vision.age_seconds > PICTURES_LATE_SECONDS:
            yield warning(code="pictures_late", count=round(pod.vision.age_seconds, 1))
        if pod.vision.unanswered_reports > REPORTS_WAITING:
            yield warning(code="reports_waiting", count=pod.vision.unanswered_reports)
    if pod.disk is not None and pod.disk.total_bytes and pod.disk.free_bytes < DISK_LOW_SHARE * pod.disk.total_bytes:
        full = pod.disk.free_bytes < DISK_FULL_SHARE * pod.disk.total_bytes
        severity: Severity = "problem" if full else "warning"
        yield warning(severity=severity, code="disk_full", count=pod.disk.free_bytes)


def _versions(services: Iterable[ServiceHealth]) -> Iterator[SystemFinding]:
    versions = {replica.version for service in services for replica in service.replicas if replica.version}
    if len(versions) > 1:
        yield _warning(code="versions_differ", name=", ".join(sorted(versions)))


def _of_camera(camera: CameraHealthNow) -> Iterator[SystemFinding]:
    if camera.state == "silent":
        yield _problem(
            code="camera_silent", name=camera.name, room_name=camera.room_name, since=camera.since or camera.frame_time
        )
    elif camera.state == "trouble":
        yield _warning(
            code="camera_trouble",
            name=camera.name,
            room_name=camera.room_name,
            trouble=camera.trouble,
            since=camera.since,
        )
    elif camera.state == "replaying":
        yield _note(code="camera_replaying", name=camera.name, room_name=camera.room_name, count=camera.spooled_frames)


def _of_outbox(now: datetime, outbox: OutboxHealth | None) -> Iterator[SystemFinding]:
    if outbox is None:
        return
    if outbox.waiting and not outbox.server_configured:
        yield _note(code="mail_waits", count=outbox.waiting, since=outbox.oldest_waiting_time)
    elif outbox.oldest_waiting_time is not None and now - outbox.oldest_waiting_time > MAIL_LATE:
        yield _problem(code="mail_stuck", count=outbox.waiting, since=outbox.oldest_waiting_time)
    if outbox.given_up:
        yield _warning(code="mail_given_up", count=outbox.given_up)


def _of_sessions(now: datetime, sessions: SessionsNow | None) -> Iterator[SystemFinding]:
    if sessions is None:
        return
    if sessions.oldest_start_time is not None and now - sessions.oldest_start_time > SESSION_LONG:
        yield _warning(code="session_open_long", since=sessions.oldest_start_time)
    if sessions.awaiting_cameras:
        yield _note(code="cameras_awaited", count=sessions.awaiting_cameras)


def _of_storage(now: datetime, storage: StorageHealth | None) -> Iterator[SystemFinding]:
    if storage is None or storage.oldest_review_time is None:
        return
    if now - storage.oldest_review_time > timedelta(days=storage.reviews_kept_days) + UPKEEP_LATE:
        yield _warning(code="reviews_kept_too_long", since=storage.oldest_review_time)
