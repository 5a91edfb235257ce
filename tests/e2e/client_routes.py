"""The addresses that the web client has pages for, read from its own routes: a new page is never forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.e2e.conftest import ROOT

SOURCES = ("router.tsx", "routes/*.ts")
BLOCK = re.compile(r"createRoute\(\{(.*?)\n\}\)", re.DOTALL)
PATH = re.compile(r'^  path: "([^"]+)"', re.MULTILINE)
PARENT = re.compile(r"getParentRoute: \(\) => (\w+)")
ROLES = re.compile(r"onlyFor\(([^)]*)\)")
EVERYBODY = ("student", "teacher", "admin")


@dataclass(frozen=True)
class ClientRoute:
    """A page's address, with `$names` in it, and who may open it; nobody: without a log-in."""

    path: str
    roles: tuple[str, ...]

    def at(self, ids: Mapping[str, str]) -> str:
        """The address of one thing; KeyError when an id is missing."""
        return re.sub(r"\$(\w+)", lambda name: ids[name[1]], self.path)


def client_routes() -> list[ClientRoute]:
    """Every page there is."""
    found = []
    for pattern in SOURCES:
        for source in sorted((ROOT / "web" / "src" / "app").glob(pattern)):
            for block in BLOCK.findall(source.read_text(encoding="utf-8")):
                if path := PATH.search(block):
                    found.append(ClientRoute(path[1], _roles(block)))
    return found


def _roles(block: str) -> tuple[str, ...]:
    if only := ROLES.search(block):
        return tuple(re.findall(r"\w+", only[1]))
    parent = PARENT.search(block)
    return EVERYBODY if parent and parent[1] != "rootRoute" else ("nobody",)
