"""The gallery's version counter: who publishes locks it, numbers what changed, and wakes every pod."""

from collections.abc import Sequence

from services.common.postgres import Connection

GALLERY_CHANNEL = "recognition_gallery"

_TOMBSTONE_VERSIONS = 10_000

# The row lock is held to the commit: a follower that reads versions in order misses none.
_LOCK = "select version from gallery for update"

_BUMP = "update gallery set version = version + 1, publish_time = now() returning version"

_REMOVE = """
update gallery_entry set removed = true, version = $2 where sample_id = any($1::uuid[]) and not removed
"""

_COMPACT = """
with gone as (delete from gallery_entry where removed and version <= $1)
update gallery set complete_before = greatest(complete_before, $1)
"""


async def lock_gallery(connection: Connection) -> None:
    """First in every transaction that may publish, so that none waits for another in a circle."""
    await connection.execute(_LOCK)


async def next_version(connection: Connection) -> int:
    """The version this transaction publishes; followers hear of it when it commits."""
    version: int = await connection.fetchval(_BUMP)
    await connection.execute("select pg_notify($1, '')", GALLERY_CHANNEL)
    if version % 100 == 0 and version > _TOMBSTONE_VERSIONS:
        await connection.execute(_COMPACT, version - _TOMBSTONE_VERSIONS)
    return version


async def withdraw(connection: Connection, sample_ids: Sequence[str]) -> int:
    """Take samples out of the gallery; the version published without them, or 0 if none was in it.

    The gallery must be locked.
    """
    listed = "select exists(select from gallery_entry where sample_id = any($1::uuid[]) and not removed)"
    if not sample_ids or not await connection.fetchval(listed, sample_ids):
        return 0
    version = await next_version(connection)
    await connection.execute(_REMOVE, sample_ids, version)
    return version
