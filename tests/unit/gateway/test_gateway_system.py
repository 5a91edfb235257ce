"""What an administrator should do something about, from what all services told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import camera_health_service_pb2 as health
from presence.recognition.v1 import system_service_pb2 as recognition

from gateway.models.system import (
    DatabaseHealth,
    Disk,
    OutboxHealth,
    Process,
    ReplicaHealth,
    ServiceHealth,
    SessionsNow,
    State,
    StorageHealth,
    SystemFinding,
    UpkeepRun,
    VisionWork,
)
from gateway.system.cameras import Known, cameras_of
from gateway.system.findings import findings

NOW = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
SINCE = NOW - timedelta(minutes=2)
CAMERA = "0c7ee0a4-7f0f-4a3d-9d9f-0b5a1d3a9c11"


def replica(name: str = "one", state: State = "serving", **more: Any) -> ReplicaHealth:
    given = {
        "name": name,
        "state": state,
        "since": SINCE,
        "ever_answered": True,
        "version": "1.0",
        "start_time": SINCE,
        "clock_ahead_seconds": 0.0,
        "database": DatabaseHealth(
            reachable=True,
            version="16.4",
            answer_seconds=0.01,
            size_bytes=1,
            newest_migration="0008",
            wanted_migration="0008",
        ),
        "upkeep": [],
    }
    return ReplicaHealth.model_validate({**given, **more})


def found(
    *services: tuple[Process, list[ReplicaHealth]],
    outbox: OutboxHealth | None = None,
    sessions: SessionsNow | None = None,
    storage: StorageHealth | None = None,
) -> list[SystemFinding]:
    told = [ServiceHealth(process=process, replicas=replicas) for process, replicas in services]
    return findings(NOW, told, [], outbox, sessions, storage)


def codes(found: list[SystemFinding]) -> list[tuple[str, str]]:
    return [(one.severity, one.code) for one in found]


def test_nothing_is_said_while_all_is_well() -> None:
    assert found(("identity", [replica()]), ("attendance", [replica("a"), replica("b")])) == []


def test_a_service_that_does_not_answer_is_a_problem_and_told_with_its_time() -> None:
    (one,) = found(("attendance", [replica(state="unreachable", database=None)]))
    assert (one.severity, one.code, one.process, one.since, one.alone) == (
        "problem",
        "unreachable",
        "attendance",
        SINCE,
        True,
    )


def test_one_pod_of_two_that_is_away_is_a_warning_that_names_it() -> None:
    (one,) = found(("recognition", [replica("pod-a"), replica("pod-b", state="unreachable", database=None)]))
    assert (one.severity, one.code, one.name, one.alone) == ("warning", "unreachable", "pod-b", False)


def test_a_service_that_no_name_server_knows_is_missing() -> None:
    assert codes(found(("identity", []))) == [("problem", "missing")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"clock_ahead_seconds": -7.0}, ("warning", "clock_off")),
        (
            {"upkeep": [UpkeepRun(name="r", run_time=SINCE, done=0, failed=True, unreadable=0)]},
            ("warning", "upkeep_failed"),
        ),
        (
            {"upkeep": [UpkeepRun(name="r", run_time=NOW - timedelta(hours=4), done=0, failed=False, unreadable=0)]},
            ("warning", "upkeep_late"),
        ),
        (
            {"upkeep": [UpkeepRun(name="resealing", run_time=SINCE, done=9, failed=False, unreadable=2)]},
            ("problem", "sealed_unreadable"),
        ),
        ({"disk": Disk(free_bytes=5, total_bytes=100)}, ("warning", "disk_full")),
        ({"disk": Disk(free_bytes=2, total_bytes=100)}, ("problem", "disk_full")),
    ],
)
def test_what_is_wrong_with_a_replica_is_told(more: dict[str, Any], expected: tuple[str, str]) -> None:
    assert codes(found(("recognition", [replica(**more)]))) == [expected]


def test_a_database_that_is_away_or_behind_is_told() -> None:
    away = replica().database
    assert away is not None
    gone = away.model_copy(update={"reachable": False})
    behind = away.model_copy(update={"newest_migration": "0007"})
    assert codes(found(("identity", [replica(database=gone)]))) == [("problem", "database_away")]
    assert codes(found(("identity", [replica(database=behind)]))) == [("problem", "migrations_behind")]


@pytest.mark.parametrize(
    ("dropped", "age", "told"),
    [(10, 0.5, []), (60, 0.5, [("warning", "frames_dropped")]), (0, 4.0, [("warning", "pictures_late")])],
)
def test_dropped_and_late_pictures_are_told(dropped: int, age: float, told: list[tuple[str, str]]) -> None:
    work = VisionWork(
        workers=1,
        waiting_frames=0,
        recent_frames=100,
        recent_dropped_frames=dropped,
        frame_seconds=0.1,
        face_seconds=0.02,
        age_seconds=age,
        streams=1,
        unanswered_reports=0,
    )
    assert codes(found(("recognition", [replica(vision=work)]))) == told


def test_two_versions_at_once_are_told() -> None:
    (one,) = found(("identity", [replica()]), ("attendance", [replica(version="1.1")]))
    assert (one.code, one.name) == ("versions_differ", "1.0, 1.1")


@pytest.mark.parametrize(
    ("configured", "age", "told"),
    [
        (True, timedelta(minutes=1), []),
        (True, timedelta(hours=1), [("problem", "mail_stuck")]),
        (False, timedelta(minutes=1), [("note", "mail_waits")]),
    ],
)
def test_mail_that_waits_is_told_by_who_has_to_send_it(
    configured: bool, age: timedelta, told: list[tuple[str, str]]
) -> None:
    outbox = OutboxHealth(server_configured=configured, waiting=3, oldest_waiting_time=NOW - age, given_up=0)
    assert codes(found(outbox=outbox)) == told


def test_the_worst_comes_first() -> None:
    sessions = SessionsNow(open=1, oldest_start_time=NOW - timedelta(hours=20), awaiting_cameras=1)
    outbox = OutboxHealth(server_configured=True, waiting=1, oldest_waiting_time=NOW - timedelta(days=1), given_up=0)
    assert [severity for severity, _ in codes(found(outbox=outbox, sessions=sessions))] == [
        "problem",
        "warning",
        "note",
    ]


def test_faces_for_review_that_outlive_their_time_are_told() -> None:
    storage = StorageHealth(
        samples=0,
        samples_size_bytes=0,
        reviews=1,
        reviews_size_bytes=1,
        reviews_kept_days=14,
        oldest_review_time=NOW - timedelta(days=15),
        trained_time=None,
    )
    assert codes(found(storage=storage)) == [("warning", "reviews_kept_too_long")]


def pod(*streams: recognition.CameraStream, **seen: Any) -> recognition.GetSystemHealthResponse:
    moment = Timestamp()
    moment.FromDatetime(SINCE)
    camera = recognition.CameraSeen(camera_id=CAMERA, frame_time=moment, **seen)
    return recognition.GetSystemHealthResponse(pod_name="pod-a", streams=streams, cameras=[camera])


def stream(**more: bool) -> recognition.CameraStream:
    return recognition.CameraStream(camera_id=CAMERA, **more)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (pod(stream(wanted=True), awaited=True), "streaming"),
        (pod(stream()), "connected"),
        (pod(stream(wanted=True), stream(replaying=True), awaited=True), "replaying"),
        (pod(stream(wanted=True), awaited=True, trouble=health.CAMERA_TROUBLE_COVERED), "trouble"),
        (pod(awaited=True), "silent"),
        (pod(trouble=health.CAMERA_TROUBLE_GONE), "silent"),
        (pod(), "away"),
    ],
)
def test_a_camera_is_as_all_pods_together_know_it(told: recognition.GetSystemHealthResponse, state: str) -> None:
    (camera,) = cameras_of([told], {CAMERA: Known("Above the door", "B-204")})
    assert (camera.state, camera.name, camera.room_name, camera.frame_time) == (
        state,
        "Above the door",
        "B-204",
        SINCE,
    )


def test_cameras_are_told_without_names_while_attendance_is_away() -> None:
    (camera,) = cameras_of([pod()], None)
    assert (camera.camera_id, camera.name) == (CAMERA, "")


def test_a_camera_that_was_deleted_is_not_told() -> None:
    assert cameras_of([pod()], {}) == []
