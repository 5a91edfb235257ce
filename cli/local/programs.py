"""The processes of an installation: what each is told in its environment."""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cli.local.folder import DataFolder
from cli.local.keys import Secrets
from cli.local.ports import Ports
from cli.local.readiness import grpc_serving, port_open
from cli.local.service import Program
from cli.local.tls import Certificate

ROOT = Path(__file__).resolve().parents[2]
WEB_FOLDER = ROOT / "web" / "dist"
# Addresses of whole servers are not for the services, which get one database each.
NOT_INHERITED = frozenset({"DATABASE_URL", "TEST_DATABASE_URL"})


@dataclass(frozen=True)
class Addresses:
    """Where every process listens and how the others reach it."""

    ports: Ports
    web_port: int
    listen_host: str
    reach_host: str
    certificate: Certificate | None

    @property
    def url(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.reach_host}:{self.web_port}"

    @property
    def identity(self) -> str:
        return self.target(self.ports.identity)

    @property
    def attendance(self) -> str:
        return self.target(self.ports.attendance)

    @property
    def recognition(self) -> str:
        return self.target(*self.ports.recognition)

    def target(self, *ports: int) -> str:
        """The gRPC target of a service with a replica on each of these ports."""
        if self.reach_host.replace(".", "").isdecimal():
            return "ipv4:" + ",".join(f"{self.reach_host}:{port}" for port in ports)
        return f"dns:///{self.reach_host}:{ports[0]}"  # a name has one port: up.py sees to it that there is one pod


@dataclass(frozen=True)
class Installation:
    """All that the processes' environments are made of."""

    folder: DataFolder
    secrets: Secrets
    addresses: Addresses
    databases: Mapping[str, str]  # database name → address
    web_folder: Path

    def services(self) -> list[Program]:
        """Every process in the order of starting: each finds those that it calls."""
        pods = self.addresses.ports.recognition
        recognition = [self.recognition(number, port) for number, port in enumerate(pods, 1)]
        return [self.identity(), self.attendance(), *recognition, self.gateway()]

    def identity(self) -> Program:
        secrets = self.secrets
        keys = {
            "recognition": secrets.recognition_service_key,
            "attendance": secrets.attendance_service_key,
            "gateway": secrets.gateway_service_key,
        }
        hashes = {name: hashlib.sha256(key.encode()).hexdigest() for name, key in keys.items()}
        own = {
            "DATABASE_URL": self.databases["presence_identity"],
            "SERVICE_KEYS": json.dumps(hashes),
            "ENCRYPTION_KEY": secrets.identity_encryption_key,
            "BOOTSTRAP_SECRET": secrets.bootstrap_secret,
            "PUBLIC_URL": self.addresses.url,
        }
        return self._grpc("identity", "services.identity", self.addresses.ports.identity, own)

    def attendance(self) -> Program:
        own = {
            "DATABASE_URL": self.databases["presence_attendance"],
            "IDENTITY_TARGET": self.addresses.identity,
            "SERVICE_KEY": self.secrets.attendance_service_key,
            "ENCRYPTION_KEYS": self.secrets.attendance_encryption_keys,
        }
        return self._grpc("attendance", "services.attendance", self.addresses.ports.attendance, own)

    def recognition(self, number: int, port: int) -> Program:
        pods = len(self.addresses.ports.recognition)
        name = "recognition" if pods == 1 else f"recognition-{number}"
        own = {
            "POD_NAME": name,
            "DATABASE_URL": self.databases["presence_recognition"],
            "IDENTITY_TARGET": self.addresses.identity,
            "ATTENDANCE_TARGET": self.addresses.attendance,
            "SERVICE_KEY": self.secrets.recognition_service_key,
            "ENCRYPTION_KEY": self.secrets.recognition_encryption_key,
            "MODEL_CACHE": str(self.folder.models),
        }
        if pods > 1 and "PRESENCE_RECOGNITION_WORKERS" not in os.environ:
            own["WORKERS"] = str(max(1, (os.cpu_count() or 1) // pods))  # together no more than there are cores
        return self._grpc(name, "services.recognition", port, own)

    def gateway(self) -> Program:
        addresses = self.addresses
        own = {
            "IDENTITY_TARGET": addresses.identity,
            "ATTENDANCE_TARGET": addresses.attendance,
            "RECOGNITION_TARGET": addresses.recognition,
            "PUBLIC_URL": addresses.url,
            "WEB_DIR": str(self.web_folder),
            "SERVICE_KEY": self.secrets.gateway_service_key,
        }
        environment = self._environment("gateway", addresses.web_port, own)
        serves = partial(port_open, addresses.reach_host, addresses.web_port)
        return Program("gateway", (sys.executable, "-m", "gateway"), environment, serves, folder=ROOT)

    def _grpc(self, name: str, module: str, port: int, own: Mapping[str, str]) -> Program:
        environment = self._environment(module.removeprefix("services."), port, own)
        certificate = self.addresses.certificate
        root = certificate.root.read_bytes() if certificate and certificate.root else None
        serves = partial(grpc_serving, f"{self.addresses.reach_host}:{port}", tls=certificate is not None, root=root)
        return Program(name, (sys.executable, "-m", module), environment, serves, folder=ROOT)

    def _environment(self, prefix: str, port: int, own: Mapping[str, str]) -> dict[str, str]:
        settings = {"LISTEN": f"{self.addresses.listen_host}:{port}", "LOG_FORMAT": "console", **own}
        if certificate := self.addresses.certificate:
            settings["SERVER_TLS_CERT"] = str(certificate.certificate)
            settings["SERVER_TLS_KEY"] = str(certificate.key)
            if certificate.root:
                settings["CA"] = str(certificate.root)
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        return {**inherited, **{f"PRESENCE_{prefix.upper()}_{name}": value for name, value in settings.items()}}
