"""`presence camera`: stream a device, a network camera, a video or a folder of pictures."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import grpc
import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from camera.client import CameraClient, CameraOptions, CameraRefused, SpoolOptions
from camera.connection import NoPresenceThere
from camera.progress import Progress
from camera.sources import Source, SourceError, open_source
from camera.spool.folder import SpoolLimits, SpoolUnavailable
from camera.spool.key import KeyFileUnsafe, key_of_file
from cli.errors import CommandError

REDRAWS_PER_SECOND = 4
KEY_VARIABLE = "PRESENCE_CAMERA_KEY"
SKEW_WORTH_TELLING_SECONDS = 2.0


def camera(
    server: Annotated[
        str, typer.Option(help="Address of Presence, as its page shows it: http(s)://host, or host:port.")
    ],
    source: Annotated[str, typer.Option(help="Device index, rtsp:// or http:// address, video file, or folder.")],
    key: Annotated[str, typer.Option(envvar=KEY_VARIABLE, help="The camera's key; better in the variable.")] = "",
    ca: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Root certificate to trust.")] = None,
    loop: Annotated[bool, typer.Option(help="Start a video or a folder again at its end.")] = False,
    spool: Annotated[
        Path | None,
        typer.Option(help="Where frames wait while the server cannot be reached.", show_default="your state folder"),
    ] = None,
    no_spool: Annotated[
        bool, typer.Option("--no-spool", help="Keep nothing on disk: what cannot be sent is lost.")
    ] = False,
    spool_size: Annotated[int, typer.Option(min=16, help="MiB kept at most; then the oldest frames go.")] = 1024,
    spool_age: Annotated[float, typer.Option(min=0.1, max=168, help="Hours that a frame is kept at most.")] = 24,
    spool_rate: Annotated[float, typer.Option(min=0.5, max=10, help="Frames kept a second.")] = 2,
    spool_key: Annotated[
        Path | None,
        typer.Option(
            help="File with the key that frames are sealed with, made if it is not there; "
            "else they are sealed with the camera's key.",
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Stream a camera to Presence until it ends or Ctrl-C."""
    key_id, dot, secret = key.partition(".")
    if not (key_id and dot and secret):
        raise CommandError(f"give the camera's key with --key or in {KEY_VARIABLE}; an administrator issues it")
    kept = None
    try:
        if not no_spool:
            kept = SpoolOptions(
                spool or _state_folder() / "presence" / "spool" / key_id,
                SpoolLimits(spool_size * 1024**2, timedelta(hours=spool_age)),
                key_of_file(spool_key) if spool_key else None,
                spool_rate,
            )
        options = CameraOptions(server=server, key=key, ca=ca, spool=kept)
        asyncio.run(_run(options, partial(open_source, source, loop=loop), must_keep=spool is not None))
    except (CameraRefused, NoPresenceThere, SourceError, SpoolUnavailable, KeyFileUnsafe) as error:
        raise CommandError(str(error)) from error
    except grpc.aio.AioRpcError as error:
        raise CommandError(error.details() or error.code().name) from error


async def _run(options: CameraOptions, reopen: Callable[[], Source], *, must_keep: bool) -> None:
    console = Console(stderr=True)
    source = await asyncio.to_thread(reopen)
    try:
        await _stream(console, options, source, reopen)
    except SpoolUnavailable as error:
        if must_keep:
            raise
        console.print(f"{error}; going on without: what cannot be sent is lost", style="yellow")
        await _stream(console, replace(options, spool=None), source, reopen)


async def _stream(console: Console, options: CameraOptions, source: Source, reopen: Callable[[], Source]) -> None:
    client = CameraClient(options, source, lambda line: console.print(line, style="yellow"), reopen=reopen)
    task = asyncio.ensure_future(client.run())
    asked: list[asyncio.Task[None]] = []

    def stop() -> None:
        """The first time in order, with what was captured sent or kept; the second time at once."""
        if asked:
            task.cancel()
        else:
            asked.append(asyncio.ensure_future(client.stop()))

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    with contextlib.suppress(asyncio.CancelledError):
        if console.is_terminal and not os.environ.get("NO_COLOR"):
            with Live(
                console=console, refresh_per_second=REDRAWS_PER_SECOND, get_renderable=lambda: _line(client.progress)
            ):
                await task
        else:
            await task
    console.print(_line(client.progress))


def _state_folder() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")


def _kept(progress: Progress) -> list[str]:
    words = []
    if progress.kept_frames:
        size = progress.kept_bytes / 1024**2
        waiting = "kept on disk" if progress.cut else "of earlier to send"
        words.append(f"{progress.kept_frames} frames ({size:.1f} MiB) {waiting}")
    if progress.not_kept:
        words.append(f"{progress.not_kept} could not be kept")
    if progress.trouble:
        words.append(progress.trouble)
    if abs(progress.clock_wrong_by_seconds) >= SKEW_WORTH_TELLING_SECONDS:
        behind = "behind" if progress.clock_wrong_by_seconds > 0 else "ahead"
        words.append(f"this machine's clock is {abs(progress.clock_wrong_by_seconds):.0f} s {behind}: corrected")
    return words


def _line(progress: Progress) -> Text:
    if progress.paused and not progress.sent and not progress.cut:
        return Text(" · ".join(["waiting: no session is running in this room", *_kept(progress)]), style="dim")
    parts = [
        "cut off from the server" if progress.cut else "paused" if progress.paused else "streaming",
        *_kept(progress),
        f"{progress.sent} sent",
        f"{progress.dropped} dropped",
        f"{progress.rejected} unreadable",
        f"{progress.known} of {progress.faces} faces known",
        f"answered after {progress.result_age_seconds * 1000:.0f} ms",
    ]
    return Text(" · ".join(parts) + (f" · {progress.problem}" if progress.problem else ""))
