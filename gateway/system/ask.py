"""Asks every replica how it is, in the administrator's name, with short deadlines: who is silent delays nobody."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import grpc
from presence.attendance.v1 import system_service_pb2 as attendance
from presence.attendance.v1.system_service_pb2_grpc import SystemServiceStub as AttendanceStub
from presence.identity.v1 import system_service_pb2 as identity
from presence.identity.v1.system_service_pb2_grpc import SystemServiceStub as IdentityStub
from presence.recognition.v1 import system_service_pb2 as recognition
from presence.recognition.v1.system_service_pb2_grpc import SystemServiceStub as RecognitionStub

from gateway.system.processes import Processes, Standing

ANSWER_SECONDS = 3.0

Answer = identity.GetSystemHealthResponse | attendance.GetSystemHealthResponse | recognition.GetSystemHealthResponse

_REQUESTS: Mapping[str, tuple[Any, Any]] = {
    "identity": (IdentityStub, identity.GetSystemHealthRequest),
    "attendance": (AttendanceStub, attendance.GetSystemHealthRequest),
    "recognition": (RecognitionStub, recognition.GetSystemHealthRequest),
}
_AWAY = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
}


@dataclass(frozen=True)
class Told:
    """One replica, and what it said."""

    standing: Standing
    answer: Answer | None
    """None: it does not answer, or is of a version that cannot."""
    clock_ahead_seconds: float | None = None
    """Of ours; None when it said nothing."""


async def ask_all(processes: Processes, metadata: tuple[tuple[str, str], ...]) -> list[Told]:
    """Of every replica there is; AioRpcError where one refuses the caller."""
    return list(await asyncio.gather(*(_ask(processes, one, metadata) for one in processes.standing())))


async def _ask(processes: Processes, standing: Standing, metadata: tuple[tuple[str, str], ...]) -> Told:
    make_stub, make_request = _REQUESTS[standing.process]
    asked = datetime.now(UTC)
    try:
        answer: Answer = await make_stub(standing.channel).GetSystemHealth(
            make_request(), timeout=ANSWER_SECONDS, metadata=metadata
        )
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.UNIMPLEMENTED:  # a version of before, while pods are replaced
            return Told(standing, None)
        if error.code() not in _AWAY:
            raise
        return Told(processes.note(standing, "unreachable"), None)
    heard = datetime.now(UTC)
    if standing.state == "unreachable":
        standing = processes.note(standing, "serving")
    return Told(standing, answer, _ahead(answer, asked, heard))


def _ahead(answer: Answer, asked: datetime, heard: datetime) -> float:
    """How far its clock is ahead of ours; 0 when its answer lies between the question and hearing it."""
    told = answer.process.answer_time.ToDatetime(tzinfo=UTC)
    if told > heard:
        return (told - heard).total_seconds()
    return min(0.0, (told - asked).total_seconds())
