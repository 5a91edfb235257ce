"""Whether the gateway can do its work: it can when the services behind it serve."""

import asyncio
import time
from collections.abc import Callable, Mapping

import grpc
from aiohttp import web
from grpc_health.v1 import health_pb2, health_pb2_grpc

CHECK_SECONDS = 1.0
KEEP_SECONDS = 1.0

Check = grpc.aio.UnaryUnaryMultiCallable[health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse]


class Health:
    """`GET /healthz`: 200 when every service says SERVING, else 503, with each one's state.

    Asked often by supervisors and load balancers; services are asked at most once in `KEEP_SECONDS`.
    """

    def __init__(
        self, channels: Mapping[str, grpc.aio.Channel], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._checks: dict[str, Check] = {  # the published types of HealthStub know no methods
            name: getattr(health_pb2_grpc.HealthStub(channel), "Check")  # noqa: B009  # mypy refuses the plain access
            for name, channel in channels.items()
        }
        self._monotonic = monotonic
        self._states: dict[str, str] = {}
        self._checked_at = float("-inf")
        self._checking = asyncio.Lock()

    async def serve(self, _request: web.Request) -> web.Response:
        """The answer to a probe."""
        async with self._checking:
            if self._monotonic() - self._checked_at >= KEEP_SECONDS:
                self._states = await self._check()
                self._checked_at = self._monotonic()
        well = all(state == "serving" for state in self._states.values())
        return web.json_response(
            {"status": "serving" if well else "not_serving", "services": self._states}, status=200 if well else 503
        )

    async def _check(self) -> dict[str, str]:
        states = await asyncio.gather(*(self._state(check) for check in self._checks.values()))
        return dict(zip(self._checks, states, strict=True))

    async def _state(self, check: Check) -> str:
        try:
            answer = await check(health_pb2.HealthCheckRequest(), timeout=CHECK_SECONDS)
        except grpc.aio.AioRpcError:
            return "unreachable"
        return "serving" if answer.status == health_pb2.HealthCheckResponse.SERVING else "not_serving"
