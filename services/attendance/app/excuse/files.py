"""Files sent with excuses: taken in bounded, told by their bytes, kept sealed, handed to few."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import PurePath
from typing import Protocol
from uuid import UUID

from services.attendance.app.excuse.access import Caller, check_asks, check_sees
from services.attendance.app.excuse.store import ExcuseStore
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.excuse.errors import (
    ExcuseFileNotFound,
    FileEmpty,
    FileTooLarge,
    TooManyFiles,
    TooManyUploads,
    UploadTooSlow,
)
from services.attendance.domain.excuse.excuse import File
from services.attendance.domain.text import check_text

Clock = Callable[[], datetime]

FILES_MAX = 3
FILE_BYTES_MAX = 5 * 2**20
NAME_CHARACTERS_MAX = 200
UPLOADS_MAX = 8  # files in memory at once, 40 MiB; the next one is told to come again
UPLOAD_SECONDS = 120.0  # 5 MiB at 350 kbit/s; a place is not held for ever


class FileScanner(Protocol):
    """Looks at what a file is, never at what it is called."""

    async def content_type(self, content: bytes) -> str:
        """One of the types that are taken; FileTypeRefused, FileUnsafe."""
        ...


class ExcuseFiles:
    """Files of excuses."""

    def __init__(self, store: ExcuseStore, scanner: FileScanner, clock: Clock) -> None:
        self._store = store
        self._scanner = scanner
        self._clock = clock
        self._places = asyncio.BoundedSemaphore(UPLOADS_MAX)

    async def upload(
        self, caller: Caller, excuse_id: UUID, file_id: UUID, file_name: str, chunks: AsyncIterator[bytes]
    ) -> File:
        """The file as it is kept, also when it was before; what is refused is not kept at all."""
        if self._places.locked():
            raise TooManyUploads
        async with self._places:
            earlier = await self._admit(caller, excuse_id, file_id)
            if earlier is not None:
                return earlier
            # what comes before the last slash is of the sender's machine
            name = check_text("file_name", PurePath(file_name.replace("\\", "/")).name, NAME_CHARACTERS_MAX)
            content = await _read(chunks)
            content_type = await self._scanner.content_type(content)
            file = File(file_id, name, content_type, len(content), self._clock())
            async with self._store.transaction() as transaction:
                excuse = check_asks(caller, await transaction.lock(excuse_id), excuse_id)
                if (found := await transaction.file(file_id)) is not None:  # sent twice at once
                    return _of(excuse_id, found)
                excuse.check_open()
                if len(excuse.files) >= FILES_MAX:
                    raise TooManyFiles(FILES_MAX)
                await transaction.add_file(excuse_id, file, content, caller.person_id)
            return file

    async def open(self, caller: Caller, excuse_id: UUID, file_id: UUID) -> tuple[File, AsyncIterator[bytes]]:
        """What is known of a file, and its bytes as they come."""
        view = await self._store.view(excuse_id)
        excuse = check_sees(caller, view.excuse if view else None, excuse_id)
        file = next((one for one in excuse.files if one.file_id == file_id), None)
        if file is None:
            raise ExcuseFileNotFound(str(file_id))
        return file, self._store.content(file_id)

    async def delete(self, caller: Caller, excuse_id: UUID, file_id: UUID) -> None:
        """Erase it, until the excuse is decided."""
        async with self._store.transaction() as transaction:
            excuse = check_asks(caller, await transaction.lock(excuse_id), excuse_id)
            excuse.check_open()
            await transaction.delete_file(excuse_id, file_id)

    async def _admit(self, caller: Caller, excuse_id: UUID, file_id: UUID) -> File | None:
        """Refuses before five megabytes have been read in vain; the file where it is kept already."""
        async with self._store.transaction() as transaction:
            excuse = check_asks(caller, await transaction.lock(excuse_id), excuse_id)
            if (found := await transaction.file(file_id)) is not None:
                return _of(excuse_id, found)
            excuse.check_open()
            if len(excuse.files) >= FILES_MAX:
                raise TooManyFiles(FILES_MAX)
        return None


async def _read(chunks: AsyncIterator[bytes]) -> bytes:
    content = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            async for chunk in chunks:
                content += chunk
                if len(content) > FILE_BYTES_MAX:
                    raise FileTooLarge(FILE_BYTES_MAX)
    except TimeoutError:
        raise UploadTooSlow from None
    if not content:
        raise FileEmpty
    return bytes(content)


def _of(excuse_id: UUID, found: tuple[UUID, File]) -> File:
    if found[0] != excuse_id:
        raise InvalidInput("file_id", "was used for another file")
    return found[1]
