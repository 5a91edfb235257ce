"""What the documentation tells people to type, set and open is there."""

import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from cli.main import COMMANDS
from gateway.config import GatewayConfig
from services.attendance.config import AttendanceConfig
from services.identity.config import IdentityConfig
from services.recognition.config import RecognitionConfig

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md"), *ROOT.glob("web/*.md")])
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
CONFIGS: tuple[type[BaseSettings], ...] = (IdentityConfig, AttendanceConfig, RecognitionConfig, GatewayConfig)


def code(page: Path) -> Iterator[str]:
    """What stands between backticks, a line at a time."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    for line in code(page):
        for target in re.findall(r"(?:^|\s)make ([a-z-]+)", line):
            assert target in TARGETS, line
        for command in re.findall(r"(?:^|/|\s)presence ([a-z][a-z-]+)", line):
            assert command in COMMANDS, line
        for module in re.findall(r"python -m ([a-z_.]+)", line):
            assert find_spec(module) is not None, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_setting_that_a_page_names_is_one(page: Path) -> None:
    known = {f"{one.model_config['env_prefix']}{field.upper()}" for one in CONFIGS for field in one.model_fields}
    for line in code(page):
        for name in re.findall(r"PRESENCE_(?:IDENTITY|ATTENDANCE|RECOGNITION|GATEWAY)_[A-Z_]*[A-Z]", line):
            assert name in known, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_leads_to_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"", text):
        target = link[0] or link[1]
        assert re.match(r"\w+:", target) or (page.parent / target).exists(), target


def test_make_help_lists_every_target_that_is_for_people() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    told = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"^  make ([a-z-]+)", listed, re.MULTILINE)) == set(told)
