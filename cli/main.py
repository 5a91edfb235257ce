"""`presence`: one name for every command, each loaded only when it is called.

A command's options live beside its code, in the function that COMMANDS names; `presence up` therefore never imports
a vision library, and an installation with some extras only still runs the commands it has.
"""

import sys
from importlib import import_module
from typing import Any, NamedTuple

import typer

from cli.errors import CommandError


class Command(NamedTuple):
    """Where a command's function is, as `module:function`, and its line in `presence --help`."""

    target: str
    help: str


COMMANDS = {
    "up": Command("cli.local.command:up", "Run all of Presence on this machine; ends with its address."),
    "demo": Command("cli.demo.command:demo", "Run it with a small college, a drawn video and a session."),
    "camera": Command("cli.camera:camera", "Stream a camera, a video or a folder of pictures to Presence."),
    "login": Command("cli.admin.login:login", "Log in to a server, for the commands below."),
    "enrol": Command("cli.admin.enrol:enrol", "Add people's photos from a folder, one sub-folder for each."),
    "train": Command("cli.admin.train:train", "Train the gallery from the photos, with live progress."),
    "evaluate": Command("cli.evaluate:evaluate", "Measure recognition on labelled photos and videos."),
    "upload-accuracy": Command(
        "cli.admin.accuracy:upload_accuracy", "Show a report of `presence evaluate` to administrators."
    ),
    "calibrate": Command("cli.calibrate:calibrate", "Choose the thresholds of recognition on labelled photos."),
    "import-encodings": Command(
        "cli.admin.import_encodings:import_encodings", "Take over the encodings.pickle of an earlier program."
    ),
    "report": Command("cli.admin.report:report", "Print who was present in a session."),
    "verify-ledger": Command("cli.ledger.verify:verify", "Prove that no mark was tampered with."),
    "protect-ledger": Command("cli.ledger.protect:protect", "Let nobody who logs in change the ledger."),
}
# Everything after the command's name is the command's own to read, `--help` too.
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}

app = typer.Typer(
    help="Presence: automated attendance for classrooms.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals may hold tokens and pictures
)


def load(command: Command) -> Any:
    """The command's function; CommandError when it was installed without what the command needs."""
    module, _, function = command.target.partition(":")
    try:
        return getattr(import_module(module), function)
    except ModuleNotFoundError as missing:
        if missing.name and module.startswith(missing.name):
            raise CommandError("This command is not part of this installation.") from missing
        raise CommandError(
            f"This command needs the package {missing.name}, which is not installed: pip install 'presence[local]'."
        ) from missing


def register(name: str, command: Command) -> None:
    """Make `presence name …` load the command and hand it the rest of the line."""

    def forward(context: typer.Context) -> None:
        try:
            own = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
            own.command()(load(command))
            sys.exit(own(args=context.args, prog_name=f"presence {name}", standalone_mode=False))
        except CommandError as trouble:
            typer.secho(f"presence {name}: {trouble}", fg="red", err=True)
            raise typer.Exit(1) from None

    app.command(name, help=command.help, add_help_option=False, context_settings=PASS_ON)(forward)


for _name, _command in COMMANDS.items():
    register(_name, _command)

if __name__ == "__main__":
    app()
