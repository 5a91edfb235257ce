"""EncodingService: enrolment photos, training runs and the gallery."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, TypeAlias

import grpc
from presence.recognition.v1 import encoding_service_pb2 as pb
from presence.recognition.v1 import encoding_service_pb2_grpc

from services.common.errors import NotAllowed
from services.common.principal import Role, current_principal, require
from services.common.streams import with_heartbeat
from services.common.timestamps import timestamp
from services.recognition.app.erasures import Erasure, Erasures
from services.recognition.app.errors import SampleNotFound
from services.recognition.app.gallery import ServedGallery
from services.recognition.app.samples import FaceSample, Samples
from services.recognition.app.training import Training
from services.recognition.domain.pose import Pose
from services.recognition.handlers.frame_messages import box_message
from services.recognition.handlers.read import read_moment, read_page_size, read_sample_key, read_uuid
from services.recognition.handlers.training_messages import REJECT_REASONS, event_message, run_message

_HEARTBEAT_SECONDS = 5.0

_POSES = {
    Pose.FRONT: pb.FACE_POSE_FRONT,
    Pose.LEFT: pb.FACE_POSE_LEFT,
    Pose.RIGHT: pb.FACE_POSE_RIGHT,
    Pose.UP: pb.FACE_POSE_UP,
    Pose.DOWN: pb.FACE_POSE_DOWN,
}

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"  # no handler here looks into it


class EncodingHandler(encoding_service_pb2_grpc.EncodingServiceServicer):
    """Translates and authorizes."""

    def __init__(self, samples: Samples, erasures: Erasures, training: Training, gallery: ServedGallery) -> None:
        self._samples = samples
        self._erasures = erasures
        self._training = training
        self._gallery = gallery

    async def AddFaceSample(self, request: pb.AddFaceSampleRequest, context: Context) -> pb.AddFaceSampleResponse:
        person_id = _own(request.person_id, to="add photos of somebody else")
        by_admin = current_principal().role is Role.ADMIN
        request_id = read_uuid(request.request_id, "request_id")
        added = await self._samples.add(person_id, request.image, request_id, by_admin=by_admin)
        return pb.AddFaceSampleResponse(
            sample=_sample_message(added.sample), enrolled_as_person_id=added.enrolled_as if by_admin else ""
        )

    async def ListFaceSamples(self, request: pb.ListFaceSamplesRequest, context: Context) -> pb.ListFaceSamplesResponse:
        person_id = _own(request.person_id, to="see photos of somebody else")
        size = read_page_size(request.page_size, 50)
        found = await self._samples.of_person(person_id, read_sample_key(request.page_token), size + 1)
        page = found[:size]
        more = len(found) > size
        return pb.ListFaceSamplesResponse(
            samples=[_sample_message(sample) for sample in page],
            next_page_token=f"{page[-1].created_at.isoformat()}/{page[-1].sample_id}" if more else "",
        )

    async def GetFaceSampleImage(
        self, request: pb.GetFaceSampleImageRequest, context: Context
    ) -> pb.GetFaceSampleImageResponse:
        sample_id = str(read_uuid(request.sample_id, "sample_id"))
        if not _may_see(await self._samples.get(sample_id)):
            raise SampleNotFound(sample_id)
        content_type, image = await self._samples.image(sample_id)
        return pb.GetFaceSampleImageResponse(content_type=content_type, image=image)

    async def DeleteFaceSample(
        self, request: pb.DeleteFaceSampleRequest, context: Context
    ) -> pb.DeleteFaceSampleResponse:
        sample_id = str(read_uuid(request.sample_id, "sample_id"))
        sample = await self._samples.find(sample_id)
        # to whom it does not belong, it does not exist; and erasing what does not exist is no error
        if sample is not None and _may_see(sample):
            await self._samples.delete(sample_id)
        return pb.DeleteFaceSampleResponse()

    async def DeletePersonFaces(
        self, request: pb.DeletePersonFacesRequest, context: Context
    ) -> pb.DeletePersonFacesResponse:
        person_id = _own(request.person_id, to="erase photos of somebody else")
        return pb.DeletePersonFacesResponse(samples=await self._samples.delete_person(person_id))

    async def GetErasureReceipt(
        self, request: pb.GetErasureReceiptRequest, context: Context
    ) -> pb.GetErasureReceiptResponse:
        person_id = _own(request.person_id, to="see what was erased of somebody else")
        erasures = await self._erasures.of_person(person_id)
        return pb.GetErasureReceiptResponse(erasures=[_erasure_message(erasure) for erasure in erasures])

    async def TrainEncodings(
        self, request: pb.TrainEncodingsRequest, context: Context
    ) -> AsyncIterator[pb.TrainEncodingsResponse]:
        require(Role.ADMIN, to="train the gallery")
        request_id = read_uuid(request.request_id, "request_id")
        person_ids = [str(read_uuid(person_id, "person_ids")) for person_id in request.person_ids]
        await self._training.start(request_id, person_ids)
        async with aclosing(with_heartbeat(self._training.follow(request_id), _HEARTBEAT_SECONDS)) as events:
            async for event in events:
                yield event_message(event)

    async def CancelTraining(self, request: pb.CancelTrainingRequest, context: Context) -> pb.CancelTrainingResponse:
        require(Role.ADMIN, to="cancel a training run")
        await self._training.cancel(read_uuid(request.request_id, "request_id"))
        return pb.CancelTrainingResponse()

    async def ListTrainingRuns(
        self, request: pb.ListTrainingRunsRequest, context: Context
    ) -> pb.ListTrainingRunsResponse:
        require(Role.ADMIN, to="see training runs")
        size = read_page_size(request.page_size, 20)
        before = read_moment(request.page_token) if request.page_token else None
        runs = await self._training.runs(before, size + 1)
        token = runs[size - 1].started_at.isoformat() if len(runs) > size else ""
        return pb.ListTrainingRunsResponse(runs=[run_message(run) for run in runs[:size]], next_page_token=token)

    async def GetGallery(self, request: pb.GetGalleryRequest, context: Context) -> pb.GetGalleryResponse:
        require(Role.ADMIN, Role.SERVICE, to="see the gallery")
        published = await self._gallery.store.published()
        return pb.GetGalleryResponse(
            serving_version=self._gallery.current.version,
            published_version=published.version,
            encodings=published.encodings,
            people=published.people,
            samples_waiting=published.samples_waiting,
            model=str(self._gallery.model),
            publish_time=timestamp(published.published_at) if published.published_at else None,
        )


def _own(person_id: str, *, to: str) -> str:
    """The person's id, if it is the caller's own or the caller is an administrator."""
    principal = current_principal()
    if principal.role is Role.ADMIN:
        return str(read_uuid(person_id, "person_id"))
    if principal.role not in (Role.STUDENT, Role.TEACHER) or principal.subject != person_id:
        raise NotAllowed(to)
    return person_id


def _may_see(sample: FaceSample) -> bool:
    principal = current_principal()
    return principal.role is Role.ADMIN or principal.subject == sample.person_id


def _sample_message(sample: FaceSample) -> pb.FaceSample:
    return pb.FaceSample(
        sample_id=sample.sample_id,
        person_id=sample.person_id,
        create_time=timestamp(sample.created_at),
        quality=sample.quality,
        face=box_message(sample.face),
        width_px=sample.width_px,
        height_px=sample.height_px,
        in_gallery=sample.in_gallery,
        pose=_POSES[sample.pose] if sample.pose else pb.FACE_POSE_UNSPECIFIED,
        reject_message=sample.reject_message,
        reject_reason=REJECT_REASONS[sample.reject_reason] if sample.reject_reason else pb.REJECT_REASON_UNSPECIFIED,
        has_picture=sample.has_picture,
    )


def _erasure_message(erasure: Erasure) -> pb.Erasure:
    return pb.Erasure(
        request_time=timestamp(erasure.requested_at),
        complete_time=timestamp(erasure.completed_at),
        cause=erasure.cause,
        samples=erasure.samples,
        encodings=erasure.encodings,
        gallery_version=erasure.gallery_version,
        review_crops=erasure.review_crops,
    )
