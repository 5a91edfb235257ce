"""Measures Presence's recognition against the reference loop, both in this one process and run, in turns.

What is told is CPU time of the process, so that other work on the machine does not matter much; ratios can be
compared between machines, milliseconds cannot. Both get pictures that are already decoded. The reference looks at some
of the frames only, for its cost does not depend on the frame before. Exits with 1 below a floor.

    python -m benchmarks.bench [--video FILE] [--data FOLDER] [--model-cache FOLDER] [SCENE …]
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

# before the numeric libraries load: CPU time of one thread is what is compared
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import cv2  # noqa: E402  the threads are set above
from rich.console import Console  # noqa: E402  the threads are set above
from rich.table import Table  # noqa: E402  the threads are set above

from benchmarks.contest import Contest, Result  # noqa: E402  the threads are set above
from benchmarks.people import labelled, packaged  # noqa: E402  the threads are set above
from benchmarks.training import bench_training  # noqa: E402  the threads are set above
from services.recognition.evaluation.production import default_encoder  # noqa: E402  the threads are set above

SCENES = ("clip", "classroom", "still room", "training")


def main() -> None:
    """Run the scenes that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"of {', '.join(SCENES)}; default: all")
    parser.add_argument("--video", type=Path, help="a clip to use instead of the drawn one")
    parser.add_argument("--data", type=Path, help="people of a folder with labels.csv instead of packaged photos")
    parser.add_argument("--model-cache", type=Path, default=Path(".data/models"))
    args = parser.parse_args()
    unknown = set(args.scenes) - set(SCENES)
    if unknown:
        parser.error(f"there is no scene {', '.join(sorted(unknown))}")
    wanted = args.scenes or SCENES
    cv2.setNumThreads(1)
    console = Console(width=None if sys.stdout.isatty() else 160)
    people = labelled(args.data) if args.data else packaged()
    contest = Contest(people, args.model_cache, default_encoder())
    scenes: dict[str, Callable[[], Result]] = {
        "clip": lambda: contest.clip(args.video),
        "classroom": contest.classroom,
        "still room": contest.still_room,
        "training": lambda: bench_training(contest.inference, contest.encoder, people),
    }
    results = []
    for name in wanted:
        with console.status(f"{name} …"):
            results.append(scenes[name]())
    console.print(f"{len(people.photos)} people enrolled, encoder {contest.encoder.value}; CPU time of one thread")
    for part in (_overview(results), _stages(results)):
        console.print(part)
    failed = [problem for result in results for problem in result.problems]
    for problem in failed:
        console.print(f"[red]{problem}")
    sys.exit(1 if failed else 0)


def _overview(results: list[Result]) -> Table:
    table = Table("scene", "reference ms", "Presence ms", "ratio", "floor", "right and wrong, reference → Presence")
    for result in results:
        theirs, ours = f"{result.reference.ms_a_piece:.1f}", f"{result.presence.ms_a_piece:.2f}"
        table.add_row(result.scene, theirs, ours, f"×{result.ratio:.1f}", f"×{result.floor:g}", result.names)
    return table


def _stages(results: list[Result]) -> Table:
    table = Table("scene", "of", "milliseconds a frame or photo, by stage", "")
    for result in results:
        table.add_row(result.scene, "reference", result.reference.stages(), f"{result.reference.pieces} measured")
        table.add_row(result.scene, "Presence", result.presence.stages(), result.detail)
    return table


if __name__ == "__main__":
    main()
