"""Runs identity: configuration, migrations, pool, adapters, application, handlers, server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import grpc
from presence.identity.v1 import (
    account_service_pb2_grpc,
    audit_service_pb2_grpc,
    device_service_pb2_grpc,
    identity_service_pb2_grpc,
    mail_service_pb2_grpc,
    notice_service_pb2_grpc,
    people_service_pb2_grpc,
    push_service_pb2_grpc,
    system_service_pb2_grpc,
)

from services.common.auth import SigningKeys, TokenVerifier, utc_now
from services.common.config import load
from services.common.listen import Listener
from services.common.migrations import migrate
from services.common.postgres import Database, open_database
from services.common.process_health import ProcessHealth
from services.common.revocations import Revocations
from services.common.serve import serve
from services.common.server import Register
from services.common.start import run_process, wait_for_database
from services.common.telemetry import configure_logging
from services.common.upkeep import UpkeepLog
from services.identity.adapters.hasher import Argon2Hasher
from services.identity.adapters.oidc_http import OidcHttp
from services.identity.adapters.postgres.revocations import CHANNEL as REVOCATION_CHANNEL
from services.identity.adapters.postgres.standing import PostgresStanding
from services.identity.adapters.postgres.store import PostgresStore
from services.identity.adapters.sealer import secrets_sealer
from services.identity.adapters.secrets import KeyedSecrets
from services.identity.adapters.signing import Ed25519Keys, WrongEncryptionKey
from services.identity.adapters.wakeups import CHANNELS, PeopleWakeups
from services.identity.adapters.webauthn import WebAuthn
from services.identity.app.accounts import Accounts
from services.identity.app.activation import Activations, Bootstrap
from services.identity.app.given import Clock
from services.identity.app.key_ring import KeyRing
from services.identity.app.keys import DeviceKeys, ServiceKeys
from services.identity.app.kiosks import Kiosks
from services.identity.app.logins import Logins
from services.identity.app.minting import IDENTITY, Minter
from services.identity.app.outbox import Outbox
from services.identity.app.password_change import PasswordChange
from services.identity.app.password_check import PasswordCheck
from services.identity.app.people import People
from services.identity.app.proofs import Proofs
from services.identity.app.resealing import seal_anew
from services.identity.app.revocations import RevocationWatch
from services.identity.app.second_factor import SecondFactor
from services.identity.app.sessions import Sessions
from services.identity.app.slow_down import SlowDown
from services.identity.app.store import Store
from services.identity.app.watch import PeopleWatch
from services.identity.config import IdentityConfig
from services.identity.handlers import devices, identity, people
from services.identity.handlers.accounts import NAME as ACCOUNTS
from services.identity.handlers.accounts import AccountHandlers
from services.identity.handlers.audit import NAME as AUDIT
from services.identity.handlers.audit import AuditHandlers
from services.identity.handlers.errors import STATUS
from services.identity.handlers.mails import NAME as MAIL
from services.identity.handlers.notices import NAME as NOTICES
from services.identity.handlers.notices import NoticeHandlers
from services.identity.handlers.own_revocations import OwnRevocations
from services.identity.handlers.push import NAME as PUSH
from services.identity.handlers.system import NAME as SYSTEM
from services.identity.handlers.system import SystemHandlers
from services.identity.handlers.watch import Watching
from services.identity.handlers.watch_revocations import WatchingRevocations
from services.identity.mail_wiring import MailSide, mail_side, provider_http
from services.identity.people_wiring import people_side
from services.identity.personal_wiring import personal_side
from services.identity.push_wiring import PushSide, push_side
from services.identity.upkeep import Reseal, keep_up

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Identity:
    """All that a server needs to serve identity."""

    handlers: identity.IdentityHandlers
    people: people.PeopleHandlers
    devices: devices.DeviceHandlers
    key_ring: KeyRing
    verifier: TokenVerifier
    watching: Watching
    mail: MailSide
    audit: AuditHandlers
    notices: NoticeHandlers
    push: PushSide
    accounts: AccountHandlers
    revocations: Revocations
    own_revocations: OwnRevocations
    watching_revocations: WatchingRevocations
    reseal: Reseal
    system: SystemHandlers
    upkeep: UpkeepLog
    personal: Register

    def register(self, server: grpc.aio.Server) -> Sequence[str]:
        """Adds the services and names them."""
        identity_service_pb2_grpc.add_IdentityServiceServicer_to_server(self.handlers, server)
        people_service_pb2_grpc.add_PeopleServiceServicer_to_server(self.people, server)
        device_service_pb2_grpc.add_DeviceServiceServicer_to_server(self.devices, server)
        audit_service_pb2_grpc.add_AuditServiceServicer_to_server(self.audit, server)
        mail_service_pb2_grpc.add_MailServiceServicer_to_server(self.mail.mails, server)
        account_service_pb2_grpc.add_AccountServiceServicer_to_server(self.accounts, server)
        notice_service_pb2_grpc.add_NoticeServiceServicer_to_server(self.notices, server)
        push_service_pb2_grpc.add_PushServiceServicer_to_server(self.push.handlers, server)
        system_service_pb2_grpc.add_SystemServiceServicer_to_server(self.system, server)
        return (
            identity.NAME,
            people.NAME,
            devices.NAME,
            ACCOUNTS,
            AUDIT,
            MAIL,
            NOTICES,
            PUSH,
            SYSTEM,
            *self.personal(server),
        )

    async def ready(self) -> None:
        """Returns once there is a key to sign with; WrongEncryptionKey if the database has another installation's."""
        await self.key_ring.published()
        await self.push.push.key()


