"""What an administrator wants to know of identity at one look."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Standing:
    """At one moment."""

    mails_waiting: int
    oldest_mail_time: datetime | None
    """When the mail that has waited longest was written; None: nothing waits."""
    mails_given_up: int
    open_logins: int
