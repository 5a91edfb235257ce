"""A strict OpenID Connect provider as a process of its own: npm's oidc-provider, in tests/providers."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

FOLDER = Path(__file__).resolve().parents[1] / "providers"
START_SECONDS = 30.0
CLIENT_ID = "presence"
SECRET = "a secret:with reserved/characters"  # which must be quoted on their way

Person: TypeAlias = Mapping[str, str | bool]  # claims


def is_installed() -> bool:
    """Whether it can be run here."""
    return (FOLDER / "node_modules").is_dir() and shutil.which("node") is not None


@asynccontextmanager
async def strict_provider(
    people: Mapping[str, Person], redirect_uri: str, *, port: int = 0, pages: bool = False
) -> AsyncIterator[str]:
    """Its issuer, for the block. With `pages` it asks who one is and for consent; else nobody needs to be there."""
    environment = {
        **os.environ,
        "CLIENT_ID": CLIENT_ID,
        "CLIENT_SECRET": SECRET,
        "REDIRECT_URI": redirect_uri,
        "PEOPLE": json.dumps(dict(people)),
        "PERSON": next(iter(people)),
        "PORT": str(port),
        **({"PAGES": "1"} if pages else {}),
    }
    process = await asyncio.create_subprocess_exec(
        "node",
        "strict.mjs",
        cwd=FOLDER,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            issuer = (await process.stdout.readline()).decode().strip()
        yield issuer
    finally:
        process.terminate()
        await process.wait()
