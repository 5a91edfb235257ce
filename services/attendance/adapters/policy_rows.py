"""Changes and versions of policies, as a transaction of the register reads and keeps them."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.attendance.adapters.policy_json import policy_from, policy_json, settings_from, settings_json, version_id
from services.attendance.domain.policy.errors import PolicyChanged
from services.attendance.domain.policy.inherit import Lineage, Place, PolicyChange, Scope
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.session import Session
from services.common.postgres import Connection

_NEWEST = """
    (select * from policy_change where scope = 'institution' order by number desc limit 1)
    union all (select * from policy_change where scope = 'course' and course_id = $1 order by number desc limit 1)
    union all (select * from policy_change where scope = 'session' and session_id = $2 order by number desc limit 1)
"""
_ADD = """
    insert into policy_change (policy_change_id, scope, course_id, session_id, number, settings, author, create_time,
                               note, request_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_KEEP = """
    insert into policy_version (policy_version_id, content, institution_change_id, course_change_id, session_change_id,
                                create_time)
    values ($1, $2, $3, $4, $5, $6) on conflict do nothing
"""
_DECIDE_BY = """
    update session set policy_version_id = $2, late_after = $3, revision = revision + 1,
                       changed_revision = revision + 1
    where session_id = $1
"""
_OF_VERSION = """
    select c.* from policy_version v
    join policy_change c
        on c.policy_change_id in (v.institution_change_id, v.course_change_id, v.session_change_id)
    where v.policy_version_id = $1
"""


class PolicyRows:
    """The part of a RegisterTransaction that is about policies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def policy(self, session: Session) -> Policy:
        """What the session is decided by; one older than policies knew only when late begins."""
        if session.policy_version_id is None:
            return Policy(late_after=session.late_after)
        content = await self._connection.fetchval(
            "select content from policy_version where policy_version_id = $1", session.policy_version_id
        )
        return policy_from(content)

    async def policy_changes(self, course_id: UUID | None, session_id: UUID | None = None) -> Lineage:
        """The newest changes for the institution, the course and the session."""
        return _lineage(await self._connection.fetch(_NEWEST, course_id, session_id))

    async def lineage_of(self, session: Session) -> Lineage:
        """The changes that the policy is made of by which the session is decided."""
        return _lineage(await self._connection.fetch(_OF_VERSION, session.policy_version_id))

    async def policy_change_of_request(self, request_id: UUID) -> PolicyChange | None:
        """The change that this request made."""
        row = await self._connection.fetchrow("select * from policy_change where request_id = $1", request_id)
        return change_from(row) if row else None

    async def add_policy_change(self, change: PolicyChange) -> None:
        """Keep it; PolicyChanged when another of the same number was faster."""
        try:
            await self._add(change)
        except asyncpg.UniqueViolationError as error:
            if error.constraint_name != "policy_change_number":
                raise
            raise PolicyChanged(change.number) from None

    async def _add(self, change: PolicyChange) -> None:
        await self._connection.execute(
            _ADD,
            change.change_id,
            change.place.scope,
            change.place.course_id,
            change.place.session_id,
            change.number,
            settings_json(change.settings),
            change.author,
            change.create_time,
            change.note,
            change.request_id,
        )

    async def keep_policy(self, lineage: Lineage, create_time: datetime) -> UUID:
        """The id of the policy that the changes make, kept for good."""
        kept = version_id(lineage)
        made_of = (lineage.institution, lineage.course, lineage.session)
        change_ids = [change.change_id if change else None for change in made_of]
        await self._connection.execute(_KEEP, kept, policy_json(lineage.policy()), *change_ids, create_time)
        return kept

    async def decide_by(self, session: Session, policy_version_id: UUID, policy: Policy) -> None:
        """From now on the locked session is decided by that policy."""
        await self._connection.execute(_DECIDE_BY, session.session_id, policy_version_id, policy.late_after)


def _lineage(rows: "list[asyncpg.Record]") -> Lineage:
    lineage = Lineage()
    for change in map(change_from, rows):
        lineage = lineage.with_settings(change.place.scope, change)
    return lineage


def change_from(row: asyncpg.Record) -> PolicyChange:
    """From all columns of policy_change."""
    return PolicyChange(
        row["policy_change_id"],
        Place(Scope(row["scope"]), row["course_id"], row["session_id"]),
        row["number"],
        settings_from(row["settings"]),
        row["author"],
        row["create_time"],
        row["note"],
        row["request_id"],
    )
