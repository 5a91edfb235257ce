"""Bars that say how far long work is."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.errors import CommandError
from services.common.errors import DomainError

Stage = Callable[[str, int], Callable[[], None]]


def bars() -> Progress:
    """What is done of how much, and for how long yet; on standard error, and gone at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


@contextmanager
def measuring() -> Iterator[Stage]:
    """Gives each stage of the block's work a bar, which what is returned moves on; a trouble is a CommandError."""
    # a hang-up ends the workers as Ctrl-C does
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with bars() as progress:

        def stage(name: str, steps: int) -> Callable[[], None]:
            task = progress.add_task(name, total=steps)
            return lambda: progress.advance(task)

        try:
            yield stage
        except DomainError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}" if error.filename else str(error)) from error
