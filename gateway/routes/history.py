"""Why a mark is what it is, opening a session again, and a day at a glance."""

from presence.attendance.v1 import attendance_service_pb2 as attendance
from presence.attendance.v1 import ledger_service_pb2 as ledger

from gateway.convert.attendance import session_of
from gateway.convert.history import history_entry_of
from gateway.models.base import PageQuery
from gateway.models.history import DayOverview, MarkHistoryPage, OverviewQuery, Reopening
from gateway.models.sessions import Session
from gateway.routes.route import EVERYBODY, STAFF, Call, Route, Routes

PAGE_SIZE = 200  # the most that attendance gives at once
MOST_PAGES = 25  # 5,000 sessions a day: more would not be a page anybody reads


async def list_mark_history(call: Call[PageQuery]) -> MarkHistoryPage:
    """A page of a mark's changes."""
    answer = await call.ask(
        call.services.ledger.ListMarkHistory,
        ledger.ListMarkHistoryRequest(
            session_id=call.id("session_id"),
            student_id=call.id("student_id"),
            page_size=call.input.page_size,
            page_token=call.input.page_token,
        ),
    )
    return MarkHistoryPage(
        items=[history_entry_of(entry) for entry in answer.entries], next_page_token=answer.next_page_token
    )


async def reopen_session(call: Call[Reopening]) -> Session:
    """Opens a closed session again."""
    answer = await call.ask(
        call.services.attendance.ReopenSession,
        attendance.ReopenSessionRequest(
            session_id=call.id("session_id"), reason=call.input.reason, request_id=str(call.input.request_id)
        ),
    )
    return session_of(answer.session)


async def day_overview(call: Call[OverviewQuery]) -> DayOverview:
    """All of a day's sessions and their sums."""
    sessions: list[Session] = []
    token = ""
    for _ in range(MOST_PAGES):
        answer = await call.ask(
            call.services.attendance.ListSessions,
            attendance.ListSessionsRequest(day=call.input.day.isoformat(), page_size=PAGE_SIZE, page_token=token),
        )
        sessions += [session_of(one) for one in answer.sessions]
        token = answer.next_page_token
        if not token:
            break
    return DayOverview(
        day=call.input.day,
        sessions=sessions,
        open_count=sum(one.end_time is None for one in sessions),
        roster_size=sum(one.roster_size for one in sessions),
        present_count=sum(one.present_count for one in sessions),
    )


ONE = "/sessions/{session_id}"

ROUTES: Routes = (
    Route(
        "GET",
        f"{ONE}/marks/{{student_id}}/history",
        list_mark_history,
        PageQuery,
        MarkHistoryPage,
        "Why a mark is what it is",
        EVERYBODY,
    ),
    Route("POST", f"{ONE}/reopen", reopen_session, Reopening, Session, "Open a closed session again", STAFF),
    Route(
        "GET", "/overview", day_overview, OverviewQuery, DayOverview, "A day's sessions and what they come to", STAFF
    ),
)
