"""What people are told, in which language, and the browsers it is pushed to."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import RequestModel, ResponseModel, Time


class NoticeChannels(ResponseModel):
    """By which ways a kind of notice goes to somebody."""

    mail: bool
    push: bool = Field(description="To the browsers of /push/subscriptions.")


class NoticeSettings(ResponseModel):
    """What a person wants to be told."""

    at_risk: NoticeChannels = Field(description="Warnings: a rate that fell too low, absences in a row.")
    marked_absent: NoticeChannels = Field(description="Of each class in which a student counts as absent.")
    guardian: bool = Field(description="Whether the guardian is warned; an administrator's to change.")


class SetNoticeChannels(RequestModel):
    """By which ways from now on."""

    mail: bool
    push: bool


class SetNoticeSettings(RequestModel):
    """What a person wants from now on; a kind that is left out stays as it was."""

    at_risk: SetNoticeChannels | None = None
    marked_absent: SetNoticeChannels | None = None
    guardian: bool = True


class SetLanguage(RequestModel):
    """Of mails, of notices, and of the page after log-in."""

    language: Literal["en", "ne"]


class PushKey(ResponseModel):
    """What a browser is given to subscribe."""

    public_key: str = Field(description="applicationServerKey: P-256, uncompressed, URL-safe base64 without padding.")


class PushKeys(RequestModel):
    """As the browser's PushSubscription.toJSON() gives them: 65 and 16 bytes in URL-safe base64."""

    p256dh: str = Field(pattern="^[A-Za-z0-9_-]{87}=?$")
    auth: str = Field(pattern="^[A-Za-z0-9_-]{22}(==)?$")


class SubscribePush(RequestModel):
    """A browser's PushSubscription."""

    endpoint: str = Field(max_length=2048)
    keys: PushKeys


class PushSubscription(ResponseModel):
    """A browser that notices are pushed to."""

    subscription_id: UUID
    user_agent: str
    endpoint_sha256: str = Field(description="Hexadecimal; by which a browser knows itself.")
    create_time: Time
    last_success_time: Time | None


class PushSubscriptions(ResponseModel):
    """One's own, newest first."""

    items: list[PushSubscription]
