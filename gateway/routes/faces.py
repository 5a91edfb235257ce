"""Photos of faces: submitted, listed, shown, erased."""

from aiohttp import web
from presence.recognition.v1 import encoding_service_pb2 as encoding

from gateway.convert.faces import added_of, sample_of
from gateway.models.base import Nothing
from gateway.models.faces import AddedFaceSample, FaceSamplePage, FacesErased, FacesQuery
from gateway.photo import ACCEPTED_TYPES, UPLOAD_BYTES_MAX, reduced_photo
from gateway.problems import ProblemError
from gateway.routes.route import EVERYBODY, Call, Route, Routes


async def list_faces(call: Call[FacesQuery]) -> FaceSamplePage:
    """A page of a person's photos."""
    answer = await call.ask(
        call.services.encodings.ListFaceSamples,
        encoding.ListFaceSamplesRequest(
            person_id=call.id("person_id"), page_size=call.input.page_size, page_token=call.input.page_token
        ),
    )
    return FaceSamplePage(
        items=[sample_of(sample) for sample in answer.samples], next_page_token=answer.next_page_token
    )


async def add_face(call: Call[Nothing]) -> AddedFaceSample:
    """Takes a photo in, reduces it to what recognition accepts, and has it judged at once."""
    person_id = call.id("person_id")
    request_id = call.idempotency_key()
    if call.request.content_type not in ACCEPTED_TYPES:
        raise ProblemError(415, "UNSUPPORTED_TYPE", f"a photo must be one of {', '.join(ACCEPTED_TYPES)}")
    image = await reduced_photo(call.request)
    answer = await call.ask(
        call.services.encodings.AddFaceSample,
        encoding.AddFaceSampleRequest(person_id=person_id, image=image, request_id=request_id),
        timeout_seconds=30.0,
    )
    return added_of(answer)


async def get_face_image(call: Call[Nothing]) -> web.Response:
    """The picture itself; no cache but the page keeps it."""
    answer = await call.ask(
        call.services.encodings.GetFaceSampleImage,
        encoding.GetFaceSampleImageRequest(sample_id=call.id("sample_id")),
    )
    # never anything a browser would run, whatever the service says
    content_type = answer.content_type if answer.content_type in ACCEPTED_TYPES else "application/octet-stream"
    return web.Response(body=answer.image, content_type=content_type, headers={"Cache-Control": "private, no-store"})


async def delete_face(call: Call[Nothing]) -> None:
    """Erases one photo and what was learned from it."""
    await call.ask(
        call.services.encodings.DeleteFaceSample, encoding.DeleteFaceSampleRequest(sample_id=call.id("sample_id"))
    )


async def delete_faces(call: Call[Nothing]) -> FacesErased:
    """Erases all of a person's photos and what was learned from them."""
    answer = await call.ask(
        call.services.encodings.DeletePersonFaces, encoding.DeletePersonFacesRequest(person_id=call.id("person_id"))
    )
    return FacesErased(samples=answer.samples)


ALL = "/people/{person_id}/faces"
ONE = f"{ALL}/{{sample_id}}"

ROUTES: Routes = (
    Route("GET", ALL, list_faces, FacesQuery, FaceSamplePage, "List a person's photos", EVERYBODY),
    Route(
        "POST",
        ALL,
        add_face,
        Nothing,
        AddedFaceSample,
        "Submit a photo; the header Idempotency-Key makes a retry safe",
        EVERYBODY,
        status=201,
        body_bytes_max=UPLOAD_BYTES_MAX,
        consumes=ACCEPTED_TYPES,
        keyed=True,
    ),
    Route("DELETE", ALL, delete_faces, Nothing, FacesErased, "Erase all of a person's photos", EVERYBODY),
    Route("DELETE", ONE, delete_face, Nothing, None, "Erase a photo", EVERYBODY),
    Route("GET", f"{ONE}/image", get_face_image, Nothing, None, "The photo itself", EVERYBODY, produces=ACCEPTED_TYPES),
)
