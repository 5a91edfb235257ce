"""`running_up.py FOLDER WEB_FOLDER`: what `presence up` runs. Says where it is as JSON; SIGINT ends it."""

import asyncio
import json
import signal
import sys
from functools import partial
from pathlib import Path

from cli.errors import CommandError
from cli.local.options import Options
from cli.local.up import presence_running


async def main() -> None:
    interrupted = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    options = Options(Path(sys.argv[1]), port=0, web_folder=Path(sys.argv[2]))
    quiet = partial(print, file=sys.stderr)
    async with presence_running(options, report=quiet, progress=quiet) as running:
        said = {"url": running.url, "identity": running.identity_target, "link": running.activation_link}
        print(json.dumps(said), flush=True)
        await interrupted.wait()


try:
    asyncio.run(main())
except CommandError as trouble:
    sys.exit(str(trouble))
