"""The institution's clock, set for a test that hangs on what day it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from tests.e2e.web_user import WebUser


@asynccontextmanager
async def noon(admin: WebUser) -> AsyncIterator[datetime]:
    """A zone in which it is about noon, and a week-end that is not now, whenever the test runs; put back at its end."""
    _, settings = await admin.call("GET", "/institution")
    ahead = 12 - datetime.now(UTC).hour
    now = datetime.now(UTC) + timedelta(hours=ahead)
    weekend = sorted((now.isoweekday() + days) % 7 + 1 for days in (3, 4))
    trial = {"time_zone": f"Etc/GMT{-ahead:+d}" if ahead else "UTC", "weekend_days": weekend, "open_before_minutes": 0}
    status, changed = await admin.call("PUT", "/institution", body={**settings, **trial})
    assert status == 200, changed
    try:
        yield now
    finally:
        status, answer = await admin.call("PUT", "/institution", body={**settings, "revision": changed["revision"]})
        assert status == 200, answer
