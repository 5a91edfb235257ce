"""What every test needs: the repository's root and the generated protos on the import path."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT / "protos" / "gen", ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one file share its fixtures, and those of tests/e2e one installation: each such group on one worker."""
    for item in items:
        place = item.path.relative_to(ROOT)
        group = "e2e" if place.parts[1] == "e2e" else str(place)
        item.add_marker(pytest.mark.xdist_group(group))
