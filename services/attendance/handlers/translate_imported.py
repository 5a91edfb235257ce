"""What became of a calendar file's events, as messages."""

from presence.attendance.v1 import timetable_service_pb2 as pb

from services.attendance.app.timetable.imports.imported import Imported, Outcome
from services.attendance.handlers.translate_dates import date_text
from services.attendance.handlers.translate_timetable import extra_message, slot_message

RESULT = {
    Outcome.NEW: pb.IMPORT_RESULT_NEW,
    Outcome.CHANGED: pb.IMPORT_RESULT_CHANGED,
    Outcome.ENDED: pb.IMPORT_RESULT_ENDED,
    Outcome.UNCHANGED: pb.IMPORT_RESULT_UNCHANGED,
    Outcome.REFUSED: pb.IMPORT_RESULT_REFUSED,
}


def imported_message(one: Imported) -> pb.ImportedEvent:
    """An event and what becomes of it."""
    return pb.ImportedEvent(
        uid=one.event.uid,
        summary=one.event.summary,
        result=RESULT[one.outcome],
        reason=one.refusal.words if one.refusal else "",
        reason_code=one.refusal.reason if one.refusal else "",
        reason_fields=one.refusal.fields if one.refusal else None,
        slot=slot_message(one.slot) if one.slot else None,
        extra=extra_message(one.extra) if one.extra else None,
        cancelled_dates=sum(change.cancelled for change in one.changes),
        differences=[
            pb.ImportDifference(what=found.what, before=found.before, after=found.after) for found in one.differences
        ],
        from_date=date_text(one.from_date),
    )
