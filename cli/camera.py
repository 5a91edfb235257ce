"""`presence camera`: stream a device, a network camera, a video or a folder of pictures."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import grpc
import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from camera.client import CameraClient, CameraOptions, CameraRefused
from camera.connection import NoPresenceThere
from camera.sources import Source, SourceError, open_source
from camera.stream import Progress
from cli.errors import CommandError

REDRAWS_PER_SECOND = 4
KEY_VARIABLE = "PRESENCE_CAMERA_KEY"


def camera(
    server: Annotated[
        str, typer.Option(help="Address of Presence, as its page shows it: http(s)://host, or host:port.")
    ],
    source: Annotated[str, typer.Option(help="Device index, rtsp:// or http:// address, video file, or folder.")],
    key: Annotated[str, typer.Option(envvar=KEY_VARIABLE, help="The camera's key; better in the variable.")] = "",
    ca: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Root certificate to trust.")] = None,
    loop: Annotated[bool, typer.Option(help="Start a video or a folder again at its end.")] = False,
) -> None:
    """Stream a camera to Presence until it ends or Ctrl-C."""
    key_id, dot, secret = key.partition(".")
    if not (key_id and dot and secret):
        raise CommandError(f"give the camera's key with --key or in {KEY_VARIABLE}; an administrator issues it")
    try:
        asyncio.run(_run(CameraOptions(server=server, key=key, ca=ca), partial(open_source, source, loop=loop)))
    except (CameraRefused, NoPresenceThere, SourceError) as error:
        raise CommandError(str(error)) from error
    except grpc.aio.AioRpcError as error:
        raise CommandError(error.details() or error.code().name) from error


async def _run(options: CameraOptions, reopen: Callable[[], Source]) -> None:
    console = Console(stderr=True)
    source = await asyncio.to_thread(reopen)
    client = CameraClient(options, source, lambda line: console.print(line, style="yellow"), reopen=reopen)
    task = asyncio.ensure_future(client.run())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        if console.is_terminal and not os.environ.get("NO_COLOR"):
            with Live(
                console=console, refresh_per_second=REDRAWS_PER_SECOND, get_renderable=lambda: _line(client.progress)
            ):
                await task
        else:
            await task
    console.print(_line(client.progress))


def _line(progress: Progress) -> Text:
    if progress.paused and not progress.sent:
        return Text("waiting: no session is running in this room", style="dim")
    parts = [
        "paused" if progress.paused else "streaming",
        f"{progress.sent} sent",
        f"{progress.dropped} dropped",
        f"{progress.rejected} unreadable",
        f"{progress.known} of {progress.faces} faces known",
        f"answered after {progress.result_age_seconds * 1000:.0f} ms",
    ]
    return Text(" · ".join(parts) + (f" · {progress.problem}" if progress.problem else ""))
