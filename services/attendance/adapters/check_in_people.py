"""What check-ins forget of people who are deleted."""

from collections.abc import Sequence
from uuid import UUID

from services.common.postgres import Connection

_FORGET_DEVICES = """
    update check_in set device_digest = null, request_id = null where student_id = any ($1::uuid[])
"""
_FORGET_CLAIMS = "delete from check_in_claim where student_id = any ($1::uuid[])"
_FORGET_FAILURES = """
    delete from check_in_attempt
    where key = any (select sha256(convert_to('student ' || id::text, 'UTF8')) from unnest($1::uuid[]) as gone (id))
"""


async def forget_check_ins(connection: Connection, person_ids: Sequence[UUID]) -> None:
    """When and by what they checked in stays, by id, as their marks do; devices, claims and wrong codes go."""
    for statement in (_FORGET_DEVICES, _FORGET_CLAIMS, _FORGET_FAILURES):
        await connection.execute(statement, list(person_ids))
