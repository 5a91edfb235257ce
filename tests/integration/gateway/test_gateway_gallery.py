"""The gallery over REST on real services: trained, changed to another encoder, rolled back, and look-alikes settled."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest_asyncio
from presence.identity.v1 import people_service_pb2 as people
from presence.identity.v1.people_service_pb2_grpc import PeopleServiceStub
from presence.recognition.v1 import encoding_service_pb2 as encoding
from presence.recognition.v1.encoding_service_pb2_grpc import EncodingServiceStub

from services.common.channels import bearer, open_channel
from tests.fakes.recognition_vision import photo
from tests.integration.gateway.serving import Browser, next_json
from tests.integration.roles_world import World, running_world


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(create_database: Callable[..., str]) -> AsyncIterator[World]:
    async with running_world(create_database) as running:
        yield running


async def finished(admin: Browser, request_id: str) -> list[dict[str, Any]]:
    """All that the run's socket says, to its end."""
    events = []
    async with admin.socket(f"/training-runs/{request_id}/events") as ws:
        while not events or events[-1]["type"] not in ("done", "failed", "cancelled"):
            events.append(await next_json(ws))
    return events


async def twin_of_the_student(world: World) -> str:
    """Somebody else, enrolled by an administrator with the student's face."""
    token = bearer(world.college.identity.admin.token)
    twin = await world.college.identity.add_person("student", "Tara Twin")
    async with (
        open_channel(world.targets["identity"]) as identity,
        open_channel(world.targets["recognition"]) as recognition,
    ):
        await PeopleServiceStub(identity).SetConsent(
            people.SetConsentRequest(person_id=twin.person_id, granted=True, text_version="1"), metadata=token
        )
        request = encoding.AddFaceSampleRequest(person_id=twin.person_id, image=photo(1, 3), request_id=str(uuid4()))
        added = await EncodingServiceStub(recognition).AddFaceSample(request, metadata=token)
        assert added.enrolled_as_person_id == world.ids["person_id"]
    return twin.person_id


async def test_an_administrator_keeps_the_gallery(world: World) -> None:
    async with world.college.browser(world.emails["admin"]) as admin:
        run = str(uuid4())
        status, started = await admin.send("POST", "/training-runs", json={"request_id": run})
        assert (status, started["encoder"]) == (202, "")
        assert (await finished(admin, run))[-1]["type"] == "done"
        status, page = await admin.send("GET", "/gallery/versions")
        assert [(one["version"], one["cause"], one["people"]) for one in page["items"]] == [(1, "training", 1)]

        twin = await twin_of_the_student(world)
        status, page = await admin.send("GET", "/look-alikes")
        (pair,) = page["items"]
        assert {pair["first_person_id"], pair["second_person_id"]} == {twin, world.ids["person_id"]}
        said = {key: pair[key] for key in ("first_person_id", "second_person_id")} | {"resolution": "two_people"}
        status, _ = await admin.send("POST", "/look-alikes/resolution", json=said)
        assert status == 204
        status, page = await admin.send("GET", "/look-alikes")
        assert page["items"][0]["confirm_time"] is not None

        status, page = await admin.send("GET", "/gallery/encoders")
        used = next(one["encoder"] for one in page["items"] if one["in_use"])
        other = next(one["encoder"] for one in page["items"] if not one["in_use"])
        change = {"encoder": other, "request_id": str(uuid4())}
        status, started = await admin.send("POST", "/gallery/encoder", json=change)
        assert (status, started["encoder"]) == (202, other)
        events = await finished(admin, change["request_id"])
        assert events[-1]["type"] == "done"
        assert [event["remaining_seconds"] for event in events if event["type"] == "progress"][-1] == 0

        back = {"version": 1, "request_id": str(uuid4())}
        status, restored = await admin.send("POST", "/gallery/roll-back", json=back)
        assert (status, restored["restored_version"], restored["encoder"]) == (200, 1, used)
        assert (await admin.send("POST", "/gallery/roll-back", json=back))[1] == restored
        status, page = await admin.send("GET", "/gallery/versions?page_size=2")
        assert [one["cause"] for one in page["items"]] == ["roll_back", "encoder"]
        assert page["next_page_token"]

        status, _ = await admin.send("POST", f"/training-runs/{run}/cancel")
        assert status == 204, "one that has ended stays as it ended"
        status, problem = await admin.send("POST", f"/training-runs/{uuid4()}/cancel")
        assert (status, problem["reason"]) == (404, "RUN_NOT_FOUND")
        status, problem = await admin.send(
            "POST", "/gallery/roll-back", json={"version": 77, "request_id": str(uuid4())}
        )
        assert (status, problem["reason"]) == (404, "GALLERY_VERSION_NOT_FOUND")
