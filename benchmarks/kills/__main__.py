"""Fifty sessions under kill -9 of attendance, PostgreSQL and recognition's side, against the same ones in peace.

    python -m benchmarks.kills [--sessions N] [--at-once N] [--seed N]

Exits with 1 when anything acknowledged is lost, a chain is broken or a mark differs.
"""

import argparse
import asyncio
import sys
import time

from benchmarks.kills.run import disturbed, undisturbed


async def main() -> int:
    """0 when nothing is lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--at-once", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    seeds = [args.seed * 1000 + number for number in range(args.sessions)]
    began = time.monotonic()
    peace = await undisturbed(seeds, args.at_once)
    print(f"in peace: {peace.sessions} sessions, {peace.entries} ledger entries, {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    war = await disturbed(seeds, args.at_once, args.seed, print)
    kills = ", ".join(f"{victim} {count}" for victim, count in sorted(war.kills.items()))
    print(f"killed: {kills}, in {time.monotonic() - began:.0f} s")
    print(f"acknowledged: {war.sightings} sightings, {war.words} words of teachers; {war.entries} ledger entries")
    different = [seed for seed in seeds if war.marks[seed] != peace.marks[seed]]
    print(f"lost sightings: {len(war.lost_sightings)}, lost words: {len(war.lost_words)}")
    print(f"broken chains: {len(war.broken_chains)}, sessions whose marks differ: {len(different)}")
    for seed in different:
        for one, other in zip(peace.marks[seed], war.marks[seed], strict=True):
            if one != other:
                print(f"  {seed}: in peace {one}, killed {other}")
    for broken in war.broken_chains:
        print(f"  {broken}")
    return 1 if war.lost_sightings or war.lost_words or war.broken_chains or different else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
