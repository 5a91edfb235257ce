"""What every test needs: the repository's root and the generated protos on the import path."""

import sys
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT / "protos" / "gen", ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


class FilesOnOneWorker(LoadScopeScheduling):
    """Tests of one file share its fixtures, and those of tests/e2e one installation: each such group on one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/e2e" if file.startswith("tests/e2e/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesOnOneWorker:
    return FilesOnOneWorker(config, log)
