"""A camera is cut off for ten minutes in mid-session, and another, beside it, is not: is the register the same?

`python -m benchmarks.network_cut [--seconds 600]` starts two installations with the same people, streams the same film
into both with `presence camera`, and cuts one of the two networks. It prints both registers and what the cut cost, and
fails unless they agree.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.cut_off import Seen, draw, film_session
from tests.e2e.cuttable import cuttable
from tests.e2e.trouble import Trouble, installation

FPS = 5
BEFORE_SECONDS, AFTER_SECONDS = 20.0, 70.0
FRAME_INTERVAL_SECONDS = 0.5  # two frames a second are kept


def stays(cut_seconds: float) -> dict[str, tuple[float, float]]:
    """Who is there all the time, who leaves during the cut, who comes and goes in it, who comes in it and stays."""
    end = BEFORE_SECONDS + cut_seconds + AFTER_SECONDS - 5
    return {
        "barack": (0.2, end),
        "group_3": (5.0, 0.5 * cut_seconds),
        "group_4": (0.4 * cut_seconds, 0.8 * cut_seconds),
        "group_6": (0.2 * cut_seconds, end),
    }


async def register_of(trouble: Trouble, film: Path, folder: Path, cut: tuple[float, float] | None) -> dict[str, Seen]:
    """What the session comes to."""
    began = time.monotonic()
    async with cuttable(trouble.campus.endpoints) as network:
        seen, _ = await film_session(trouble.campus, network, film, folder, first="barack", cut=cut)
    print(f"{'cut' if cut else 'whole'}: decided after {time.monotonic() - began:.0f} s", flush=True)
    return seen


async def main(cut_seconds: float) -> int:
    """The exit status."""
    os.environ["PRESENCE_RECOGNITION_MAX_FPS"] = str(FPS)
    folder = Path(tempfile.mkdtemp(prefix="network-cut-"))
    for name in ("one", "two"):
        (folder / name).mkdir()
    seconds = BEFORE_SECONDS + cut_seconds + AFTER_SECONDS
    async with installation(folder / "one") as one, installation(folder / "two") as two:
        film = await asyncio.to_thread(draw, folder / "film.mp4", one.campus, stays(cut_seconds), seconds, FPS)
        print(f"the film takes {seconds:.0f} s, the cut {cut_seconds:.0f} s of it", flush=True)
        cut = (BEFORE_SECONDS, BEFORE_SECONDS + cut_seconds)
        whole, other = await asyncio.gather(
            register_of(one, film, folder / "one" / "spool", None),
            register_of(two, film, folder / "two" / "spool", cut),
        )
    worst = 0.0
    print(f"{'':10} {'without a cut':>30} {'with one':>30}")
    for key, seen in whole.items():
        print(f"{key:10} {_words(seen):>30} {_words(other[key]):>30}")
        for mine, theirs in ((seen.first, other[key].first), (seen.last, other[key].last)):
            worst = max(worst, abs(mine - theirs) if mine is not None and theirs is not None else 0.0)
    same = {key: seen.status for key, seen in whole.items()} == {key: seen.status for key, seen in other.items()}
    print(f"marks {'agree' if same else 'DIFFER'}; first and last seen differ by at most {worst:.2f} s")
    return 0 if same and worst <= 2 * FRAME_INTERVAL_SECONDS else 1


def _words(seen: Seen) -> str:
    if seen.first is None or seen.last is None:
        return f"status {seen.status}, never seen"
    return f"status {seen.status}, {seen.first:.2f} to {seen.last:.2f} s"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="how long the cut lasts")
    sys.exit(asyncio.run(main(parser.parse_args().seconds)))
