"""Ends what a killed supervisor leaves behind: `python -I -S guard.py`, process groups on standard input.

Each line is `+GROUP` or `-GROUP`. When the pipe closes, however its owner ended, every group still named is killed:
the services die by themselves then (launch.py), but not what they have started in turn, such as recognition's workers.
"""

import contextlib
import os
import signal
import sys


def main() -> None:
    """Read groups until the owner is gone, then kill those that it did not take back."""
    groups: set[int] = set()
    for line in sys.stdin:
        change = groups.add if line.startswith("+") else groups.discard
        change(int(line[1:]))
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
