"""What administrators are told of the thresholds, and what a wrong file of them does to a start."""

from uuid import uuid4

import grpc
import pytest
from presence.recognition.v1 import calibration_service_pb2 as pb
from presence.recognition.v1.calibration_service_pb2_grpc import CalibrationServiceStub

from services.common.channels import bearer
from services.recognition.domain.calibrations import packaged_calibration
from services.recognition.domain.encoder import Encoder
from tests.integration.recognition.conftest import College


async def test_an_administrator_sees_the_thresholds_of_the_gallerys_encoder(college: College) -> None:
    stub = CalibrationServiceStub(college.channel)
    answer = await stub.GetCalibration(pb.GetCalibrationRequest(), metadata=college.admin)
    ships = packaged_calibration(Encoder.SFACE)
    assert (answer.encoder, answer.model_hash, answer.measured_here) == ("sface", ships.model_hash, False)
    assert (answer.people, answer.strangers, answer.target_fpir) == (ships.people, ships.impostors, 1e-3)
    assert [point.people for point in answer.thresholds] == sorted(point.people for point in answer.thresholds)
    for point in answer.thresholds:
        assert point.max_distance == pytest.approx(ships.threshold(point.people))


async def test_a_camera_is_not_told(college: College) -> None:
    stub = CalibrationServiceStub(college.channel)
    camera = bearer(college.peers.token(str(uuid4()), "camera"))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stub.GetCalibration(pb.GetCalibrationRequest(), metadata=camera)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
