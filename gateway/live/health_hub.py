"""One watch of all cameras' health, for as long as anybody follows any of them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping

import grpc
from presence.recognition.v1 import camera_health_service_pb2 as health

from gateway.convert.cameras import trouble_of
from gateway.live.upstream import Upstream
from gateway.metrics import UPSTREAMS_OPEN
from gateway.models.cameras import CameraTrouble
from services.common.streams import Backoff

WatchHealth = Callable[
    [health.WatchCameraHealthRequest],
    "grpc.aio.UnaryStreamCall[health.WatchCameraHealthRequest, health.WatchCameraHealthResponse]",
]


class HealthHub:
    """Every pod answers for all cameras, so one upstream is enough."""

    def __init__(self, watch: WatchHealth, backoff: Callable[[], Backoff] = Backoff) -> None:
        self._watch = watch
        self._backoff = backoff
        self._followers: set[asyncio.Event] = set()
        self._troubles: dict[str, CameraTrouble] = {}
        self._known = False
        self._failure: Exception | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def troubles(self) -> Mapping[str, CameraTrouble]:
        """By camera; only those in trouble."""
        return self._troubles

    async def follow(self, camera_ids: frozenset[str]) -> AsyncGenerator[tuple[CameraTrouble, ...], None]:
        """Those of the cameras that are in trouble now, and again whenever that changes; never falls behind."""
        changed = asyncio.Event()
        changed.set()
        self._followers.add(changed)
        if self._task is None:
            self._failure = None
            self._task = asyncio.create_task(self._run(), name="watch-camera-health")
        last: tuple[CameraTrouble, ...] | None = None
        try:
            while True:
                await changed.wait()
                changed.clear()
                if self._failure is not None:
                    raise self._failure
                now = tuple(self._troubles[one] for one in sorted(camera_ids) if one in self._troubles)
                if self._known and now != last:
                    last = now
                    yield now
        finally:
            self._followers.discard(changed)
            if not self._followers and self._task is not None:
                self._task.cancel()
                self._forget()

    async def _run(self) -> None:
        with UPSTREAMS_OPEN.labels("health").track_inprogress():
            try:
                upstream = Upstream("health", self._backoff)
                await upstream.follow(lambda: self._watch(health.WatchCameraHealthRequest()), self._receive)
            except Exception as error:
                self._failure = error
                self._forget()
                self._wake()

    def _forget(self) -> None:
        self._task, self._known = None, False
        self._troubles.clear()

    def _receive(self, response: health.WatchCameraHealthResponse) -> None:
        match response.WhichOneof("event"):
            case "snapshot":
                found = (trouble_of(one) for one in response.snapshot.cameras)
                self._troubles = {one.camera_id: one for one in found if one is not None}
                self._known = True
            case "changed":
                trouble = trouble_of(response.changed)
                if trouble is None:
                    self._troubles.pop(response.changed.camera_id, None)
                else:
                    self._troubles[trouble.camera_id] = trouble
            case _:
                return
        self._wake()

    def _wake(self) -> None:
        for follower in self._followers:
            follower.set()
