"""Accuracy reports in PostgreSQL."""

from uuid import UUID

import asyncpg

from services.common.postgres import Database
from services.recognition.app.accuracy import KeptReport
from services.recognition.domain.accuracy import kept_json, stored_figures

_ADD = """
insert into accuracy_report (report_id, sha256, measure_time, add_time, figures)
values ($1, $2, $3, $4, $5::text::jsonb)
on conflict do nothing
"""
_SHORTEN = """
delete from accuracy_report where report_id <> $1 and report_id not in (
    select report_id from accuracy_report where report_id <> $1 order by measure_time desc, report_id desc limit $2
)
"""
_ALL = (
    "select report_id, sha256, add_time, figures::text from accuracy_report order by measure_time desc, report_id desc"
)
_ONE = "select report_id, sha256, add_time, figures::text from accuracy_report where report_id = $1"
_DELETE = "delete from accuracy_report where report_id = $1"


class PostgresAccuracy:
    """Implements app.accuracy.AccuracyStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, report: KeptReport, keep: int) -> None:
        figures = report.figures
        async with self._database.transaction() as connection:
            await connection.execute(
                _ADD, report.report_id, report.sha256, figures.measure_time, report.add_time, kept_json(figures)
            )
            await connection.execute(_SHORTEN, report.report_id, keep - 1)

    async def all(self) -> list[KeptReport]:
        return [_report(row) for row in await self._database.fetch(_ALL)]

    async def get(self, report_id: UUID) -> KeptReport | None:
        row = await self._database.fetchrow(_ONE, report_id)
        return _report(row) if row else None

    async def delete(self, report_id: UUID) -> None:
        await self._database.execute(_DELETE, report_id)


def _report(row: "asyncpg.Record") -> KeptReport:
    return KeptReport(row["report_id"], row["sha256"], row["add_time"], stored_figures(row["figures"]))
