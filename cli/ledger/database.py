"""Where the attendance database is: a server's address, or the data folder of `presence up`."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cli.errors import CommandError
from cli.local.databases import ServiceDatabase
from cli.local.folder import DataFolder, default_data_folder
from cli.local.keys import load_secrets
from cli.local.postgres import EmbeddedPostgres, running_port

ADDRESS = "PRESENCE_ATTENDANCE_DATABASE_URL"
SERVER = "DATABASE_URL"


@asynccontextmanager
async def attendance_database(data_folder: Path | None) -> AsyncIterator[str]:
    """Its address for the block: PRESENCE_ATTENDANCE_DATABASE_URL as it stands, else what the data folder keeps.

    The folder's own server is used while it runs, else started for the block. CommandError when there is neither.
    """
    if address := os.environ.get(ADDRESS):
        yield address
        return
    folder = DataFolder((data_folder or default_data_folder()).absolute())
    if not folder.secrets.exists():
        raise CommandError(f"There is no installation in {folder.path}: name it with --data-dir, or set {ADDRESS}.")
    own = ServiceDatabase("presence_attendance", load_secrets(folder.secrets).attendance_database_password)
    if server_url := os.environ.get(SERVER):
        yield own.address(server_url)
        return
    server = EmbeddedPostgres(folder.postgres)
    port = running_port(server.cluster)
    if port is not None:
        yield own.address(f"postgresql://127.0.0.1:{port}/postgres?sslmode=disable")
        return
    with folder.locked():
        await server.start()
        try:
            yield own.address(server.dsn)
        finally:
            await server.stop()
