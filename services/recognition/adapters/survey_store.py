"""Commissioning runs in PostgreSQL."""

from collections import Counter
from datetime import datetime

import asyncpg

from services.common.postgres import Database
from services.recognition.app.surveys import Survey
from services.recognition.domain.commissioning import RegionTally, Tally

SURVEY_CHANNEL = "recognition_survey"

_START = """
insert into commissioning (camera_id, run_id, start_time, until_time) values ($1, $2, $3, $4)
on conflict (camera_id) do update set
    run_id = excluded.run_id, start_time = excluded.start_time, until_time = excluded.until_time, tally = '{}'
"""
_STOP = "update commissioning set until_time = $2 where camera_id = $1 and until_time > $2"
_KEEP = "update commissioning set tally = $3 where camera_id = $1 and run_id = $2"
_NOTIFY = "select pg_notify($1, '')"


class PostgresSurveys:
    """Implements app.surveys.SurveyStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, survey: Survey) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(_START, survey.camera_id, survey.run_id, survey.started_at, survey.until)
            await connection.execute(_NOTIFY, SURVEY_CHANNEL)

    async def stop(self, camera_id: str, now: datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(_STOP, camera_id, now)
            await connection.execute(_NOTIFY, SURVEY_CHANNEL)

    async def keep(self, survey: Survey) -> None:
        await self._database.execute(_KEEP, survey.camera_id, survey.run_id, _written(survey.tally))

    async def get(self, camera_id: str) -> Survey | None:
        row = await self._database.fetchrow("select * from commissioning where camera_id = $1", camera_id)
        return _survey(row) if row else None

    async def running(self, now: datetime) -> list[Survey]:
        rows = await self._database.fetch("select * from commissioning where until_time > $1", now)
        return [_survey(row) for row in rows]


def _survey(row: "asyncpg.Record") -> Survey:
    return Survey(str(row["run_id"]), str(row["camera_id"]), row["start_time"], row["until_time"], _read(row["tally"]))


def _written(tally: Tally) -> dict[str, object]:
    return {
        "frames": tally.frames,
        "width_px": tally.width_px,
        "height_px": tally.height_px,
        "faces": tally.faces,
        "most_faces": tally.most_faces,
        "brightness_sum": tally.brightness_sum,
        "regions": {
            index: [dict(region.widths_px), dict(region.sharpness), dict(region.brightness)]
            for index, region in tally.regions.items()
        },
    }


def _read(raw: dict[str, object]) -> Tally:
    tally = Tally()
    for name, value in raw.items():
        if name == "regions":
            assert isinstance(value, dict)
            tally.regions = {int(index): _region(histograms) for index, histograms in value.items()}
        else:
            setattr(tally, name, value)
    return tally


def _region(histograms: list[dict[str, int]]) -> RegionTally:
    return RegionTally(*(Counter({int(value): count for value, count in one.items()}) for one in histograms))
