"""What is stored about one person."""

from typing import Literal

from pydantic import Field

from gateway.models.base import RequestModel, ResponseModel

Keeper = Literal["identity", "attendance", "recognition"]
KeptUntil = Literal["days", "person", "consent", "use", "record"]


class PersonalDataSet(ResponseModel):
    """One kind of thing that is stored; its files in the download have this name."""

    service: Keeper
    name: str
    entries: int
    kept: KeptUntil = Field(
        description="What ends it: so many days, the person's deletion, consent withdrawn, that it is used or over; "
        "a record stays, without the name."
    )
    kept_days: int = Field(description="0 unless kept for days.")


class PersonalData(ResponseModel):
    """All kinds there are, those of which there is nothing too."""

    items: list[PersonalDataSet]


class PersonalDataQuery(RequestModel):
    """In which language the download explains itself."""

    language: Literal["en", "ne"] = "en"
