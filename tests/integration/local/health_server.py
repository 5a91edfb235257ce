"""A small real service for the supervisor's tests: `health_server.py PORT [worker]` serves gRPC health.

It prints its process id, and with `worker` that of a process it started itself. SIGTERM ends it with status 0.
"""

import asyncio
import os
import signal
import subprocess
import sys

import grpc
from grpc_health.v1 import health_pb2_grpc
from grpc_health.v1.health import aio


async def main() -> None:
    port, with_worker = int(sys.argv[1]), "worker" in sys.argv
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    health_pb2_grpc.add_HealthServicer_to_server(aio.HealthServicer(), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    worker = subprocess.Popen(["/bin/sleep", "600"]) if with_worker else None
    print(f"process {os.getpid()}" + (f" worker {worker.pid}" if worker else ""), flush=True)
    finish = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, finish.set)
    await server.start()
    await finish.wait()
    await server.stop(0)
    print("finished in order", flush=True)


asyncio.run(main())
