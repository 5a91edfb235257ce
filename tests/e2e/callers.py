"""Those who call: their tokens, and what every RPC says to one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import grpc

from camera.connection import DeviceLogin
from cli.demo import college
from services.common.auth import utc_now
from services.common.channels import open_channel
from tests.e2e.conftest import Campus
from tests.e2e.rpcs import Refusal, Rpc, every_rpc
from tests.roles import rules

PUBLIC = {name.rpartition("/")[2] for name, rule in rules("rpc").items() if rule.of("anonymous") == "yes"}
Channels = Mapping[str, grpc.aio.Channel]  # by the process they lead to, in nobody's name


async def token_of(campus: Campus, login: college.Login) -> str:
    async with college.person(campus.endpoints, login) as server:
        return await server.token()


async def camera_token(campus: Campus) -> tuple[str, str]:
    """The token of the college's camera, and the camera's id."""
    async with open_channel(campus.endpoints.identity) as identity:
        device = DeviceLogin(identity, campus.college.camera_credential, utc_now)
        ((_, authorization),) = await device.metadata()
        return authorization.removeprefix("Bearer "), await device.camera_id()


async def answers(channels: Channels, token: str | None) -> dict[str, Refusal]:
    """What each RPC that needs a login says to an empty request; those not served yet are left out."""
    asked: list[Rpc] = [rpc for rpc in every_rpc() if rpc.name not in PUBLIC]
    refusals = await asyncio.gather(*(rpc.call(channels[rpc.process], token) for rpc in asked))
    return {
        rpc.name: refusal
        for rpc, refusal in zip(asked, refusals, strict=True)
        if refusal.code is not grpc.StatusCode.UNIMPLEMENTED
    }
