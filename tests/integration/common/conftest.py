"""A running echo server and a channel to it for each test."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest

from services.common.channels import open_channel
from tests.integration.common.echo import GOOD_TOKEN, Echo


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
async def echo_port(echo: Echo) -> AsyncIterator[int]:
    server = echo.server()
    port = await server.start()
    await server.set_ready()
    yield port
    await server.stop()


async def good_token() -> str:
    return GOOD_TOKEN


@pytest.fixture
async def channel(echo_port: int) -> AsyncIterator[grpc.aio.Channel]:
    async with open_channel(f"ipv4:127.0.0.1:{echo_port}", token=good_token) as opened:
        async with asyncio.timeout(20):
            await opened.channel_ready()  # a first connection can be refused while another server's port is let go
        yield opened