@asynccontextmanager
async def assembled(config: IdentityConfig, clock: Clock = utc_now) -> AsyncIterator[Identity]:
    """identity on its database, which must be migrated; for the block."""
    dsn = config.database_url.get_secret_value()
    hasher = Argon2Hasher(memory_kib=config.argon2_memory_kib, passes=config.argon2_passes, lanes=config.argon2_lanes)
    try:
        async with (
            open_database(dsn, most_connections=config.most_connections) as database,
            Listener(dsn, *CHANNELS) as listener,
            provider_http() as http,
        ):
            store = PostgresStore(database)
            built = _wired(config, database, store, hasher, listener, http, clock)
            upkeep = asyncio.create_task(
                keep_up(
                    store,
                    clock,
                    timedelta(days=config.audit_retention_days),
                    built.reseal if len(config.encryption_keys) > 1 else None,
                    built.upkeep,
                ),
                name="upkeep",
            )
            following = asyncio.create_task(built.revocations.follow(built.own_revocations), name="revocations")
            sending = asyncio.create_task(built.mail.sender.run(), name="mail")
            pushing = asyncio.create_task(built.push.sender.run(), name="push")
            try:
                yield built
            finally:
                tasks = (upkeep, following, sending, pushing)
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)
                await built.push.service.close()
    finally:
        hasher.close()


def _wired(
    config: IdentityConfig,
    database: Database,
    store: Store,
    hasher: Argon2Hasher,
    listener: Listener,
    http: OidcHttp,
    clock: Clock,
) -> Identity:
    secrets = KeyedSecrets(config.encryption_keys)
    pairs = Ed25519Keys(config.encryption_keys)
    key_ring = KeyRing(store, pairs, clock)
    minter = Minter(key_ring, pairs, clock, uuid4, timedelta(seconds=config.access_token_seconds))
    slow_down = SlowDown(store, clock)
    required = config.second_factor == "required"
    second_factor = SecondFactor(store, WebAuthn(config.public_url), secrets, clock, uuid4, required=required)
    sessions = Sessions(store, minter, second_factor, secrets, clock, uuid4, config.login_limits)
    check = PasswordCheck(store, hasher, slow_down)
    logins = Logins(store, check, slow_down, second_factor, sessions)
    proofs = Proofs(store, check, clock)
    outbox = Outbox(secrets_sealer(config.encryption_keys), clock, uuid4)
    activations = Activations(store, logins, hasher, secrets, clock, outbox, public_url=config.public_url)
    bootstrap_secret = config.bootstrap_secret.get_secret_value() if config.bootstrap_secret else None
    bootstrap = Bootstrap(store, activations, clock, uuid4, secret=bootstrap_secret)
    device_keys = DeviceKeys(store, minter, secrets, clock, uuid4)
    service_keys = ServiceKeys(config.service_key_digests, minter)
    side = people_side(database, store, outbox, secrets, clock, public_url=config.public_url)
    watching = Watching(PeopleWatch(store, PeopleWakeups(listener)), config.heartbeat_seconds)
    revocation_watch = RevocationWatch(store, PeopleWakeups(listener, REVOCATION_CHANNEL))
    watching_revocations = WatchingRevocations(revocation_watch, config.heartbeat_seconds)
    revocations = Revocations(clock)

    async def own_keys() -> SigningKeys:
        published = await key_ring.published()
        return SigningKeys(published.jwks_json, published.expire_time)

    verifier = TokenVerifier(IDENTITY, own_keys, clock=clock, ended=revocations.check)
    upkeep = UpkeepLog(clock)
    system = SystemHandlers(
        ProcessHealth(database, MIGRATIONS, upkeep, clock),
        PostgresStanding(database, clock).read,
        server_configured=config.smtp_url is not None,
    )
    pushing = push_side(config, store, clock)
    everybody = People(store, activations, clock, uuid4)
    mail = mail_side(config, store, outbox, logins, hasher, slow_down, secrets, http, verifier.verify, clock)
    return Identity(
        identity.IdentityHandlers(
            logins,
            sessions,
            PasswordChange(store, check, hasher, sessions, clock),
            activations,
            bootstrap,
            device_keys,
            service_keys,
            key_ring,
            watching_revocations,
            mail.ways,
        ),
        people.PeopleHandlers(everybody, activations, watching, side.files, side.guardians),
        devices.DeviceHandlers(device_keys, Kiosks(store, minter, secrets, slow_down, clock, uuid4), mail.ways.clients),
        key_ring,
        verifier,
        watching,
        mail,
        side.audit,
        side.notices,
        pushing,
        AccountHandlers(Accounts(store, proofs, clock), everybody, second_factor, proofs),
        revocations,
        OwnRevocations(revocation_watch),
        watching_revocations,
        partial(seal_anew, store, pairs, outbox, pushing.push),
        system,
        upkeep,
        personal_side(database, store, proofs, clock, audit_days=config.audit_retention_days),
    )


async def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    config = load(IdentityConfig)
    configure_logging(IDENTITY, config.log_format, config.log_level)
    dsn = config.database_url.get_secret_value()
    await wait_for_database(dsn)
    await migrate(dsn, MIGRATIONS)
    async with assembled(config) as built:
        await serve(
            config,
            name=IDENTITY,
            register=built.register,
            verify=built.verifier.verify,
            errors=STATUS,
            public_methods=identity.PUBLIC_METHODS,
            ready=built.ready,
            on_drain=[built.watching.stop, built.watching_revocations.stop],
            until_revoked=built.revocations.until_revoked,
        )


if __name__ == "__main__":
    run_process(IDENTITY, main(), WrongEncryptionKey)
