"""Whatever a browser can be refused for has words in every language of the web client."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest

from gateway import problems
from services.attendance.domain.timetable.event_refusal import Why, refusal
from services.attendance.errors import STATUS as ATTENDANCE
from services.common.errors import DomainError, error_reason
from services.common.status import COMMON
from services.identity.handlers.errors import STATUS as IDENTITY
from services.recognition.app.photo_errors import FaceUnclear, PhotoUnusable
from services.recognition.errors import ERRORS as RECOGNITION

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "web/src/lib/i18n"
LANGUAGES = ("en", "ne")
FILES = ("problems", "studentProblems", "staffProblems")

NOT_IN_A_BROWSER = {
    "ADMINISTRATOR_EXISTS",  # the command line that makes the first administrator
    "BOOTSTRAP_SECRET_WRONG",  # the same
    "RESTARTING",  # streams between services
    "WATCH_COMPACTED",  # the same
    "RESUME_TOKEN_UNKNOWN",  # the gateway begins anew by itself
    "BAD_REQUEST",  # what no page of ours sends
    "IDEMPOTENCY_KEY_MISSING",  # the same
    "METHOD_NOT_ALLOWED",  # the same
    "NOT_A_WEBSOCKET",  # the same
    "NOT_JSON",  # the same
}
OF_THE_PAGE = {"UNKNOWN", "UNREACHABLE", "OIDC_ABANDONED", "OIDC_STATE_LOST"}  # the last two by an address of /login


def with_subclasses(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from with_subclasses(one)


def domain_errors() -> dict[str, type[DomainError]]:
    """Each by its reason: all that a table gives a status, and what is told as one of them."""
    listed = [kind for table in (COMMON, IDENTITY, ATTENDANCE, RECOGNITION) for kind in table]
    found = {one for kind in listed for one in with_subclasses(kind)} - {PhotoUnusable, FaceUnclear}  # never raised
    return {error_reason(one.__new__(one)): one for one in found}


def gateways_own() -> set[str]:
    """The reasons that the gateway's code names, and those it answers with where a service gives none."""
    named = {fallback for _, fallback in problems._STATUS.values()}
    for path in (ROOT / "gateway").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ProblemError":
                assert len(node.args) >= 2, f"{path}: the reason is not where it is looked for"
                if isinstance(node.args[1], ast.Constant):
                    named.add(str(node.args[1].value))
    return named


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in FILES:
        texts = json.loads((TEXTS / language / f"{file}.json").read_text(encoding="utf-8"))
        assert not found.keys() & texts, f"{file}: said in another file, too"
        found |= texts
    return found


def photo_words(language: str) -> Mapping[str, str]:
    faces: Mapping[str, Mapping[str, str]] = json.loads((TEXTS / language / "faces.json").read_text(encoding="utf-8"))
    return faces["refused"]


def key_of(reason: str) -> str:
    return reason.lower().replace("_", "-")


REASONS = domain_errors().keys() | gateways_own() | {refusal(why).reason for why in Why}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    known = words(language).keys() | photo_words(language).keys()
    assert not {reason for reason in REASONS - NOT_IN_A_BROWSER if key_of(reason) not in known}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_kept_for_a_reason_that_nobody_gives(language: str) -> None:
    known = {key_of(reason) for reason in REASONS | OF_THE_PAGE}
    assert not {key for key in [*words(language), *photo_words(language)] if key.split("_")[0] not in known}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_fill_in_only_what_comes_with_the_reason(language: str) -> None:
    errors = {key_of(reason): kind for reason, kind in domain_errors().items()}
    of_events = {key_of(refusal(why).reason): {"name"} if "{name}" in why.value else set() for why in Why}
    for key, text in words(language).items():
        reason = key.split("_")[0]
        comes = set(getattr(errors.get(reason), "__dataclass_fields__", of_events.get(reason, ())))
        assert set(re.findall(r"\{\{(\w+)", text)) <= comes | {"detail"}, key


def test_what_is_not_met_in_a_browser_is_still_a_reason() -> None:
    assert NOT_IN_A_BROWSER <= REASONS


INSIDE = {  # caught where they arise, or of a process that does not start
    "CALIBRATION_OF_ANOTHER_MODEL",
    "CALIBRATION_UNREADABLE",
    "CAPTURE_TIME_WRONG",
    "EXECUTION_PROVIDER_MISSING",
    "FRAME_TOO_LARGE",
    "FRAME_UNREADABLE",
    "MODEL_CACHE_UNUSABLE",
    "MODEL_DAMAGED",
    "MODEL_MISSING",
    "STALE_FRAME",
}


def test_every_error_of_a_service_has_a_status_and_is_not_answered_as_a_fault_of_ours() -> None:
    modules = [
        path for path in ROOT.glob("services/*/*/**/*errors.py") if path.parts[-2] not in ("common", "evaluation")
    ]
    here = {import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)).__name__ for path in modules}
    raised = {error_reason(one.__new__(one)) for one in with_subclasses(DomainError) if one.__module__ in here}
    assert raised - {"PHOTO_UNUSABLE", "FACE_UNCLEAR"} - domain_errors().keys() == INSIDE
