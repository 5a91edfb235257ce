"""The audit log: searched, and taken along as a file."""

from aiohttp import web
from presence.identity.v1 import audit_service_pb2 as audit

from gateway.convert.accounts import entry_of
from gateway.download import passed_on
from gateway.models.audit import AuditFilterQuery, AuditPage, AuditQuery
from gateway.routes.route import ADMINS, Call, Route, Routes
from services.common.channels import bearer

EXPORT_SECONDS = 600.0


async def list_audit_entries(call: Call[AuditQuery]) -> AuditPage:
    """A page of entries."""
    query = call.input
    answer = await call.ask(
        call.services.audit.ListAuditEntries,
        audit.ListAuditEntriesRequest(filter=_filter(query), page_size=query.page_size, page_token=query.page_token),
    )
    return AuditPage(items=[entry_of(one) for one in answer.entries], next_page_token=answer.next_page_token)


async def export_audit_entries(call: Call[AuditFilterQuery]) -> web.StreamResponse:
    """The entries as a file."""
    stream = call.services.audit.ExportAuditEntries(
        audit.ExportAuditEntriesRequest(filter=_filter(call.input)),
        metadata=bearer(call.login.access_token),
        timeout=EXPORT_SECONDS,
    )
    return await passed_on(call, stream, lambda _part: "audit.csv")


def _filter(query: AuditFilterQuery) -> audit.AuditFilter:
    wanted = audit.AuditFilter(actor=query.actor, subject=query.subject, action=query.action)
    if query.from_time is not None:
        wanted.from_time.FromDatetime(query.from_time)
    if query.to_time is not None:
        wanted.to_time.FromDatetime(query.to_time)
    return wanted


ROUTES: Routes = (
    Route("GET", "/audit", list_audit_entries, AuditQuery, AuditPage, "Who did what to whom", ADMINS),
    Route(
        "GET",
        "/audit/export.csv",
        export_audit_entries,
        AuditFilterQuery,
        None,
        "The audit log as CSV",
        ADMINS,
        produces=("text/csv",),
    ),
)
