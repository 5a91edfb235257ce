"""docs/security tells of every table, logger and action that there is, and its figures are the code's."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from services.common.encryption_keys import KEY_BYTES
from services.identity.app import upkeep
from services.identity.config import BOOTSTRAP_SECRET_CHARACTERS_MIN, IdentityConfig
from services.identity.domain import guardian, mail, signing
from services.identity.domain.activation import ACTIVATION_LIFETIME
from services.identity.domain.attempts import FORGOTTEN_AFTER
from services.identity.domain.audit import Action
from services.identity.domain.login import LoginLimits
from services.identity.domain.revocation import REVOCATIONS_KEPT_FOR
from services.recognition.config import RecognitionConfig

ROOT = Path(__file__).parents[2]
PAGES = {
    page: (ROOT / "docs" / "security" / f"{page}.md").read_text(encoding="utf-8") for page in ("data", "keys", "logs")
}
PROGRAMS = ("services", "gateway", "camera", "cli")
MINUTE = timedelta(minutes=1)


def tables_of(service: str) -> set[str]:
    """Those that the migrations leave behind."""
    tables: set[str] = set()
    for path in sorted((ROOT / "services" / service / "migrations").glob("*.sql")):
        up = path.read_text(encoding="utf-8").partition("-- migrate:down")[0]
        for word, name in re.findall(r"^(create|drop) table (?:if (?:not )?exists )?(\w+)", up, re.MULTILINE):
            tables.add(name) if word == "create" else tables.discard(name)
    return tables


@pytest.mark.parametrize("service", ["identity", "attendance", "recognition"])
def test_every_table_has_a_class(service: str) -> None:
    section = PAGES["data"].partition(f"\n## {service}\n")[2].partition("\n## ")[0]
    told = {
        name
        for line in section.splitlines()
        for name in re.findall(r"`(\w+)`", line.split("|")[1:2][0] if "|" in line else "")
    }
    tables = tables_of(service)
    assert len(tables) > 10
    assert told == tables


def test_every_logger_is_in_the_inventory() -> None:
    used: set[str] = set()
    for program in PROGRAMS:
        for path in (ROOT / program).rglob("*.py"):
            used |= set(re.findall(r'get_logger\("([^"]+)"\)', path.read_text(encoding="utf-8")))
    told = {
        name
        for line in PAGES["logs"].splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert len(used) > 20
    assert told == used


def test_every_action_of_the_audit_log_is_in_the_inventory() -> None:
    told = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", PAGES["logs"]))
    assert told == {str(action) for action in Action}


def test_the_figures_on_the_pages_are_the_codes() -> None:
    identity = {name: field.default for name, field in IdentityConfig.model_fields.items()}
    recognition = {name: field.default for name, field in RecognitionConfig.model_fields.items()}
    limits = LoginLimits()
    figures = {
        "data": (
            f"{limits.idle // timedelta(hours=1)} hours unused, {limits.lifetime.days} days at most",
            f"{ACTIVATION_LIFETIME // timedelta(hours=1)} hours, an hour, {guardian.GUARDIAN_LINK_LIFETIME.days} days",
            f"| {upkeep.DELETIONS_KEPT_FOR.days} days |",
            f"erased when sent or over | {mail.KEPT_FOR.days} days",
            f"| {REVOCATIONS_KEPT_FOR // MINUTE} minutes |",
            f"| {FORGOTTEN_AFTER // timedelta(hours=1)} hours, {upkeep.ADDRESSES_KEPT_FOR.days} days |",
            f"| {identity['audit_retention_days']} days, or as set |",
            f"| {recognition['review_days']} days, `PRESENCE_RECOGNITION_REVIEW_DAYS`",
            f"| the newest {recognition['keep_versions']} versions,",
            f"| {recognition['refused_face_days']} days, `PRESENCE_RECOGNITION_REFUSED_FACE_DAYS`",
        ),
        "keys": (
            f"| {8 * KEY_BYTES} random bits |",
            f"{BOOTSTRAP_SECRET_CHARACTERS_MIN} characters at least",
            f"published for {signing.PUBLISHED_AHEAD // MINUTE} minutes before it signs",
            f"signs, {signing.SIGNS_FOR.days} days",
            f"until its last token is over, {(signing.ACCESS_LIFETIME_MAX + signing.CLOCK_LEEWAY) // MINUTE} minutes",
        ),
        "logs": (
            f"{identity['audit_retention_days']} days, `PRESENCE_IDENTITY_AUDIT_RETENTION_DAYS`; never less than 30",
        ),
    }
    said = {page: " ".join(text.split()) for page, text in PAGES.items()}
    assert [figure for page, wanted in figures.items() for figure in wanted if figure not in said[page]] == []
