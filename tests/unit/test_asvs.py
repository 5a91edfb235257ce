"""docs/security/asvs.md names tests that exist, and figures that are the code's."""

import ast
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from gateway.photo import UPLOAD_BYTES_MAX
from gateway.routes.transfer import CSV_BYTES_MAX
from services.identity.adapters.hasher import ANSWER_SECONDS_MAX, WAITING_MAX
from services.identity.config import IdentityConfig
from services.identity.domain.attempts import ACCOUNT, ADDRESS, BURST, FORGOTTEN_AFTER
from services.identity.domain.login import PROOF_LIFETIME

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
EXCUSES = ("not met", "does not apply", "no test")
MIB = 2**20


@dataclass(frozen=True)
class Row:
    """A requirement's line in the page."""

    requirement: str  # for example V6.2.1
    level: str
    how: str
    shown_by: str


def rows() -> list[Row]:
    lines = [line for line in PAGE.splitlines() if re.match(r"\| V\d", line)]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    assert {len(line) for line in cells} == {5}, "a row has five cells"
    return [Row(requirement, level, how, shown_by) for requirement, level, _asks, how, shown_by in cells]


@cache
def names_in(path: str) -> frozenset[str]:
    """Names of the functions in a file; empty when there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`([^`]+)::(\w+)`", PAGE)
    assert len(named) > 100
    assert [f"{path}::{test}" for path, test in named if not test.startswith("test_")] == []
    assert [f"{path}::{test}" for path, test in named if test not in names_in(path)] == []


def test_every_requirement_is_shown_or_says_why_not() -> None:
    assert len({row.requirement for row in rows()}) == len(rows()) > 100
    assert [row for row in rows() if not re.fullmatch(r"V\d+\.\d+\.\d+", row.requirement)] == []
    assert {row.level for row in rows()} == {"1", "2"}
    unshown = [row for row in rows() if "::" not in row.shown_by and "this page" not in row.shown_by]
    assert [row.requirement for row in unshown if not row.how.startswith(EXCUSES)] == []


def test_the_figures_on_the_page_are_the_codes() -> None:
    said = " ".join(PAGE.split())
    defaults = {name: field.default for name, field in IdentityConfig.model_fields.items()}
    figures = (
        f"An account has {ACCOUNT.free} free failures",
        f"doubles from a second to {ACCOUNT.wait_max // timedelta(minutes=1)} minutes at most",
        f"forgotten after {FORGOTTEN_AFTER // timedelta(hours=1)} hours",
        f"An address has {ADDRESS.free} free failures",
        f"After {BURST} failures the owner gets a mail",
        f"When {WAITING_MAX} passwords wait",
        f"An access token lives {defaults['access_token_seconds'] // 60} minutes",
        f"later than {ANSWER_SECONDS_MAX:g} seconds from now",
        f"a login {defaults['login_idle_hours']} hours without use, {defaults['login_days']} days from logging in",
        f"within {PROOF_LIFETIME // timedelta(minutes=1)} minutes",
        f"JPEG, PNG or WebP, {UPLOAD_BYTES_MAX // MIB} MiB",
        f"CSV, {CSV_BYTES_MAX // MIB} MiB",
        f"argon2id, {defaults['argon2_memory_kib'] // 1024} MiB, {defaults['argon2_passes']} passes, "
        f"{defaults['argon2_lanes']} lanes",
    )
    assert [figure for figure in figures if figure not in said] == []
