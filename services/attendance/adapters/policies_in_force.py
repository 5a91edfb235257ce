"""Policies by version and by course, for whoever reckons with marks rather than making them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from services.attendance.adapters.policy_json import policy_from
from services.attendance.adapters.policy_rows import change_from
from services.attendance.domain.policy.inherit import Lineage, Scope
from services.attendance.domain.policy.policy import Policy
from services.common.postgres import Database

_VERSIONS = "select policy_version_id, content from policy_version where policy_version_id = any ($1::uuid[])"
_NEWEST = """
    select distinct on (scope, course_id) * from policy_change
    where scope = 'institution' or (scope = 'course' and course_id = any ($1::uuid[]))
    order by scope, course_id, number desc
"""


class PoliciesInForce:
    """Policies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def versions(self, version_ids: Collection[UUID]) -> Mapping[UUID, Policy]:
        """The policies of those versions."""
        if not version_ids:
            return {}
        rows = await self._database.fetch(_VERSIONS, list(version_ids))
        return {row["policy_version_id"]: policy_from(row["content"]) for row in rows}

    async def of_courses(self, course_ids: Collection[UUID]) -> Mapping[UUID, Policy]:
        """What a session of each would be decided by, opened now."""
        changes = [change_from(row) for row in await self._database.fetch(_NEWEST, list(course_ids))]
        everywhere = Lineage()
        for change in changes:
            if change.place.scope is Scope.INSTITUTION:
                everywhere = everywhere.with_settings(Scope.INSTITUTION, change)
        own = {change.place.course_id: change for change in changes if change.place.scope is Scope.COURSE}
        return {
            course_id: (
                everywhere.with_settings(Scope.COURSE, own[course_id]) if course_id in own else everywhere
            ).policy()
            for course_id in course_ids
        }
