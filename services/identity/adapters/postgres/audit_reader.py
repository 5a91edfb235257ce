"""The audit log as administrators read it."""

from collections.abc import Sequence

from services.common.postgres import Database
from services.identity.app.audit_trail import AuditFilter, RecordedEntry

# Ids of others than people (keys, cameras, "operator") join with nobody.
_SELECT = """
select a.entry_id, a.record_time, a.actor, coalesce(actor.display_name, '') as actor_name, a.action, a.subject,
  coalesce(subject.display_name, '') as subject_name, a.note
from (select * from audit_log where {where} order by entry_id desc limit {size:d}) a
left join people actor on actor.person_id = case when a.actor ~ $1 then a.actor::uuid end
left join people subject on subject.person_id = case when a.subject ~ $1 then a.subject::uuid end
order by a.entry_id desc
"""
_UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class PostgresAuditReader:
    """See `app.audit_trail.AuditReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, wanted: AuditFilter, before: int | None, size: int) -> Sequence[RecordedEntry]:
        """By the index of what is filtered, in the order of the entries."""
        conditions, arguments = ["true"], list[object]([_UUID])

        def where(condition: str, argument: object) -> None:
            arguments.append(argument)
            conditions.append(condition.format(f"${len(arguments)}"))

        if before is not None:
            where("entry_id < {}", before)
        if wanted.actor:
            where("actor = {}", wanted.actor)
        if wanted.subject:
            where("subject = {}", wanted.subject)
        if wanted.action.endswith("."):
            where("starts_with(action, {})", wanted.action)
        elif wanted.action:
            where("action = {}", wanted.action)
        if wanted.from_time is not None:
            where("record_time >= {}", wanted.from_time)
        if wanted.to_time is not None:
            where("record_time < {}", wanted.to_time)
        sql = _SELECT.format(where=" and ".join(conditions), size=size)
        return [RecordedEntry(**dict(row)) for row in await self._database.fetch(sql, *arguments)]
