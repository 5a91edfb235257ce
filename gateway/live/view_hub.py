"""One watch of each recognition pod for each camera somebody looks at, however many sockets look."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from presence.recognition.v1 import recognition_service_pb2 as recognition

from gateway.convert.pictures import NameOf, picture_message
from gateway.live.addresses import Replica
from gateway.live.newest import Newest
from gateway.live.pods import Pods, WatchPictures
from gateway.live.upstream import Upstream
from gateway.metrics import DELIVERY_SECONDS, UPSTREAMS_OPEN
from services.common.streams import Backoff

MAX_FPS = 10.0


class ViewHub:
    """The cameras somebody looks at now. Pictures of all pods are merged: a camera streams to one of them at a time."""

    def __init__(self, pods: Pods, name_of: NameOf, backoff: Callable[[], Backoff] = Backoff) -> None:
        self._pods = pods
        self._name_of = name_of
        self._backoff = backoff
        self._views: dict[str, _View] = {}

    @contextmanager
    def look(self, camera_id: str) -> Iterator[Newest[bytes]]:
        """The camera's newest picture message, again and again, inside the block."""
        view = self._views.get(camera_id)
        if view is None:
            view = _View(camera_id, self._pods, self._name_of, self._backoff)
            self._views[camera_id] = view
        newest: Newest[bytes] = Newest()
        view.places.add(newest)
        try:
            yield newest
        finally:
            view.places.discard(newest)
            if not view.places:
                view.stop()
                if self._views.get(camera_id) is view:
                    del self._views[camera_id]


class _View:
    def __init__(self, camera_id: str, pods: Pods, name_of: NameOf, backoff: Callable[[], Backoff]) -> None:
        self.places: set[Newest[bytes]] = set()
        self._camera_id = camera_id
        self._pods = pods
        self._name_of = name_of
        self._backoff = backoff
        self._watches: dict[Replica, asyncio.Task[None]] = {}
        self._newest_decision = (0, 0)  # seconds, nanoseconds
        self._forget = pods.on_change(self._follow_pods)
        self._follow_pods()

    def stop(self) -> None:
        self._forget()
        for task in self._watches.values():
            task.cancel()

    def _follow_pods(self) -> None:
        watchers = self._pods.watchers()
        for replica in [one for one in self._watches if one not in watchers]:
            self._watches.pop(replica).cancel()
        for replica, watch in watchers.items():
            if replica not in self._watches:
                self._watches[replica] = asyncio.create_task(self._watch(watch), name="watch-pictures")

    async def _watch(self, watch: WatchPictures) -> None:
        request = recognition.WatchRecognitionsRequest(camera_id=self._camera_id, include_jpeg=True, max_fps=MAX_FPS)
        with UPSTREAMS_OPEN.labels("view").track_inprogress():
            try:
                await Upstream("view", self._backoff).follow(lambda: watch(request), self._receive)
            except Exception as error:
                for place in self.places:
                    place.fail(error)

    def _receive(self, response: recognition.WatchRecognitionsResponse) -> None:
        if response.WhichOneof("event") != "frame":
            return
        frame = response.frame
        decision = (frame.decide_time.seconds, frame.decide_time.nanos)
        if decision < self._newest_decision:
            return  # the pod the camera has left is still sending
        self._newest_decision = decision
        message = picture_message(frame, self._name_of)
        for place in self.places:
            place.put(message)
        DELIVERY_SECONDS.observe((datetime.now(UTC) - frame.decide_time.ToDatetime(tzinfo=UTC)).total_seconds())
