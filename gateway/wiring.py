"""From settings to the application: channels, tokens, and everything that is given to `build_app`."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Literal

import grpc
from aiohttp import web
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.app import Parts, build_app
from gateway.client import Proxies
from gateway.config import GatewayConfig
from gateway.discovery import Discovery
from gateway.health import Health
from gateway.live.addresses import Replica, replicas_of
from gateway.live.pods import Pods
from gateway.login.jar import CookieRules
from gateway.login.origin import Origins
from gateway.services import services_over
from gateway.system.processes import Processes
from gateway.web_client import WebClient
from services.common.background import running
from services.common.call_metadata import TokenSource
from services.common.channels import open_channel, services_in
from services.common.revocation_feed import GrpcRevocations
from services.common.revocations import Revocations
from services.common.service_token import ServiceToken
from services.common.streams import Backoff

NAME = "gateway"
Process = Literal["identity", "attendance", "recognition"]

# What is used up by the first try, even when its answer was lost on the way.
NOT_REPEATABLE = (
    "ActivateAccount",
    "ChangePassword",
    "CompleteOidcLogin",
    "CompleteSecondFactor",
    "ConfirmGuardianConsent",
    "EnrolSecondFactor",
    "FinishPasskey",
    "IssueActivation",
    "IssueDeviceKey",
    "PairKiosk",
    "RenewRecoveryCodes",
    "ResetPassword",
    "SendTestPush",
)


@asynccontextmanager
async def assembled(config: GatewayConfig, backoff: Callable[[], Backoff] = Backoff) -> AsyncIterator[web.Application]:
    """The application over its channels, which are closed with the block. No service has to be there yet."""
    targets: dict[Process, str] = {
        "identity": config.identity_target,
        "attendance": config.attendance_target,
        "recognition": config.recognition_target,
    }
    async with AsyncExitStack() as stack:

        async def channel(process: Process, token: TokenSource | None = None) -> grpc.aio.Channel:
            opened = open_channel(
                targets[process],
                services=services_in(f"presence.{process}.v1"),
                not_repeatable=NOT_REPEATABLE,
                token=token,
                ca=config.ca,
                plaintext_behind_mesh=config.plaintext_behind_mesh,
            )
            stack.push_async_callback(opened.close)
            return opened

        # users' calls and the gateway's own never share a channel: none can go out under the wrong name
        users = {process: await channel(process) for process in targets}
        tokens = {
            process: ServiceToken(users["identity"], name=NAME, key=config.service_key, audience=process)
            for process in targets
        }
        own = {process: await channel(process, tokens[process]) for process in targets}

        revocations = Revocations()
        following = revocations.follow(GrpcRevocations(own["identity"]), backoff())
        await stack.enter_async_context(running(following))

        def connect(replica: Replica) -> grpc.aio.Channel:
            return open_channel(
                replica.target,
                token=tokens["recognition"],
                ca=config.ca,
                plaintext_behind_mesh=config.plaintext_behind_mesh,
                server_name=replica.server_name,
            )

        def reach(_process: str, replica: Replica) -> grpc.aio.Channel:
            # for administrators' calls, each with its own token: never under the gateway's name
            return open_channel(
                replica.target,
                ca=config.ca,
                plaintext_behind_mesh=config.plaintext_behind_mesh,
                server_name=replica.server_name,
            )

        yield build_app(
            Parts(
                users=services_over(users["identity"], users["attendance"], users["recognition"]),
                own=services_over(own["identity"], own["attendance"], own["recognition"]),
                pods=Pods(lambda: replicas_of(config.recognition_target), connect),
                health=Health({str(process): one for process, one in users.items()}),
                discovery=Discovery(config.public_targets, tls=config.secure, demo=config.demo),
                web_client=WebClient(config.web_dir),
                cookies=CookieRules(secure=config.secure, csrf_key=csrf_key(config)),
                origins=Origins(config.public_url),
                revocations=revocations,
                proxies=Proxies(config.trusted_proxies),
                vouch=tokens["attendance"],
                processes=Processes({name: partial(replicas_of, target) for name, target in targets.items()}, reach),
                renew_early_seconds=config.renew_early_seconds,
                hsts_subdomains=config.hsts_subdomains,
                backoff=backoff,
            )
        )


def csrf_key(config: GatewayConfig) -> bytes:
    """32 bytes drawn from the service key, so that every replica of the gateway has the same."""
    secret = config.service_key.get_secret_value().encode()
    return HKDF(SHA256(), 32, salt=None, info=b"presence gateway csrf").derive(secret)
