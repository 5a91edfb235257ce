"""A camera's stream and the access token it was opened with, which lives ten minutes."""

from datetime import UTC, datetime, timedelta

import grpc

from services.common.revocations import Revoked
from tests.fakes.recognition_camera import ScriptedCamera, streaming
from tests.fakes.recognition_vision import picture
from tests.integration.recognition.conftest import OpenCollege


class Later:
    """The real time, and what the test adds to it."""

    def __init__(self) -> None:
        self.added = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.added


async def test_a_stream_outlives_its_token_without_a_break_and_the_next_stream_needs_a_fresh_one(
    open_college: OpenCollege,
) -> None:
    clock = Later()
    async with open_college(clock=clock) as college:
        camera_id = await college.room()
        token = college.peers.token(camera_id, "camera")
        async with streaming(college.channel, token, camera_id) as camera:
            await camera.film(picture(1), 2)
            clock.added = timedelta(minutes=30)
            await camera.film(picture(1), 2, first=3)
            assert (camera.through, camera.ended) == (4, False)
        late = ScriptedCamera(college.channel, token, camera_id)
        await late.open()
        assert (await late.status())[0] is grpc.StatusCode.UNAUTHENTICATED
        fresh = college.peers.token(camera_id, "camera", valid_seconds=clock.added.total_seconds() + 600)
        async with streaming(college.channel, fresh, camera_id, stream_id=camera.stream_id) as again:
            await again.film(picture(1), 1, first=5)


async def test_a_revoked_key_ends_a_stream_that_is_older_than_its_token(open_college: OpenCollege) -> None:
    clock = Later()
    async with open_college(clock=clock) as college:
        camera_id = await college.room()
        token = college.peers.token(camera_id, "camera", login_id="its key")
        async with streaming(college.channel, token, camera_id) as camera:
            await camera.film(picture(1), 1)
            clock.added = timedelta(hours=5)
            college.pod.service.revocations.revoke(Revoked("another key", clock()))
            await camera.film(picture(1), 1, first=2)
            college.pod.service.revocations.revoke(Revoked("its key", clock()))
            await camera.until(lambda: camera.ended)
            assert (await camera.status())[0] is grpc.StatusCode.UNAUTHENTICATED
