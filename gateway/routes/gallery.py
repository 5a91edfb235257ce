"""The gallery's history, its encoder, and who in it looks alike."""

from presence.recognition.v1 import gallery_service_pb2 as pb

from gateway.convert.gallery import encoder_of, look_alike_of, resolution_message, version_of
from gateway.models.base import Nothing
from gateway.models.gallery import (
    EncoderChange,
    EncoderPage,
    GalleryPageQuery,
    GalleryVersion,
    GalleryVersionPage,
    LookAlikePage,
    LookAlikeResolution,
    RollBack,
)
from gateway.models.training import TrainingRun
from gateway.routes.route import ADMINS, Call, Route, Routes
from gateway.routes.training import listed_run

_SLOW_SECONDS = 30.0  # a large gallery is compared with itself before it is published


async def list_versions(call: Call[GalleryPageQuery]) -> GalleryVersionPage:
    """A page of versions."""
    answer = await call.ask(
        call.services.gallery.ListGalleryVersions,
        pb.ListGalleryVersionsRequest(page_size=call.input.page_size, page_token=call.input.page_token),
    )
    return GalleryVersionPage(
        items=[version_of(version) for version in answer.versions], next_page_token=answer.next_page_token
    )


async def roll_back(call: Call[RollBack]) -> GalleryVersion:
    """The version that was published by it."""
    answer = await call.ask(
        call.services.gallery.RollBackGallery,
        pb.RollBackGalleryRequest(version=call.input.version, request_id=str(call.input.request_id)),
        timeout_seconds=_SLOW_SECONDS,
    )
    return version_of(answer.version)


async def list_look_alikes(call: Call[GalleryPageQuery]) -> LookAlikePage:
    """A page of pairs."""
    answer = await call.ask(
        call.services.gallery.ListLookAlikes,
        pb.ListLookAlikesRequest(page_size=call.input.page_size, page_token=call.input.page_token),
    )
    return LookAlikePage(
        items=[look_alike_of(pair) for pair in answer.look_alikes], next_page_token=answer.next_page_token
    )


async def resolve_look_alike(call: Call[LookAlikeResolution]) -> None:
    """Says what a pair is."""
    await call.ask(call.services.gallery.ResolveLookAlike, resolution_message(call.input))


async def list_encoders(call: Call[Nothing]) -> EncoderPage:
    """All encoders, and which is in use."""
    answer = await call.ask(call.services.gallery.ListEncoders, pb.ListEncodersRequest())
    return EncoderPage(items=[encoder_of(encoder) for encoder in answer.encoders])


async def change_encoder(call: Call[EncoderChange]) -> TrainingRun:
    """Starts the run; it is followed like any other."""
    request_id = str(call.input.request_id)
    await call.ask(
        call.services.gallery.ChangeEncoder,
        pb.ChangeEncoderRequest(encoder=call.input.encoder, request_id=request_id),
    )
    return await listed_run(call, request_id)


ROUTES: Routes = (
    Route(
        "GET", "/gallery/versions", list_versions, GalleryPageQuery, GalleryVersionPage, "List gallery versions", ADMINS
    ),
    Route("POST", "/gallery/roll-back", roll_back, RollBack, GalleryVersion, "Go back to an older gallery", ADMINS),
    Route("GET", "/gallery/encoders", list_encoders, Nothing, EncoderPage, "List encoders", ADMINS),
    Route(
        "POST",
        "/gallery/encoder",
        change_encoder,
        EncoderChange,
        TrainingRun,
        "Encode everything again with another encoder",
        ADMINS,
        status=202,
    ),
    Route("GET", "/look-alikes", list_look_alikes, GalleryPageQuery, LookAlikePage, "List who looks alike", ADMINS),
    Route(
        "POST",
        "/look-alikes/resolution",
        resolve_look_alike,
        LookAlikeResolution,
        None,
        "Say whether two who look alike are one person, two, or mixed up",
        ADMINS,
    ),
)
