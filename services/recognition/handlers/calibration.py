"""CalibrationService: the thresholds in use, and what they were measured on."""

from typing import Any, TypeAlias

import grpc
from presence.recognition.v1 import calibration_service_pb2 as pb
from presence.recognition.v1 import calibration_service_pb2_grpc

from services.common.principal import Role, require
from services.recognition.app.pod import Pod

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"  # no handler here looks into it

_SIZES = (10, 20, 40, 60, 100, 250, 500, 1000, 5000)


class CalibrationHandler(calibration_service_pb2_grpc.CalibrationServiceServicer):
    """Translates and authorizes."""

    def __init__(self, pod: Pod) -> None:
        self._pod = pod

    async def GetCalibration(self, request: pb.GetCalibrationRequest, context: Context) -> pb.GetCalibrationResponse:
        require(Role.ADMIN, to="see the thresholds of recognition")
        policy = self._pod.policy.decision
        used = policy.calibration_of(self._pod.encoder)
        return pb.GetCalibrationResponse(
            encoder=used.encoder.value,
            model_hash=used.model_hash,
            data_sha256=used.data_sha256,
            target_fpir=used.target_fpir,
            people=used.people,
            strangers=used.impostors,
            searches=used.comparisons,
            method=used.method,
            min_margin=used.min_margin,
            thresholds=[pb.Threshold(people=n, max_distance=used.threshold(n)) for n in _SIZES],
            measured_here=policy.calibration is not None and policy.calibration.encoder is used.encoder,
        )
