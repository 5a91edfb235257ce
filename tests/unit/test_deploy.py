"""What the images and the manifests say is what the processes read."""

import tomllib
from pathlib import Path

from services.common.version import VERSION

ROOT = Path(__file__).parents[2]


def test_processes_say_the_version_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
