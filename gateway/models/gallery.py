"""The gallery's versions, its encoder, and who in it looks alike."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, Time

VersionCause = Literal["training", "encoder", "roll_back", "erasure", "review"]
Resolution = Literal["two_people", "same_person", "wrong_photo"]


class GalleryPageQuery(PageQuery):
    """Which part of a list."""

    page_size: int = Field(default=20, ge=1, le=100)


class GalleryVersion(ResponseModel):
    """One version; the first of the list is what is published."""

    version: int
    publish_time: Time
    cause: VersionCause
    encoder: str
    model: str
    people: int = Field(description="When it was published; what was erased since is not taken off.")
    encodings: int
    request_id: str = Field(description="Of the training run that published it, or of the call that rolled back.")
    restored_version: int = Field(description="Which one was rolled back to, else 0.")


class GalleryVersionPage(Page):
    """Versions that can be gone back to, newest first."""

    items: list[GalleryVersion]


class RollBack(RequestModel):
    """Publishes a new version with what an older one held, without what was erased since."""

    version: int = Field(ge=1, lt=2**62)
    request_id: RequestId


class LookAlike(ResponseModel):
    """Two people who look alike."""

    first_person_id: str
    second_person_id: str
    distance: float = Field(description="Of their templates, 0 to 2; smaller is closer.")
    margin: float = Field(description="How much more than usual one must be nearer than the other before it is named.")
    found_at_enrolment: bool
    refused_photos: int
    find_time: Time
    confirm_time: Time | None = Field(description="When somebody said that these are two people.")
    first_sample_ids: list[str] = Field(description="Their best photos, at most four.")
    second_sample_ids: list[str]


class LookAlikePage(Page):
    """Pairs, those nobody has settled first, the nearest first."""

    items: list[LookAlike]


class LookAlikeResolution(RequestModel):
    """What a pair is. With `same_person` the photos of the one who is not kept are erased, with `wrong_photo` one."""

    first_person_id: UUID
    second_person_id: UUID
    resolution: Resolution
    keep_person_id: UUID | None = None
    sample_id: UUID | None = None


class Encoder(ResponseModel):
    """One way to draw encodings."""

    encoder: str
    model: str
    size: int = Field(description="Numbers in one encoding.")
    in_use: bool
    imported: int = Field(description="Encodings without a picture, which only this encoder can use.")


class EncoderPage(ResponseModel):
    """All there are."""

    items: list[Encoder]


class EncoderChange(RequestModel):
    """Starts a run that encodes everything again; `request_id` names it."""

    encoder: str = Field(min_length=1, max_length=50)
    request_id: RequestId
