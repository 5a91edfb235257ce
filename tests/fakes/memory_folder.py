"""Where a test's databases are kept while it runs."""

import os
import shutil
from pathlib import Path

FREE_BYTES_MIN = 8 * 2**30  # three workers with some hundred small databases each, and what else a machine does


def in_memory() -> Path | None:
    """A folder kept in memory, if there is enough of it: databases come and go six times as fast there."""
    place = Path("/dev/shm")  # noqa: S108 - what is made in it is made by mkdtemp
    if not os.access(place, os.W_OK):
        return None
    known = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    free = min(shutil.disk_usage(place).free, int(known["MemAvailable"].split()[0]) * 1024)
    return place if free >= FREE_BYTES_MIN else None
