"""What tests of training runs ask."""

from presence.recognition.v1 import encoding_service_pb2 as pb

from tests.integration.recognition.conftest import College


def kinds(events: list[pb.TrainEncodingsResponse]) -> list[str]:
    return [event.WhichOneof("event") or "" for event in events]


def log_of(events: list[pb.TrainEncodingsResponse]) -> str:
    return " ".join(event.log.message for event in events if event.HasField("log"))


async def gallery(college: College) -> pb.GetGalleryResponse:
    return await college.encodings.GetGallery(pb.GetGalleryRequest(), metadata=college.admin)
