"""The outbox."""

from typing import Literal

from pydantic import Field

from gateway.models.base import Page, ResponseModel, Time


class Mail(ResponseModel):
    """A mail that waits, was sent, or was given up."""

    mail_id: str
    to_address: str
    subject: str
    state: Literal["waiting", "sent", "given_up"]
    create_time: Time
    send_time: Time | None
    attempts: int
    last_problem: str
    text: str = Field(description="With one mail alone; empty in lists.")


class MailPage(Page):
    """Newest first."""

    items: list[Mail]
    server_configured: bool = Field(description="False: mails stay here and are passed on by hand.")
