"""Photos of faces."""

from typing import Literal

from pydantic import Field

from gateway.models.base import Box, Page, PageQuery, ResponseModel, Time
from gateway.models.training import RejectReason

Pose = Literal["unknown", "front", "left", "right", "up", "down"]


class FacesQuery(PageQuery):
    """Which part of a person's photos."""

    page_size: int = Field(default=50, ge=1, le=100)


class FaceSample(ResponseModel):
    """One photo that was judged good enough to learn from."""

    sample_id: str
    person_id: str
    create_time: Time
    quality: float = Field(description="0 to 1.")
    face: Box
    width_px: int
    height_px: int
    in_gallery: bool = Field(description="Part of the gallery that is searched now.")
    pose: Pose = Field(description="How the face is held, sides the person's own; unknown for old photos.")
    reject_message: str = Field(description="Why training set it aside, in words; empty when it did not.")
    reject_reason: RejectReason | None = Field(description="Null when it did not, or is one that is new.")
    has_picture: bool = Field(description="Imported encodings and faces learned from a review have none.")


class AddedFaceSample(FaceSample):
    """A photo that was kept."""

    enrolled_as_person_id: str = Field(
        description="Somebody else who seems to be enrolled with this face; told to administrators alone."
    )


class FaceSamplePage(Page):
    """A person's photos, oldest first."""

    items: list[FaceSample]


class FacesErased(ResponseModel):
    """How many photos were erased now."""

    samples: int
