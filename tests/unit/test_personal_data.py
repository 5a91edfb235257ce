"""Whatever the pages class as somebody's, they are given, or the reason why not stands here."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security" / "data.md").read_text(encoding="utf-8")
STATEMENTS = {
    "identity": "identity/adapters/postgres/personal_data.py",
    "attendance": "attendance/adapters/personal_data_sql.py",
    "recognition": "recognition/adapters/personal_data.py",
}
PEOPLES = ("personal", "faces", "confidences")

NOT_GIVEN = {
    "deleted_people": "whoever is in it has no account",
    "mail_requests": "an address typed by whoever, for seconds",
    "login_attempts": "digests of what was typed",
    "known_addresses": "digests",
    "people_follow": "how far identity was followed",
    "imported_event": "which file a class came from; the class is given",
    "session_to_seal": "which session's marks are not sealed yet",
    "session_camera": "a session's cameras",
    "session_reopening": "of the session; what it changed is in the marks' changes",
    "session_occurrence": "which class a session was; the teacher's sessions and classes are given",
    "check_in_attempt": "digests",
    "training_event": "what became of a photo is with the photo",
    "training_run": "what became of a photo is with the photo",
    "review_left_out": "nobody is named by it",
    "review_report": "a sighting on its way to attendance, which gives it",
}


def classed(service: str) -> set[str]:
    """The service's tables that hold what is somebody's."""
    section = PAGE.partition(f"\n## {service}\n")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    return {table for row in rows if any(one in row[2] for one in PEOPLES) for table in re.findall(r"`(\w+)`", row[1])}


@pytest.mark.parametrize("service", list(STATEMENTS))
def test_everything_of_somebodys_is_given_to_them_or_said_why_not(service: str) -> None:
    sql = (ROOT / "services" / STATEMENTS[service]).read_text(encoding="utf-8")
    given = set(re.findall(r"\b(?:from|join) (\w+)", sql))
    tables = classed(service)
    assert len(tables) > 3
    assert tables - given - NOT_GIVEN.keys() == set()
    assert given.isdisjoint(NOT_GIVEN)


def test_the_page_has_words_for_every_kind_of_thing() -> None:
    told = json.loads((ROOT / "web" / "src" / "lib" / "i18n" / "en" / "privacy.json").read_text(encoding="utf-8"))[
        "set"
    ]
    files = [*STATEMENTS.values(), "attendance/adapters/personal_data.py"]
    names = {
        name
        for file in files
        for name in re.findall(r'DataSet\("(\w+)"', (ROOT / "services" / file).read_text(encoding="utf-8"))
    }
    assert len(names) > 30
    assert set(told) == names
