"""`presence login`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc as rpc
from rich.console import Console

from camera.connection import find_endpoints
from cli.admin import login_file
from cli.admin.server import run
from cli.errors import CommandError
from services.common.channels import open_channel

CODE_VARIABLE = "PRESENCE_RECOVERY_CODE"


def login(
    server: Annotated[str, typer.Option(help="Address of Presence: http(s)://host, or host:port of its gRPC.")],
    email: Annotated[str, typer.Option(prompt=True)],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, envvar="PRESENCE_PASSWORD")],
    ca: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Root certificate to trust.")] = None,
) -> None:
    """Log in; the login is kept for `presence enrol`, `train` and `report`."""
    answer = run(_authenticate(server, email, password, ca))
    token = answer.token if answer.HasField("token") else _second_factor(server, ca, answer.challenge)
    login_file.save(login_file.SavedLogin(server=server, ca=ca, email=email, refresh_token=token.refresh_token))
    Console(stderr=True).print(f"Logged in to {server} as {email}.")


def _second_factor(server: str, ca: Path | None, challenge: pb.SecondFactorChallenge) -> pb.Token:
    """A terminal shows no passkey: a recovery code stands in for it."""
    if challenge.enrol:
        raise CommandError("a passkey is required here: log in with a browser first, and add one")
    code = os.environ.get(CODE_VARIABLE) or typer.prompt("Recovery code, in place of your passkey", hide_input=True)
    return run(_complete(server, ca, challenge.challenge_token, code))


async def _authenticate(server: str, email: str, password: str, ca: Path | None) -> pb.AuthenticateResponse:
    endpoints = await find_endpoints(server, ca)
    async with open_channel(endpoints.identity, ca=ca) as channel:
        credential = pb.PasswordCredential(email=email, password=password)
        return await rpc.IdentityServiceStub(channel).Authenticate(pb.AuthenticateRequest(password=credential))


async def _complete(server: str, ca: Path | None, challenge_token: str, code: str) -> pb.Token:
    endpoints = await find_endpoints(server, ca)
    async with open_channel(endpoints.identity, ca=ca) as channel:
        request = pb.CompleteSecondFactorRequest(challenge_token=challenge_token, recovery_code=code)
        return (await rpc.IdentityServiceStub(channel).CompleteSecondFactor(request)).token
