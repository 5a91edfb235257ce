"""Accuracy reports that administrators keep and look at."""

import json
from datetime import UTC, datetime, timedelta

import asyncpg
import grpc
import pytest
from presence.recognition.v1 import accuracy_service_pb2 as pb
from presence.recognition.v1.accuracy_service_pb2_grpc import AccuracyServiceStub

from services.recognition.app.accuracy import KEPT_REPORTS
from services.recognition.domain.accuracy import MAX_REPORT_BYTES
from tests.fakes.accuracy_report import NAME, accuracy_report
from tests.integration.recognition.conftest import College


async def add(college: College, report: bytes) -> pb.AccuracyReport:
    request = pb.AddAccuracyReportRequest(report_json=report)
    return (await AccuracyServiceStub(college.channel).AddAccuracyReport(request, metadata=college.admin)).report


async def kept(college: College) -> list[pb.AccuracyReport]:
    stub = AccuracyServiceStub(college.channel)
    answer = await stub.ListAccuracyReports(pb.ListAccuracyReportsRequest(), metadata=college.admin)
    return list(answer.reports)


async def test_a_report_is_kept_once_with_its_figures_and_nobodys_name(college: College) -> None:
    own_model = college.pod.service.pod.model_hash
    report = accuracy_report(model_sha256=own_model)
    added = await add(college, report)
    assert (await add(college, report)) == added
    assert [one.report_id for one in await kept(college)] == [added.report_id]

    stub = AccuracyServiceStub(college.channel)
    request = pb.GetAccuracyReportRequest(report_id=added.report_id)
    found = (await stub.GetAccuracyReport(request, metadata=college.admin)).report
    (system,) = found.systems
    assert (system.in_use, system.people, system.failed_to_enrol) == (True, 60, 1)
    assert system.rank_1.value == pytest.approx(0.982)
    assert [row.fpir for row in system.at_rates] == [0.01, 0.003, 0.001]
    assert len(system.det) == 5
    assert (system.videos, system.videos_right) == (2, 1)
    assert (found.attacks, found.attacks_passed, found.photos) == (200, 6, 1260)

    connection = await asyncpg.connect(college.database_url)
    try:
        stored = await connection.fetchval("select string_agg(r::text, '') from accuracy_report r")
    finally:
        await connection.close()
    assert NAME in report.decode()
    assert NAME not in stored


async def test_a_report_of_another_model_says_so(college: College) -> None:
    added = await add(college, accuracy_report(model_sha256="e" * 64))
    assert [system.in_use for system in added.systems] == [False]


async def test_the_newest_measurements_stay(college: College) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    for day in range(KEPT_REPORTS + 1):
        await add(college, accuracy_report(measured=first + timedelta(days=day)))
    times = [one.measure_time.ToDatetime(tzinfo=UTC) for one in await kept(college)]
    assert times == [first + timedelta(days=day) for day in range(KEPT_REPORTS, 0, -1)]


async def test_a_report_that_was_forgotten_is_not_found(college: College) -> None:
    added = await add(college, accuracy_report())
    stub = AccuracyServiceStub(college.channel)
    for _ in range(2):
        request = pb.DeleteAccuracyReportRequest(report_id=added.report_id)
        await stub.DeleteAccuracyReport(request, metadata=college.admin)
    asked = pb.GetAccuracyReportRequest(report_id=added.report_id)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stub.GetAccuracyReport(asked, metadata=college.admin)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (b"\x00\xff", "no JSON document"),
        (b"[" * 5000, "no JSON document"),
        (b'{"presence": NaN}', "no JSON document"),
        (b"{}", "presence: field required"),
        (b" " * (MAX_REPORT_BYTES + 1), "more than 2 MiB"),
    ],
)
async def test_what_is_no_report_is_refused_in_words(college: College, report: bytes, words: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await add(college, report)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert words in (refused.value.details() or "")


async def test_a_share_above_one_is_refused(college: College) -> None:
    document = json.loads(accuracy_report())
    document["systems"][0]["rank_1"]["value"] = 1.5
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await add(college, json.dumps(document).encode())
    assert "systems.0.rank_1.value" in (refused.value.details() or "")
