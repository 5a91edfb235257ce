"""Pods of recognition come and go while people look at a camera."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

import grpc
import pytest
from presence.recognition.v1.recognition_service_pb2_grpc import add_RecognitionServiceServicer_to_server

from gateway.live.addresses import Replica
from gateway.live.pods import Pods
from gateway.live.view_hub import ViewHub
from services.common.channels import open_channel
from services.common.principal import Principal, Role
from services.common.streams import Backoff
from tests.fakes.recognition_servicer import FakePod
from tests.integration.gateway.serving import Restartable

CAMERA = "0b9f6f0e-4f0c-4c8e-9a55-3f1f2f0f7a11"


async def as_gateway(_token: str) -> Principal:
    return Principal("gateway", Role.SERVICE, ("recognition",), datetime.max.replace(tzinfo=UTC))


async def token() -> str:
    return "the gateway's"


class Cluster:
    """Pods of which the test says which there are."""

    def __init__(self) -> None:
        self.fakes = [FakePod(), FakePod()]
        self.servers = [Restartable(self._register(pod), as_gateway, {}) for pod in self.fakes]
        self.present: list[Replica] = []

    @staticmethod
    def _register(pod: FakePod) -> Callable[[grpc.aio.Server], Sequence[str]]:
        def register(server: grpc.aio.Server) -> Sequence[str]:
            add_RecognitionServiceServicer_to_server(pod, server)
            return ()

        return register

    def replica(self, number: int) -> Replica:
        return Replica(f"ipv4:127.0.0.1:{self.servers[number].port}", None)

    async def find(self) -> list[Replica]:
        return self.present


@pytest.fixture
async def cluster() -> AsyncIterator[Cluster]:
    running = Cluster()
    for server in running.servers:
        await server.start()
    running.present = [running.replica(0)]
    yield running
    for server in running.servers:
        await server.stop()


@pytest.fixture
async def hub(cluster: Cluster) -> AsyncIterator[ViewHub]:
    pods = Pods(cluster.find, lambda replica: open_channel(replica.target, token=token), look_seconds=0.05)
    await pods.start()
    yield ViewHub(pods, lambda _person_id: "", lambda: Backoff(first_seconds=0.02, most_seconds=0.1))
    await pods.stop()


async def test_pods_that_come_are_watched_and_pods_that_go_are_not_any_more(cluster: Cluster, hub: ViewHub) -> None:
    first, second = cluster.fakes
    with hub.look(CAMERA) as newest:
        await first.until_watching(CAMERA, 1)
        cluster.present = [cluster.replica(0), cluster.replica(1)]
        await second.until_watching(CAMERA, 1)
        await second.show(CAMERA, 1)
        assert b'"sequence":1' in await asyncio.wait_for(newest.take(), 30)
        cluster.present = [cluster.replica(1)]
        await first.until_watching(CAMERA, 0)
        await second.show(CAMERA, 2)
        assert b'"sequence":2' in await asyncio.wait_for(newest.take(), 30)
    await second.until_watching(CAMERA, 0)


async def test_a_pod_that_restarts_is_watched_again(cluster: Cluster, hub: ViewHub) -> None:
    pod = cluster.fakes[0]
    with hub.look(CAMERA) as newest:
        await pod.until_watching(CAMERA, 1)
        await cluster.servers[0].stop()
        await pod.until_watching(CAMERA, 0)
        await cluster.servers[0].start()
        await pod.until_watching(CAMERA, 1)
        await pod.show(CAMERA, 3)
        assert b'"sequence":3' in await asyncio.wait_for(newest.take(), 30)


async def test_a_picture_older_than_one_already_shown_is_left_out(cluster: Cluster, hub: ViewHub) -> None:
    old, new = cluster.fakes
    cluster.present = [cluster.replica(0), cluster.replica(1)]
    with hub.look(CAMERA) as newest:
        await old.until_watching(CAMERA, 1)
        await new.until_watching(CAMERA, 1)
        await new.show(CAMERA, 10)
        assert b'"sequence":10' in await asyncio.wait_for(newest.take(), 30)
        await old.show(CAMERA, 9, decided_seconds_ago=5.0)
        await new.show(CAMERA, 11)
        assert b'"sequence":11' in await asyncio.wait_for(newest.take(), 30)
