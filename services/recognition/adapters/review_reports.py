"""Confirmed sightings as rows, until attendance has them."""

import asyncpg

from services.common.postgres import Connection
from services.recognition.app.reports import SightingReport
from services.recognition.domain.outcome import Sighting

REVIEW_CHANNEL = "recognition_review"

REPORT_COLUMNS = """
sighting_id, camera_id, person_id, track_id, first_seen_time, last_seen_time, distance, gallery_version, model,
frames_used, confirmed_by
"""

# The span is the review's as it is now, in the transaction that decides.
_ADD = """
insert into review_report (sighting_id, camera_id, person_id, track_id, first_seen_time, last_seen_time, distance,
                           gallery_version, model, frames_used, confirmed_by)
select $2, camera_id, $3, track_id, first_seen_time, last_seen_time, $4, gallery_version, model, frames_used, $5
from review where review_id = $1
on conflict (sighting_id) do nothing
"""


async def add_report(
    connection: Connection, review_id: str, sighting_id: str, person_id: str, distance: float, confirmed_by: str
) -> None:
    """The sighting that a decision means; some pod reports it once the transaction commits."""
    await connection.execute(_ADD, review_id, sighting_id, person_id, distance, confirmed_by)
    await connection.execute("select pg_notify($1, '')", REVIEW_CHANNEL)


def report_from(row: asyncpg.Record) -> SightingReport:
    """From REPORT_COLUMNS."""
    sighting = Sighting(
        sighting_id=str(row["sighting_id"]),
        track_id=str(row["track_id"]),
        person_id=str(row["person_id"]),
        first_seen=row["first_seen_time"],
        last_seen=row["last_seen_time"],
        distance=row["distance"],
        gallery_version=row["gallery_version"],
        evidence_frames=row["frames_used"],
    )
    return SightingReport(
        str(row["camera_id"]), sighting, row["model"], row["frames_used"], confirmed_by=str(row["confirmed_by"])
    )
