"""How near is near enough."""

from presence.recognition.v1 import calibration_service_pb2 as pb

from gateway.models.base import Nothing
from gateway.models.calibration import Calibration, Threshold
from gateway.routes.route import ADMINS, Call, Route, Routes


async def get_calibration(call: Call[Nothing]) -> Calibration:
    """The thresholds in use."""
    answer = await call.ask(call.services.calibration.GetCalibration, pb.GetCalibrationRequest())
    return Calibration(
        encoder=answer.encoder,
        model_hash=answer.model_hash,
        data_sha256=answer.data_sha256,
        target_fpir=answer.target_fpir,
        people=answer.people,
        strangers=answer.strangers,
        searches=answer.searches,
        method=answer.method,
        min_margin=answer.min_margin,
        thresholds=[Threshold(people=each.people, max_distance=each.max_distance) for each in answer.thresholds],
        measured_here=answer.measured_here,
    )


ROUTES: Routes = (
    Route("GET", "/calibration", get_calibration, Nothing, Calibration, "Tell the thresholds of recognition", ADMINS),
)
