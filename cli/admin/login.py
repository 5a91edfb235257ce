"""`presence login`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc as rpc
from rich.console import Console

from camera.connection import find_endpoints
from cli.admin import login_file
from cli.admin.server import run
from services.common.channels import open_channel


def login(
    server: Annotated[str, typer.Option(help="Address of Presence: http(s)://host, or host:port of its gRPC.")],
    email: Annotated[str, typer.Option(prompt=True)],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, envvar="PRESENCE_PASSWORD")],
    ca: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Root certificate to trust.")] = None,
) -> None:
    """Log in; the login is kept for `presence enrol`, `train` and `report`."""
    token = run(_authenticate(server, email, password, ca))
    login_file.save(login_file.SavedLogin(server=server, ca=ca, email=email, refresh_token=token.refresh_token))
    Console(stderr=True).print(f"Logged in to {server} as {email}.")


async def _authenticate(server: str, email: str, password: str, ca: Path | None) -> pb.Token:
    endpoints = await find_endpoints(server, ca)
    async with open_channel(endpoints.identity, ca=ca) as channel:
        credential = pb.PasswordCredential(email=email, password=password)
        answer = await rpc.IdentityServiceStub(channel).Authenticate(pb.AuthenticateRequest(password=credential))
        return answer.token
