"""Training runs and their events to protobuf."""

from presence.recognition.v1 import encoding_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2

from services.common.timestamps import timestamp
from services.recognition.app.training_events import (
    Cancelled,
    Done,
    Failed,
    LogLine,
    Progress,
    RejectReason,
    SampleRejected,
    TrainEvent,
    TrainingRun,
    TrainingState,
)

REJECT_REASONS = {
    RejectReason.NO_FACE: pb.REJECT_REASON_NO_FACE,
    RejectReason.SEVERAL_FACES: pb.REJECT_REASON_SEVERAL_FACES,
    RejectReason.TOO_BLURRED: pb.REJECT_REASON_TOO_BLURRED,
    RejectReason.TOO_SMALL: pb.REJECT_REASON_TOO_SMALL,
    RejectReason.TOO_DARK: pb.REJECT_REASON_TOO_DARK,
    RejectReason.TOO_BRIGHT: pb.REJECT_REASON_TOO_BRIGHT,
    RejectReason.TURNED_AWAY: pb.REJECT_REASON_TURNED_AWAY,
    RejectReason.EYES_COVERED: pb.REJECT_REASON_EYES_COVERED,
    RejectReason.MOUTH_COVERED: pb.REJECT_REASON_MOUTH_COVERED,
    RejectReason.OUTLIER: pb.REJECT_REASON_OUTLIER,
    RejectReason.UNREADABLE: pb.REJECT_REASON_UNREADABLE,
}
_STATES = {
    TrainingState.RUNNING: pb.TRAINING_STATE_RUNNING,
    TrainingState.DONE: pb.TRAINING_STATE_DONE,
    TrainingState.FAILED: pb.TRAINING_STATE_FAILED,
    TrainingState.CANCELLED: pb.TRAINING_STATE_CANCELLED,
}


def event_message(event: TrainEvent | None) -> pb.TrainEncodingsResponse:
    """None is a heartbeat."""
    match event:
        case Progress():
            progress = _progress(event.samples_done, event.samples_total, event.remaining_seconds)
            return pb.TrainEncodingsResponse(progress=progress)
        case SampleRejected():
            rejected = pb.SampleRejected(
                sample_id=event.sample_id,
                person_id=event.person_id,
                reason=REJECT_REASONS[event.reason],
                message=event.message,
            )
            return pb.TrainEncodingsResponse(rejected=rejected)
        case LogLine():
            return pb.TrainEncodingsResponse(log=pb.TrainLog(time=timestamp(event.at), message=event.message))
        case Done():
            done = pb.TrainDone(
                gallery_version=event.gallery_version,
                people=event.people,
                encodings=event.encodings,
                encoded_now=event.encoded_now,
                rejected=event.rejected,
            )
            return pb.TrainEncodingsResponse(done=done)
        case Failed():
            return pb.TrainEncodingsResponse(failed=pb.TrainFailed(message=event.message))
        case Cancelled():
            return pb.TrainEncodingsResponse(cancelled=pb.TrainCancelled())
        case None:
            return pb.TrainEncodingsResponse(heartbeat=recognition_service_pb2.Heartbeat())


def run_message(run: TrainingRun) -> pb.TrainingRun:
    """One run, as it is listed."""
    return pb.TrainingRun(
        request_id=run.request_id,
        state=_STATES[run.state],
        progress=_progress(run.samples_done, run.samples_total, run.remaining_seconds),
        start_time=timestamp(run.started_at),
        end_time=timestamp(run.ended_at) if run.ended_at else None,
        gallery_version=run.gallery_version or 0,
        rejected=run.rejected,
        encoder=run.encoder,
    )


def _progress(done: int, total: int, remaining_seconds: float | None) -> pb.TrainProgress:
    progress = pb.TrainProgress(samples_done=done, samples_total=total)
    if remaining_seconds is not None:
        progress.remaining.FromMilliseconds(round(remaining_seconds * 1000))
    return progress
