"""Who may call what: reads `roles.toml`. `python -m tests.roles` writes docs/security/roles.md."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "roles.toml"
PAGE = ROOT / "docs" / "security" / "roles.md"

RPC_CALLERS = (
    "anonymous",
    "student own",
    "student other",
    "teacher own",
    "teacher other",
    "teacher substitute",
    "admin",
    "camera",
    "service",
    "kiosk",
)
REST_CALLERS = (*RPC_CALLERS[:7], "kiosk")  # cameras and services have no cookies

Cell = Literal["yes", "no", "hidden", "silent"]
_WORDS: Mapping[Cell, str] = {"yes": "yes", "no": "–", "hidden": "not found", "silent": "nothing happens"}


@dataclass(frozen=True)
class Rule:
    """What each kind of caller is answered."""

    cells: Mapping[str, Cell]

    def of(self, caller: str) -> Cell:
        """`no`: refused. `hidden`: told that there is no such thing. `silent`: told nothing, and nothing happens."""
        return self.cells[caller]


def rules(kind: Literal["rpc", "rest"]) -> dict[str, Rule]:
    """Every rule of the file, by "package.Service/Method" or "METHOD /path"."""
    document = tomllib.loads(DATA.read_text(encoding="utf-8"))
    callers = RPC_CALLERS if kind == "rpc" else REST_CALLERS
    everybody = callers if kind == "rpc" else callers[:-1]  # on a kiosk nobody logs in
    return {name: _rule(name, given, callers, everybody) for name, given in document[kind].items()}


def _rule(name: str, given: Mapping[str, list[str]], callers: tuple[str, ...], everybody: tuple[str, ...]) -> Rule:
    cells: dict[str, Cell] = dict.fromkeys(callers, "no")
    for cell, groups in given.items():
        if cell not in _WORDS:
            raise ValueError(f"{name}: {cell!r} is neither yes, hidden nor silent")
        for group in groups:
            meant = [one for one in callers if group == one or one.startswith(f"{group} ")]
            meant = list(everybody) if group == "all" else meant
            if not meant and group not in RPC_CALLERS:
                raise ValueError(f"{name}: nobody is called {group!r}")
            cells |= dict.fromkeys(meant, cast(Cell, cell))
    if not any("teacher substitute" in groups for groups in given.values()):
        cells["teacher substitute"] = cells["teacher other"]
    return Rule(cells)


def page() -> str:
    """The whole document."""
    parts = [
        "# Who may call what",
        "",
        "Made from `tests/roles.toml` by `python -m tests.roles`; do not edit. The tests",
        "`tests/integration/test_rpc_roles.py` and `tests/integration/gateway/test_roles.py` call every RPC and every",
        "REST route as every kind of caller and hold the answer against this table. An RPC or route without a rule",
        "fails them. *Own* and *other*: the data asked for is the caller's own, or of their own course, or is not.",
        "*Substitute*: the session asked for is the one class of another's course for which the teacher stands in.",
        "*Not found*, *nothing happens*: whether it exists is not told. Yes means that the caller's role is no",
        "hindrance; what is asked must still be possible. The service that asks is the gateway.",
        "A kiosk is a tablet with a device key of its own: it asks for its own camera.",
        "",
    ]
    for kind, title, callers in (("rpc", "RPCs", RPC_CALLERS), ("rest", "REST and WebSockets", REST_CALLERS)):
        parts += [f"## {title}", "", f"| | {' | '.join(callers)} |", f"|---|{'---|' * len(callers)}"]
        for name, rule in sorted(rules("rpc" if kind == "rpc" else "rest").items()):
            short = name.removeprefix("presence.") if kind == "rpc" else name
            parts.append(f"| `{short}` | {' | '.join(_WORDS[rule.of(caller)] for caller in callers)} |")
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
