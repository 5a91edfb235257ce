"""The gallery's versions, encoders and look-alikes."""

from collections.abc import Mapping

from presence.recognition.v1 import gallery_service_pb2 as pb

from gateway.convert.common import time_if_set, time_of
from gateway.models.gallery import Encoder, GalleryVersion, LookAlike, LookAlikeResolution, VersionCause

_CAUSE: Mapping[pb.VersionCause.ValueType, VersionCause] = {
    pb.VERSION_CAUSE_TRAINING: "training",
    pb.VERSION_CAUSE_ENCODER: "encoder",
    pb.VERSION_CAUSE_ROLL_BACK: "roll_back",
    pb.VERSION_CAUSE_ERASURE: "erasure",
    pb.VERSION_CAUSE_REVIEW: "review",
}


def version_of(version: pb.GalleryVersion) -> GalleryVersion:
    """One version."""
    return GalleryVersion(
        version=version.version,
        publish_time=time_of(version.publish_time),
        cause=_CAUSE.get(version.cause, "training"),
        encoder=version.encoder,
        model=version.model,
        people=version.people,
        encodings=version.encodings,
        request_id=version.request_id,
        restored_version=version.restored_version,
    )


def look_alike_of(pair: pb.LookAlike) -> LookAlike:
    """One pair."""
    return LookAlike(
        first_person_id=pair.first_person_id,
        second_person_id=pair.second_person_id,
        distance=pair.distance,
        margin=pair.margin,
        found_at_enrolment=pair.found_at_enrolment,
        refused_photos=pair.refused_photos,
        find_time=time_of(pair.find_time),
        confirm_time=time_if_set(pair, "confirm_time"),
        first_sample_ids=list(pair.first_sample_ids),
        second_sample_ids=list(pair.second_sample_ids),
    )


def resolution_message(given: LookAlikeResolution) -> pb.ResolveLookAlikeRequest:
    """What was said of a pair."""
    request = pb.ResolveLookAlikeRequest(
        first_person_id=str(given.first_person_id), second_person_id=str(given.second_person_id)
    )
    match given.resolution:
        case "two_people":
            request.two_people.SetInParent()
        case "same_person":
            request.same_person.keep_person_id = str(given.keep_person_id or "")
            request.same_person.SetInParent()
        case "wrong_photo":
            request.wrong_photo.sample_id = str(given.sample_id or "")
            request.wrong_photo.SetInParent()
    return request


def encoder_of(encoder: pb.EncoderInfo) -> Encoder:
    """One encoder."""
    return Encoder(
        encoder=encoder.encoder,
        model=encoder.model,
        size=encoder.size,
        in_use=encoder.in_use,
        imported=encoder.imported,
    )
