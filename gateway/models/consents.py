"""What a person agreed to over time, what was erased of them, and a guardian's word."""

from pydantic import Field

from gateway.models.base import RequestModel, ResponseModel, Time, Token


class ConsentRecord(ResponseModel):
    """One word given or taken back."""

    granted: bool
    text_version: str
    record_time: Time
    recorded_by: str = Field(description='The person_id of who recorded it; "guardian" by their link.')


class ConsentRecordList(ResponseModel):
    """Newest first."""

    items: list[ConsentRecord]


class Erasure(ResponseModel):
    """What was erased of a person, and when: the receipt."""

    request_time: Time
    complete_time: Time | None
    cause: str = Field(description="consent_withdrawn, person_deleted or by_hand.")
    samples: int
    encodings: int
    gallery_version: int = Field(description="The first one without them; 0 when none held any.")
    review_crops: int = Field(description="Pictures kept for review that may have shown the person.")


class ErasureList(ResponseModel):
    """Newest first; empty when nothing ever was."""

    items: list[Erasure]


class GuardianConsentRequest(RequestModel):
    """The text that the guardian is to be asked about."""

    text_version: str = Field(min_length=1, max_length=64)


class GuardianAsked(ResponseModel):
    """Until when the guardian's link works."""

    expire_time: Time


class GuardianConsentLookup(RequestModel):
    """The token of a guardian's link: the part of the link after `#`."""

    token: Token


class GuardianConsent(ResponseModel):
    """What a guardian is asked: about whom, and the text itself."""

    display_name: str = Field(description="Of the minor.")
    guardian_name: str
    text_version: str
    text: str


class GuardianAnswer(RequestModel):
    """The guardian's word."""

    token: Token
    granted: bool
