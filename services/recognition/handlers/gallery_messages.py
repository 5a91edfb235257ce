"""The gallery's versions, encoders and look-alikes to protobuf."""

from presence.recognition.v1 import gallery_service_pb2 as pb

from services.common.errors import InvalidInput
from services.common.timestamps import timestamp
from services.recognition.app.encodings_import import Imported
from services.recognition.app.gallery_versions import GalleryVersion, VersionCause
from services.recognition.app.look_alikes import LookAlike, PairKey
from services.recognition.domain.encoder import Encoder
from services.recognition.handlers.read import read_uuid

_CAUSES = {
    VersionCause.TRAINING: pb.VERSION_CAUSE_TRAINING,
    VersionCause.ENCODER: pb.VERSION_CAUSE_ENCODER,
    VersionCause.ROLL_BACK: pb.VERSION_CAUSE_ROLL_BACK,
    VersionCause.ERASURE: pb.VERSION_CAUSE_ERASURE,
    VersionCause.REVIEW: pb.VERSION_CAUSE_REVIEW,
}


def version_message(version: GalleryVersion) -> pb.GalleryVersion:
    """One version, as it is listed."""
    return pb.GalleryVersion(
        version=version.version,
        publish_time=timestamp(version.published_at),
        cause=_CAUSES[version.cause],
        encoder=version.encoder,
        model=f"{version.encoder}-{version.model_hash[:12]}" if version.encoder else "",
        people=version.people,
        encodings=version.encodings,
        request_id=version.request_id,
        restored_version=version.restored_version,
    )


def look_alike_message(pair: LookAlike) -> pb.LookAlike:
    """One pair."""
    return pb.LookAlike(
        first_person_id=pair.first_person_id,
        second_person_id=pair.second_person_id,
        distance=pair.distance,
        margin=pair.margin,
        found_at_enrolment=pair.found_at_enrolment,
        refused_photos=pair.refused_photos,
        find_time=timestamp(pair.found_at),
        confirm_time=timestamp(pair.confirmed_at) if pair.confirmed_at else None,
        first_sample_ids=pair.first_photos,
        second_sample_ids=pair.second_photos,
    )


def pair_token(pair: LookAlike) -> str:
    """A page token of ListLookAlikes."""
    confirmed = int(pair.confirmed_at is not None)
    return f"{confirmed}/{pair.distance!r}/{pair.first_person_id}/{pair.second_person_id}"


def read_pair_key(token: str) -> PairKey | None:
    """None for the beginning."""
    if not token:
        return None
    try:
        confirmed, distance, first, second = token.split("/")
        number = float(distance)
    except ValueError:
        raise InvalidInput("page_token", "is not one this service gave") from None
    first, second = str(read_uuid(first, "page_token")), str(read_uuid(second, "page_token"))
    return PairKey(confirmed == "1", number, first, second)


def encoder_message(encoder: Encoder, model_hash: str, in_use: Encoder, imported: int) -> pb.EncoderInfo:
    """One encoder."""
    return pb.EncoderInfo(
        encoder=encoder,
        model=f"{encoder}-{model_hash[:12]}",
        size=encoder.size,
        in_use=encoder is in_use,
        imported=imported,
    )


def import_message(imported: Imported) -> pb.ImportEncodingsResponse:
    """What became of an import."""
    return pb.ImportEncodingsResponse(
        stored=imported.stored,
        already_stored=imported.already_stored,
        refused=[
            pb.ImportRefusal(
                person_id=refusal.person_id,
                reason=refusal.reason,
                message=refusal.message,
                encodings=refusal.encodings,
            )
            for refusal in imported.refused
        ],
    )
