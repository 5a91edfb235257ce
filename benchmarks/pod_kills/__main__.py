"""Fifty sessions under kill -9 of attendance, PostgreSQL and the recognition pod, against the same films in peace.

    python -m benchmarks.pod_kills [--sessions N] [--seed N]

A real pod with real models, and a camera client that streams a drawn film and keeps on its disk what cannot be sent.
Exits with 1 when anything acknowledged is lost, a chain is broken or unsealed, or a register differs.
"""

import argparse
import asyncio
import sys
import time

from benchmarks.pod_kills.run import peace, place, war
from benchmarks.pod_kills.script import drawn


async def main() -> int:
    """0 when nothing is lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    scripts = [drawn(number, args.seed) for number in range(args.sessions)]
    async with place() as here:
        began = time.monotonic()
        wanted = await peace(here, scripts)
        print(f"in peace: {len(wanted)} films, {time.monotonic() - began:.0f} s", flush=True)
        began = time.monotonic()
        outcome = await war(here, scripts, wanted, lambda line: print(line, flush=True))
    kills = ", ".join(f"{victim} {count}" for victim, count in sorted(outcome.kills.items()))
    print(f"killed: {kills}, in {outcome.sessions} sessions and {time.monotonic() - began:.0f} s")
    print(f"{outcome.sightings} sightings, {outcome.words} words of teachers, {outcome.entries} ledger entries")
    print(
        f"lost sightings: {len(outcome.lost_sightings)}, lost words: {len(outcome.lost_words)}, "
        f"lost marks: {len(outcome.lost_marks)}, broken chains: {len(outcome.broken_chains)}, "
        f"not sealed: {outcome.unsealed}, registers that differ: {len(outcome.different)} "
        f"(first and last seen by at most {outcome.worst_seconds:.2f} s)"
    )
    for line in (*outcome.different, *outcome.broken_chains, *outcome.lost_marks):
        print(f"  {line}")
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
