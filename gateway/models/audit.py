"""Who did what to whom."""

from pydantic import AwareDatetime, Field

from gateway.models.base import Page, RequestModel, ResponseModel, Time


class AuditFilterQuery(RequestModel):
    """Which entries; absent parts let everything through."""

    actor: str = Field(default="", max_length=64)
    subject: str = Field(default="", max_length=64)
    action: str = Field(default="", max_length=64, description="A whole one, or a beginning that ends with a dot.")
    from_time: AwareDatetime | None = Field(default=None, alias="from")
    to_time: AwareDatetime | None = Field(default=None, alias="to")


class AuditQuery(AuditFilterQuery):
    """A page of entries."""

    page_size: int = Field(default=50, ge=1, le=200)
    page_token: str = Field(default="", max_length=1024)


class AuditEntry(ResponseModel):
    """One entry; it is never changed."""

    entry_id: int
    record_time: Time
    actor: str = Field(description="A person_id, a service's name, or empty for nobody yet known.")
    actor_name: str
    action: str
    subject: str
    subject_name: str
    note: str


class AuditPage(Page):
    """Newest first."""

    items: list[AuditEntry]
