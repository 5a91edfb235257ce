"""A report as it begins, before the first line is read."""

import threading
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from services.attendance.app.report.given import Sheet
from services.attendance.app.report.reports import REPORTS_AT_ONCE, Reports
from services.attendance.domain.report.report import ReportFormat, ReportKind, ReportOf

NOTHING = cast(Any, None)  # nothing of these is asked before there is a sheet
OF = ReportOf(ReportKind.DAY)


class FontsUnreadable(Exception):
    pass


async def test_a_sheet_is_made_beside_the_event_loop_and_one_that_fails_takes_nobodys_turn() -> None:
    makers: list[threading.Thread] = []

    def sheet() -> Sheet:
        makers.append(threading.current_thread())
        raise FontsUnreadable

    reports = Reports(NOTHING, NOTHING, NOTHING, NOTHING, {ReportFormat.PDF: sheet}, lambda: datetime.now(UTC))
    for _ in range(REPORTS_AT_ONCE + 1):
        with pytest.raises(FontsUnreadable):
            await anext(reports.download(OF, ReportFormat.PDF, None))
    assert len(makers) == REPORTS_AT_ONCE + 1
    assert threading.current_thread() not in makers
