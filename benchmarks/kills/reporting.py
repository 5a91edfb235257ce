"""A process that is recognition's side of ReportSightings: says which ids are stored, sends again what is not answered.

    python -m benchmarks.kills.reporting TARGET FILE < TOKEN

FILE holds batches, a line of base64 each. A line of standard output is the answer to one batch: its ids, all stored.
"""

import asyncio
import base64
import sys
from pathlib import Path

import grpc
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc

from services.common.channels import bearer, open_channel

RETRY_SECONDS = 0.05
ANSWER_SECONDS = 5.0


async def report(target: str, token: str, batches: list[pb.ReportSightingsRequest]) -> None:
    """Returns when everything is answered."""
    left = list(batches)
    async with open_channel(target) as channel:
        stub = rpc.AttendanceServiceStub(channel)
        while left:
            call = stub.ReportSightings(metadata=bearer(token))
            try:
                while left:
                    await call.write(left[0])
                    answer = await asyncio.wait_for(call.read(), ANSWER_SECONDS)
                    if not isinstance(answer, pb.ReportSightingsResponse):
                        break  # the stream ended
                    if answer.refused:
                        sys.exit(f"refused: {answer.refused[0].reason}")
                    sys.stdout.write(" ".join(answer.stored_ids) + "\n")
                    sys.stdout.flush()
                    left.pop(0)
            except (grpc.aio.AioRpcError, asyncio.InvalidStateError, TimeoutError):
                pass  # nobody may be there: open again and go on with what has not been answered
            call.cancel()
            await asyncio.sleep(RETRY_SECONDS if left else 0)


if __name__ == "__main__":
    lines = Path(sys.argv[2]).read_text().split()
    requests = [pb.ReportSightingsRequest.FromString(base64.b64decode(line)) for line in lines]
    asyncio.run(report(sys.argv[1], sys.stdin.read(), requests))
