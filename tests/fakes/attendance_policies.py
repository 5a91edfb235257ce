"""The policies that sessions are decided by, in memory."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from services.attendance.domain.policy.inherit import Lineage, PolicyChange, Scope
from services.attendance.domain.policy.policy import DEFAULT_POLICY, Policy
from services.attendance.domain.session import Session
from tests.fakes.attendance_tables import Tables


class MemoryPolicies:
    """The part of a RegisterTransaction that keeps policies."""

    tables: Tables

    async def policy(self, session: Session) -> Policy:
        if session.policy_version_id is None:
            return replace(DEFAULT_POLICY, late_after=session.late_after)
        return self.tables.policies[session.policy_version_id]

    async def policy_changes(self, course_id: UUID | None, session_id: UUID | None = None) -> Lineage:
        lineage = Lineage()
        for change in sorted(self.tables.policy_changes, key=lambda change: change.number):
            place = change.place
            if place.scope is Scope.INSTITUTION or (place.course_id or place.session_id) in (course_id, session_id):
                lineage = lineage.with_settings(place.scope, change)
        return lineage

    async def add_policy_change(self, change: PolicyChange) -> None:
        self.tables.policy_changes.append(change)

    async def keep_policy(self, lineage: Lineage, create_time: datetime) -> UUID:
        version_id = uuid5(UUID(int=0), ",".join(str(change.change_id) for change in lineage.changes))
        self.tables.policies[version_id] = lineage.policy()
        return version_id

    async def decide_by(self, session: Session, policy_version_id: UUID, policy: Policy) -> None:
        revision = self.tables.sessions[session.session_id].revision + 1
        self.tables.sessions[session.session_id] = replace(
            self.tables.sessions[session.session_id],
            policy_version_id=policy_version_id,
            late_after=policy.late_after,
            revision=revision,
            changed_revision=revision,
        )
