"""`presence up`."""

import asyncio
import os
import signal
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

from cli.local.folder import default_data_folder
from cli.local.options import Options, Running
from cli.local.up import presence_running
from services.common.config import is_loopback

FOLDER = typer.Option(help="Where everything is kept.", file_okay=False, envvar="PRESENCE_DATA_DIR", show_default=False)
PORT = typer.Option(help="Port of the web client; 0 takes any free one.", min=0, max=65535)
PODS = typer.Option(help="Recognition processes, each with its own workers.", min=1, max=64)
LAN = typer.Option("--lan", help="Serve other machines too, with TLS.")
HOST = typer.Option(help="With --lan: the name or address that others use. Default: this machine's address.")
CERTIFICATE = typer.Option(help="With --lan: your certificate (PEM, chain included).", exists=True, dir_okay=False)
KEY = typer.Option(help="The certificate's key (PEM).", exists=True, dir_okay=False)
ROOT = typer.Option(help="Root of your certificate, when it is not a public one.", exists=True, dir_okay=False)
EMAIL = typer.Option(help="E-mail address of the first administrator.", envvar="PRESENCE_ADMIN_EMAIL")
VERBOSE = typer.Option("-v", "--verbose", help="Show every process's output.")


def up(
    data_dir: Annotated[Path | None, FOLDER] = None,
    port: Annotated[int, PORT] = 8080,
    recognition_pods: Annotated[int, PODS] = 1,
    lan: Annotated[bool, LAN] = False,
    host: Annotated[str | None, HOST] = None,
    tls_cert: Annotated[Path | None, CERTIFICATE] = None,
    tls_key: Annotated[Path | None, KEY] = None,
    tls_root: Annotated[Path | None, ROOT] = None,
    admin_email: Annotated[str, EMAIL] = "admin@presence.example",
    verbose: Annotated[bool, VERBOSE] = False,
) -> None:
    """Run all of Presence on this machine; ends with its address. Ctrl-C stops it, a second one at once.

    The environment variable DATABASE_URL names a PostgreSQL 15+ server to use instead of the embedded one, for a role
    that may create databases and roles.
    """
    options = Options(
        data_folder=data_dir or default_data_folder(),
        port=port,
        recognition_pods=recognition_pods,
        lan=lan,
        host=host,
        tls_certificate=tls_cert,
        tls_key=tls_key,
        tls_root=tls_root,
        database_url=os.environ.get("DATABASE_URL"),  # no option: the process list would show it
        admin_email=admin_email,
    )
    asyncio.run(serve_until_interrupted(options, verbose=verbose))


async def serve_until_interrupted(options: Options, *, verbose: bool) -> None:
    """Run the installation until SIGINT, SIGTERM or SIGHUP, and tell its owner where it is."""
    console = Console(highlight=False, soft_wrap=True)
    serving = asyncio.create_task(_serve(options, console, verbose))
    interruptions = 0

    def interrupt() -> None:
        nonlocal interruptions
        interruptions += 1
        if interruptions > 1:
            os._exit(130)  # the kernel and the guard end all the rest, see processes.py
        serving.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, interrupt)
    try:
        await serving
    except asyncio.CancelledError:
        console.print("Stopped.")


async def _serve(options: Options, console: Console, verbose: bool) -> None:
    with console.status("Starting …") as status:
        async with presence_running(
            options,
            report=lambda sentence: console.print(sentence, style="yellow", markup=False),
            progress=lambda name: status.update(f"Starting {name} …"),
            show=partial(_show, console) if verbose else None,
        ) as running:
            status.stop()
            _announce(console, options, running)
            try:
                await running.failed()
            finally:
                status.update("Stopping …")
                status.start()


def _announce(console: Console, options: Options, running: Running) -> None:
    lines = [f"Data        {options.data_folder.absolute()}", f"Cameras     {running.recognition_target}"]
    if running.root_certificate:
        lines.append(f"Trust       {running.root_certificate} in browsers, and in cameras with --ca")
    if hint := _passkey_hint(running.url):
        lines.append(f"Passkeys    {hint}")
    if running.activation_link:
        lines.append(f"First admin {running.admin_email}, who chooses a password here, once:")
        lines.append(f"            {running.activation_link}")
    console.print("\n".join(lines), markup=False)
    console.print(f"Presence is at {running.url}", style="bold green", markup=False)


def _passkey_hint(url: str) -> str:
    """Where passkeys work, when it is not at the installation's own address; empty when they do."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host != "localhost" and is_loopback(host):
        return f"work at {parts.scheme}://localhost:{parts.port}: browsers want a name for them"
    if host.replace(".", "").isdecimal() or ":" in host:
        return "need a name: browsers refuse them for an IP address, so give one with --host"
    return ""


def _show(console: Console, name: str, line: str) -> None:
    console.print(f"{name:>13} │ {line}", style="dim", markup=False)
