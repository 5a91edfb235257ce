"""Check-ins into marks: facts as sightings are, from which the register is derived again."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.attendance.app.register import RegisterTransaction, resettle
from services.attendance.domain.mark import Cause, ChangeReason, Mark
from services.attendance.domain.session import Session


async def settle_check_ins(
    transaction: RegisterTransaction, session: Session, times: Mapping[UUID, datetime], now: datetime
) -> Mapping[UUID, Mark]:
    """Marks that changed by check-ins which the transaction has stored; the session is locked."""
    causes = {
        student_id: Cause(
            ChangeReason.CHECK_IN, evidence={"via": "code", "check_in_time": time.isoformat(timespec="milliseconds")}
        )
        for student_id, time in times.items()
    }
    written = await resettle(transaction, session, causes, now)
    return {mark.student_id: mark for mark in written}
