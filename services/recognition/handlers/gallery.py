"""GalleryService: the gallery's history, its encoder, and who in it looks alike."""

from collections.abc import AsyncIterator
from typing import Any, TypeAlias
from uuid import UUID

import grpc
from presence.recognition.v1 import gallery_service_pb2 as pb
from presence.recognition.v1 import gallery_service_pb2_grpc

from services.common.ending import heard_out
from services.common.errors import InvalidInput
from services.common.principal import Role, current_principal, require
from services.recognition.app.encodings_import import MAX_IMPORTED, EncodingsImport
from services.recognition.app.gallery_versions import GalleryVersions
from services.recognition.app.look_alikes import LookAlikes
from services.recognition.app.pod import Pod
from services.recognition.app.samples import Samples
from services.recognition.app.training import Training
from services.recognition.domain.encoder import Encoder
from services.recognition.handlers.gallery_messages import (
    encoder_message,
    import_message,
    look_alike_message,
    pair_token,
    read_pair_key,
    version_message,
)
from services.recognition.handlers.read import read_page_size, read_uuid

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"  # no handler here looks into it


class GalleryHandler(gallery_service_pb2_grpc.GalleryServiceServicer):
    """Translates and authorizes."""

    def __init__(
        self,
        pod: Pod,
        versions: GalleryVersions,
        look_alikes: LookAlikes,
        samples: Samples,
        training: Training,
        imports: EncodingsImport,
    ) -> None:
        self._pod = pod
        self._versions = versions
        self._look_alikes = look_alikes
        self._samples = samples
        self._training = training
        self._imports = imports

    async def ListGalleryVersions(
        self, request: pb.ListGalleryVersionsRequest, context: Context
    ) -> pb.ListGalleryVersionsResponse:
        require(Role.ADMIN, to="see the gallery's versions")
        size = read_page_size(request.page_size, 20)
        before = _read_version(request.page_token) if request.page_token else None
        found = await self._versions.newest(before, size + 1)
        return pb.ListGalleryVersionsResponse(
            versions=[version_message(version) for version in found[:size]],
            next_page_token=str(found[size - 1].version) if len(found) > size else "",
        )

    async def RollBackGallery(self, request: pb.RollBackGalleryRequest, context: Context) -> pb.RollBackGalleryResponse:
        require(Role.ADMIN, to="roll the gallery back")
        version = await self._versions.roll_back(read_uuid(request.request_id, "request_id"), request.version)
        return pb.RollBackGalleryResponse(version=version_message(version))

    async def ListLookAlikes(self, request: pb.ListLookAlikesRequest, context: Context) -> pb.ListLookAlikesResponse:
        require(Role.ADMIN, to="see who looks alike")
        size = read_page_size(request.page_size, 20)
        found = await self._look_alikes.listed(read_pair_key(request.page_token), size + 1)
        return pb.ListLookAlikesResponse(
            look_alikes=[look_alike_message(pair) for pair in found[:size]],
            next_page_token=pair_token(found[size - 1]) if len(found) > size else "",
        )

    async def ResolveLookAlike(
        self, request: pb.ResolveLookAlikeRequest, context: Context
    ) -> pb.ResolveLookAlikeResponse:
        require(Role.ADMIN, to="say who looks alike")
        by = UUID(current_principal().subject)
        one = str(read_uuid(request.first_person_id, "first_person_id"))
        other = str(read_uuid(request.second_person_id, "second_person_id"))
        match request.WhichOneof("resolution"):
            case "two_people":
                await self._look_alikes.are_two_people(one, other, by)
            case "same_person":
                keep = str(read_uuid(request.same_person.keep_person_id, "keep_person_id"))
                await self._look_alikes.are_one_person(one, other, keep, by)
            case "wrong_photo":
                sample_id = str(read_uuid(request.wrong_photo.sample_id, "sample_id"))
                sample = await self._samples.find(sample_id)
                owner = sample.person_id if sample else None
                await self._look_alikes.have_wrong_photo(one, other, sample_id, owner, by)
            case _:
                raise InvalidInput("resolution", "must be one of two_people, same_person, wrong_photo")
        return pb.ResolveLookAlikeResponse()

    async def ListEncoders(self, request: pb.ListEncodersRequest, context: Context) -> pb.ListEncodersResponse:
        require(Role.ADMIN, to="see the encoders")
        imported = await self._versions.imported()
        hash_of = self._pod.vision.model_hash_of
        return pb.ListEncodersResponse(
            encoders=[
                encoder_message(encoder, hash_of(encoder), self._pod.encoder, imported.get(hash_of(encoder), 0))
                for encoder in Encoder
            ]
        )

    async def ChangeEncoder(self, request: pb.ChangeEncoderRequest, context: Context) -> pb.ChangeEncoderResponse:
        require(Role.ADMIN, to="change the encoder")
        encoder = next((known for known in Encoder if known.value == request.encoder), None)
        if encoder is None:
            raise InvalidInput("encoder", f"must be one of {', '.join(Encoder)}")
        await self._training.start(read_uuid(request.request_id, "request_id"), [], encoder)
        return pb.ChangeEncoderResponse()

    async def ImportEncodings(
        self, request_iterator: AsyncIterator[pb.ImportEncodingsRequest], context: Context
    ) -> pb.ImportEncodingsResponse:
        async with heard_out(request_iterator, MAX_IMPORTED):
            require(Role.ADMIN, to="import encodings")
            first = await anext(aiter(request_iterator), None)
            if first is None or first.WhichOneof("part") != "head":
                raise InvalidInput("head", "must come first")
            running = self._imports.begin(first.head.encoder)
            async for request in request_iterator:
                if request.WhichOneof("part") != "encoding":
                    raise InvalidInput("encoding", "must follow the head")
                person_id = str(read_uuid(request.encoding.person_id, "person_id"))
                await running.add(person_id, request.encoding.values)
            result = await running.finish()
        return import_message(result)


def _read_version(token: str) -> int:
    if not token.isascii() or not token.isdigit() or len(token) > 18:
        raise InvalidInput("page_token", "is not one this service gave")
    return int(token)
