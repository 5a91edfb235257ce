"""What every test needs: the repository's root and the generated protos on the import path."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT / "protos" / "gen", ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

# Whether a run passes hangs neither on what is drawn in it nor on who else uses the processor meanwhile.
settings.register_profile("tests", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


@pytest.fixture(scope="session", autouse=True)
def _loggers_are_not_kept() -> Iterator[None]:
    """A process sets up its log once and its modules keep their loggers; here the next test sets it up anew."""
    configure = structlog.configure

    def configure_for_a_test(**settings: Any) -> None:
        configure(**{**settings, "cache_logger_on_first_use": False})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", configure_for_a_test)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A limit of time is tried once more, and the summary says so: see docs/decisions/tests.md."""
    for item in items:
        if item.get_closest_marker("timed"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["AssertionError"]))


def pytest_collection_finish() -> None:
    """Thousands of collected tests and all they import stay to the end: no collection of garbage need look at them."""
    gc.collect()
    gc.freeze()


class FilesOnOneWorker(LoadScopeScheduling):
    """Tests of one file share its fixtures. Those of tests/e2e share an installation: one for what is seen in a
    browser, one for what is not, and one for each file of tests/e2e/apart. Each such group runs on one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if not file.startswith("tests/e2e/") or file.startswith("tests/e2e/apart/"):
            return file
        return "tests/e2e in a browser" if file.endswith("browser.py") else "tests/e2e"


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesOnOneWorker:
    return FilesOnOneWorker(config, log)
