"""A report fetched into a file."""

from __future__ import annotations

from pathlib import Path

from presence.attendance.v1 import report_service_pb2 as pb
from presence.attendance.v1 import report_service_pb2_grpc as rpc
from rich.console import Console
from rich.progress import Progress

from cli.admin.server import logged_in
from cli.errors import CommandError

FORMATS = {".csv": pb.REPORT_FORMAT_CSV, ".xlsx": pb.REPORT_FORMAT_XLSX, ".pdf": pb.REPORT_FORMAT_PDF}
REPORT_SECONDS = 600.0


def format_of(path: Path) -> pb.ReportFormat.ValueType:
    """By the ending of the file's name; CommandError when it is another one."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise CommandError(f"{path} must end with .csv, .xlsx or .pdf")
    return found


async def fetch_report(of: pb.ReportOf, path: Path) -> None:
    """Writes the file, and shows how far it is; half a file is not left behind."""
    request = pb.DownloadReportRequest(report=of, format=format_of(path))
    part_of = path.with_name(f".{path.name}.part")
    async with logged_in() as server:
        call = rpc.ReportServiceStub(server.attendance).DownloadReport(request, timeout=REPORT_SECONDS)
        try:
            with part_of.open("wb") as file, Progress(console=Console(stderr=True), transient=True) as progress:
                task = progress.add_task("Making the report")
                async for part in call:
                    file.write(part.chunk)
                    if part.file_name:
                        progress.update(task, total=part.row_count)
                    progress.update(task, completed=part.rows_done)
            part_of.replace(path)
        finally:
            part_of.unlink(missing_ok=True)
