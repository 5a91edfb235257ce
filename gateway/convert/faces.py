"""Photos, training runs and the gallery."""

from collections.abc import Mapping

from presence.recognition.v1 import encoding_service_pb2 as encoding
from presence.recognition.v1 import recognition_service_pb2 as recognition

from gateway.convert.common import time_if_set, time_of
from gateway.models.base import Box
from gateway.models.faces import AddedFaceSample, FaceSample, Pose
from gateway.models.training import (
    Gallery,
    RejectReason,
    SamplesProgress,
    TrainingCancelledEvent,
    TrainingDoneEvent,
    TrainingEvent,
    TrainingFailedEvent,
    TrainingHeartbeatEvent,
    TrainingLogEvent,
    TrainingProgressEvent,
    TrainingRejectedEvent,
    TrainingRun,
    TrainingState,
)

_STATE: Mapping[encoding.TrainingState.ValueType, TrainingState] = {
    encoding.TRAINING_STATE_UNSPECIFIED: "running",
    encoding.TRAINING_STATE_RUNNING: "running",
    encoding.TRAINING_STATE_DONE: "done",
    encoding.TRAINING_STATE_FAILED: "failed",
    encoding.TRAINING_STATE_CANCELLED: "cancelled",
}
_REASON: Mapping[encoding.RejectReason.ValueType, RejectReason] = {
    encoding.REJECT_REASON_NO_FACE: "no_face",
    encoding.REJECT_REASON_SEVERAL_FACES: "several_faces",
    encoding.REJECT_REASON_TOO_BLURRED: "too_blurred",
    encoding.REJECT_REASON_TOO_SMALL: "too_small",
    encoding.REJECT_REASON_TOO_DARK: "too_dark",
    encoding.REJECT_REASON_TOO_BRIGHT: "too_bright",
    encoding.REJECT_REASON_TURNED_AWAY: "turned_away",
    encoding.REJECT_REASON_EYES_COVERED: "eyes_covered",
    encoding.REJECT_REASON_MOUTH_COVERED: "mouth_covered",
    encoding.REJECT_REASON_OUTLIER: "outlier",
    encoding.REJECT_REASON_UNREADABLE: "unreadable",
}

_POSE: Mapping[encoding.FacePose.ValueType, Pose] = {
    encoding.FACE_POSE_FRONT: "front",
    encoding.FACE_POSE_LEFT: "left",
    encoding.FACE_POSE_RIGHT: "right",
    encoding.FACE_POSE_UP: "up",
    encoding.FACE_POSE_DOWN: "down",
}


def box_of(box: recognition.Box) -> Box:
    """Fractions of the picture."""
    return Box(left=box.left, top=box.top, right=box.right, bottom=box.bottom)


def sample_of(sample: encoding.FaceSample) -> FaceSample:
    """One photo's description."""
    return FaceSample(
        sample_id=sample.sample_id,
        person_id=sample.person_id,
        create_time=time_of(sample.create_time),
        quality=sample.quality,
        face=box_of(sample.face),
        width_px=sample.width_px,
        height_px=sample.height_px,
        in_gallery=sample.in_gallery,
        pose=_POSE.get(sample.pose, "unknown"),
        reject_message=sample.reject_message,
        reject_reason=_REASON.get(sample.reject_reason),
        has_picture=sample.has_picture,
    )


def added_of(added: encoding.AddFaceSampleResponse) -> AddedFaceSample:
    """A photo that was kept, and whose face it seems to show besides."""
    sample = sample_of(added.sample)
    return AddedFaceSample(enrolled_as_person_id=added.enrolled_as_person_id, **sample.model_dump())


def run_of(run: encoding.TrainingRun) -> TrainingRun:
    """One training run."""
    return TrainingRun(
        request_id=run.request_id,
        state=_STATE[run.state],
        progress=SamplesProgress(
            samples_done=run.progress.samples_done,
            samples_total=run.progress.samples_total,
            remaining_seconds=_remaining(run.progress),
        ),
        start_time=time_if_set(run, "start_time"),
        end_time=time_if_set(run, "end_time"),
        gallery_version=run.gallery_version,
        rejected=run.rejected,
        encoder=run.encoder,
    )


def _remaining(progress: encoding.TrainProgress) -> float | None:
    return progress.remaining.ToMilliseconds() / 1000 if progress.HasField("remaining") else None


def gallery_of(gallery: encoding.GetGalleryResponse) -> Gallery:
    """The gallery served and published."""
    return Gallery(
        serving_version=gallery.serving_version,
        published_version=gallery.published_version,
        encodings=gallery.encodings,
        people=gallery.people,
        samples_waiting=gallery.samples_waiting,
        model=gallery.model,
        publish_time=time_if_set(gallery, "publish_time"),
    )


def training_event_of(response: encoding.TrainEncodingsResponse) -> TrainingEvent:
    """One message of a run."""
    match response.WhichOneof("event"):
        case "progress":
            progress = response.progress
            return TrainingProgressEvent(
                samples_done=progress.samples_done,
                samples_total=progress.samples_total,
                remaining_seconds=_remaining(progress),
            )
        case "rejected":
            rejected = response.rejected
            return TrainingRejectedEvent(
                sample_id=rejected.sample_id,
                person_id=rejected.person_id,
                reason=_REASON.get(rejected.reason, "unspecified"),
                message=rejected.message,
            )
        case "log":
            return TrainingLogEvent(time=time_of(response.log.time), message=response.log.message)
        case "done":
            done = response.done
            return TrainingDoneEvent(
                gallery_version=done.gallery_version,
                people=done.people,
                encodings=done.encodings,
                encoded_now=done.encoded_now,
                rejected=done.rejected,
            )
        case "failed":
            return TrainingFailedEvent(message=response.failed.message)
        case "cancelled":
            return TrainingCancelledEvent()
        case _:
            return TrainingHeartbeatEvent()
