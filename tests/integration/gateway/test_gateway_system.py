"""How the installation is, while parts of it are away."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import grpc
from pydantic import SecretStr

from gateway.live.addresses import Replica
from gateway.system.processes import Processes
from services.common.channels import open_channel
from services.common.principal import Principal
from services.common.server import Server
from tests.fakes.attendance_server import attendance_of
from tests.fakes.identity_server import running_identity
from tests.integration.gateway.college import College
from tests.integration.gateway.serving import Browser, running_gateway


def only(found: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    return [one for one in found if one["code"] == code]


async def page_without(browser: Browser, *processes: str) -> Any:
    """The page, once it says of these alone that they do not answer: a busy machine may not answer in time."""
    async with asyncio.timeout(60):
        while True:
            status, system = await browser.send("GET", "/system")
            assert status == 200
            if {one["process"] for one in only(system["findings"], "unreachable")} == set(processes):
                return system


async def test_the_page_says_who_does_not_answer_since_when_and_shows_the_rest(
    create_database: Callable[..., str],
) -> None:
    async with running_identity(create_database()) as identity:
        key = SecretStr(identity.service_keys["gateway"])
        teacher = await identity.add_person("teacher")
        async with attendance_of(identity, create_database()) as attendance:
            targets = {"identity": identity.target, "attendance": attendance.target, "recognition": "ipv4:127.0.0.1:9"}
            gateway = running_gateway(targets, service_key=key)
            serving = await gateway.__aenter__()
            college = College(identity, attendance, serving)
            async with college.browser(teacher.email) as browser:
                status, _ = await browser.send("GET", "/system")
                assert status == 403
            async with college.browser(identity.admin.email) as browser:
                system = await page_without(browser, "recognition")
            assert not system["well"]
            assert len(only(system["findings"], "unreachable")) == 1
            services = {one["process"]: one["replicas"] for one in system["services"]}
            assert [len(services[name]) for name in ("gateway", "identity", "attendance", "recognition")] == [
                1,
                1,
                1,
                1,
            ]
            (own,) = services["attendance"]
            assert own["database"]["reachable"]
            assert own["database"]["newest_migration"] == own["database"]["wanted_migration"]
            assert abs(own["clock_ahead_seconds"]) < 1
            assert (system["sessions"]["open"], system["storage"], system["cameras"]) == (0, None, [])
            assert system["open_logins"] >= 1
            before = datetime.now(UTC)  # the gateway looks by itself, also while attendance still stops
        try:
            async with College(identity, attendance, serving).browser(identity.admin.email) as browser:
                system = await page_without(browser, "attendance", "recognition")
        finally:
            await gateway.__aexit__(None, None, None)
        away = only(system["findings"], "unreachable")
        (since,) = [one["since"] for one in away if one["process"] == "attendance"]
        assert before <= datetime.fromisoformat(since) <= datetime.now(UTC)
        assert system["sessions"] is None
        assert system["outbox"] is not None


async def test_a_replica_is_silent_since_it_was_first_missed() -> None:
    """The gateway looks by itself, and remembers."""

    async def nobody(_token: str) -> Principal:
        raise AssertionError("health is asked without a token")

    async def found() -> list[Replica]:
        return [Replica(f"ipv4:127.0.0.1:{port}", None)]

    def connect(_process: str, replica: Replica) -> grpc.aio.Channel:
        return open_channel(replica.target)

    server = Server(listen="127.0.0.1:0", register=lambda _server: (), verify=nobody)
    port = await server.start()
    times = iter([datetime(2026, 11, 23, 10, minute, tzinfo=UTC) for minute in range(10)])
    processes = Processes({"identity": found}, connect, clock=lambda: next(times))
    try:
        await processes.look()
        (one,) = processes.standing()
        assert (one.state, one.ever_answered) == ("not_serving", True)
        await server.set_ready()
        await processes.look()
        (one,) = processes.standing()
        serving_since = one.since
        assert one.state == "serving"
        await server.stop()
        await processes.look()
        (silent,) = processes.standing()
        await processes.look()
        (later,) = processes.standing()
        assert (silent.state, silent.since > serving_since) == ("unreachable", True)
        assert later.since == silent.since
    finally:
        await asyncio.gather(processes.stop(), server.stop())
