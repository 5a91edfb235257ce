"""Runs an installation on one machine: database, three services and the gateway, for as long as a block lasts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import grpc
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1 import identity_service_pb2_grpc as identity_rpc

from cli.errors import CommandError
from cli.ledger.protect import protect_ledger
from cli.local.databases import prepare
from cli.local.folder import DataFolder
from cli.local.keys import Secrets, load_secrets
from cli.local.options import Options, Running
from cli.local.ports import free_port, is_free, load_ports
from cli.local.postgres import EmbeddedPostgres
from cli.local.processes import Guard
from cli.local.programs import WEB_FOLDER, Addresses, Installation
from cli.local.service import Service
from cli.local.supervisor import Backoff, Supervisor
from cli.local.tls import Certificate, local_certificate, owners_certificate
from services.common.channels import open_channel

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - with TLS, where the owner asked for --lan


@asynccontextmanager
async def presence_running(
    options: Options,
    *,
    report: Callable[[str], None],
    progress: Callable[[str], None],
    show: Callable[[str, str], None] | None = None,
    backoff: Backoff | None = None,
) -> AsyncIterator[Running]:
    """Everything serves inside the block and has stopped after it; CommandError says what an owner has to change.

    `progress` gets the name of what is being started, `report` sentences about crashes, `show` each process's name
    and output line by line. `backoff` is how crashed processes are started again.
    """
    web_folder = options.web_folder or WEB_FOLDER
    if not (web_folder / "index.html").exists():
        raise CommandError(f"The web client is not built ({web_folder} is empty): run make web first.")
    folder = DataFolder(options.data_folder.absolute())
    folder.prepare()
    with folder.locked():
        secrets = load_secrets(folder.secrets)
        addresses = _addresses(options, folder)
        guard = Guard()
        supervisor = Supervisor(report, backoff=backoff)
        try:
            progress("database")
            server_url = options.database_url or await _embedded(supervisor, folder)
            databases = await prepare(server_url, _database_passwords(secrets))
            if not await protect_ledger(server_url):
                report("The role of DATABASE_URL cannot give the ledger another owner: its trigger alone protects it.")
            installation = Installation(folder, secrets, addresses, databases, web_folder)
            for program in installation.services():
                progress(program.name)
                shown = _prefixed(show, program.name) if show else None
                await supervisor.start(Service(program, folder.logs, guard, show=shown))
            progress("first administrator")
            link = await _activation_link(addresses, secrets, options.admin_email)
            yield Running(
                url=addresses.url,
                identity_target=addresses.identity,
                attendance_target=addresses.attendance,
                recognition_target=addresses.recognition,
                root_certificate=addresses.certificate.root if addresses.certificate else None,
                activation_link=link,
                admin_email=options.admin_email,
                failed=supervisor.run,
            )
        finally:
            await supervisor.stop()
            guard.close()


def _addresses(options: Options, folder: DataFolder) -> Addresses:
    certificate = _certificate(options, folder) if options.lan else None
    listen_host = EVERYWHERE if certificate else LOOPBACK
    port = options.port or free_port()
    if not is_free(listen_host, port):
        raise CommandError(f"Port {port} is taken: stop what listens there, or choose another with --port.")
    ports = load_ports(folder.ports, options.recognition_pods, host=listen_host)
    reach_host = certificate.host if certificate else LOOPBACK
    addresses = Addresses(ports, port, listen_host, reach_host, certificate)
    if addresses.recognition.startswith("dns:") and options.recognition_pods > 1:
        raise CommandError("Several recognition pods need an IP address as --host: a name leads to one port only.")
    return addresses


def _certificate(options: Options, folder: DataFolder) -> Certificate:
    if options.tls_certificate and options.tls_key:
        return owners_certificate(options.tls_certificate, options.tls_key, options.tls_root, options.host)
    if options.tls_certificate or options.tls_key:
        raise CommandError("--tls-cert and --tls-key go together.")
    return local_certificate(folder.tls, options.host)


async def _embedded(supervisor: Supervisor, folder: DataFolder) -> str:
    server = EmbeddedPostgres(folder.postgres)
    await supervisor.start(server)
    return server.dsn


def _database_passwords(secrets: Secrets) -> dict[str, str]:
    return {
        "presence_identity": secrets.identity_database_password,
        "presence_recognition": secrets.recognition_database_password,
        "presence_attendance": secrets.attendance_database_password,
    }


def _prefixed(show: Callable[[str, str], None], name: str) -> Callable[[str], None]:
    return lambda line: show(name, line)


async def _activation_link(addresses: Addresses, secrets: Secrets, email: str) -> str | None:
    request = identity_pb.BootstrapAdminRequest(
        bootstrap_secret=secrets.bootstrap_secret, email=email, display_name="Administrator"
    )
    root = addresses.certificate.root if addresses.certificate else None
    async with open_channel(addresses.identity, ca=root) as channel:
        try:
            answer = await identity_rpc.IdentityServiceStub(channel).BootstrapAdmin(request, timeout=30)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.FAILED_PRECONDITION:
                return None
            raise CommandError(f"identity could not make the first administrator: {error.details()}.") from None
    return str(answer.activation_link)
