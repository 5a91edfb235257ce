"""Takes people out of what is kept for review."""

from services.common.postgres import Connection

_SHOWS = """
($1 = any(r.candidate_ids)
 or exists(select from review_decision d where d.review_id = r.review_id and d.person_id = $1))
"""

_KNOWN = f"""
select exists(select from review r where {_SHOWS}) or exists(select from refused_encoding where person_id = $1)
"""  # noqa: S608  its only variable part is the constant above

_ERASE = f"""
with gone as (delete from review r where {_SHOWS} returning 1) select count(*) from gone
"""  # noqa: S608  its only variable part is the constant above


async def in_reviews(connection: Connection, person_id: str) -> bool:
    """Whether anything kept for review may show the person."""
    return bool(await connection.fetchval(_KNOWN, person_id))


async def erase_reviews(connection: Connection, person_id: str) -> int:
    """Every review that may show the person, and the faces that are said not to be theirs; how many reviews there were.

    Decisions stay: they tell ids alone.
    """
    await connection.execute("delete from refused_encoding where person_id = $1", person_id)
    erased: int = await connection.fetchval(_ERASE, person_id)
    return erased
