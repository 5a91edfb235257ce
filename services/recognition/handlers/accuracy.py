"""AccuracyService: what recognition is worth, as it was measured."""

from typing import Any, TypeAlias

import grpc
from presence.recognition.v1 import accuracy_service_pb2 as pb
from presence.recognition.v1 import accuracy_service_pb2_grpc

from services.common.principal import Role, require
from services.recognition.app.accuracy import AccuracyReports
from services.recognition.app.pod import Pod
from services.recognition.handlers.accuracy_messages import report_message
from services.recognition.handlers.read import read_uuid

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"  # no handler here looks into it


class AccuracyHandler(accuracy_service_pb2_grpc.AccuracyServiceServicer):
    """Translates and authorizes."""

    def __init__(self, reports: AccuracyReports, pod: Pod) -> None:
        self._reports = reports
        self._pod = pod

    async def AddAccuracyReport(
        self, request: pb.AddAccuracyReportRequest, context: Context
    ) -> pb.AddAccuracyReportResponse:
        require(Role.ADMIN, to="add accuracy reports")
        added = await self._reports.add(request.report_json)
        return pb.AddAccuracyReportResponse(report=report_message(added, self._pod.model_hash, whole=True))

    async def ListAccuracyReports(
        self, request: pb.ListAccuracyReportsRequest, context: Context
    ) -> pb.ListAccuracyReportsResponse:
        require(Role.ADMIN, to="see accuracy reports")
        model_hash = self._pod.model_hash
        return pb.ListAccuracyReportsResponse(
            reports=[report_message(one, model_hash, whole=False) for one in await self._reports.all()]
        )

    async def GetAccuracyReport(
        self, request: pb.GetAccuracyReportRequest, context: Context
    ) -> pb.GetAccuracyReportResponse:
        require(Role.ADMIN, to="see accuracy reports")
        found = await self._reports.get(read_uuid(request.report_id, "report_id"))
        return pb.GetAccuracyReportResponse(report=report_message(found, self._pod.model_hash, whole=True))

    async def DeleteAccuracyReport(
        self, request: pb.DeleteAccuracyReportRequest, context: Context
    ) -> pb.DeleteAccuracyReportResponse:
        require(Role.ADMIN, to="forget accuracy reports")
        await self._reports.delete(read_uuid(request.report_id, "report_id"))
        return pb.DeleteAccuracyReportResponse()
