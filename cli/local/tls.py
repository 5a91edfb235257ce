"""Certificates for `--lan`: the owner's, or one from a local authority made on first use."""

import ipaddress
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cli.errors import CommandError
from cli.local.folder import write_private

ROOT_LIFE = timedelta(days=3650)
# Apple's systems refuse certificates that live longer than 825 days, browsers public ones beyond 398.
SERVER_LIFE = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)
CLOCK_SKEW = timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """What servers present and clients check."""

    certificate: Path
    key: Path
    root: Path | None  # None: one that every client knows already
    host: str  # the name or address that clients use


def owners_certificate(certificate: Path, key: Path, root: Path | None, host: str | None) -> Certificate:
    """The owner's own; `host` is by default the certificate's first name. CommandError when it cannot serve."""
    try:
        parsed = x509.load_pem_x509_certificate(certificate.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as trouble:
        raise CommandError(
            f"{certificate} and {key} are not a PEM certificate and its unencrypted key: {trouble}."
        ) from None
    if _public_bytes(private.public_key()) != _public_bytes(parsed.public_key()):
        raise CommandError(f"{key} is not the key of {certificate}.")
    if parsed.not_valid_after_utc <= datetime.now(UTC):
        raise CommandError(f"{certificate} ended on {parsed.not_valid_after_utc:%Y-%m-%d}.")
    names = _names(parsed)
    if not host and not names:
        raise CommandError(f"{certificate} names no host: say with --host which one clients use.")
    return Certificate(certificate, key, root, host or names[0].removeprefix("*."))


def local_certificate(folder: Path, host: str | None) -> Certificate:
    """One from the installation's own authority in `folder`, renewed when it nears its end or the address changed."""
    host = host or lan_address()
    root, root_key = folder / "root.pem", folder / "root.key"
    certificate, key = folder / "server.pem", folder / "server.key"
    if not (root.exists() and root_key.exists()):
        _make_root(root, root_key)
    names = list(dict.fromkeys([host, socket.gethostname(), "localhost", "127.0.0.1"]))
    if not (certificate.exists() and key.exists() and _still_good(certificate, names)):
        _make_server(root, root_key, certificate, key, names)
    return Certificate(certificate, key, root, host)


def lan_address() -> str:
    """This machine's address on the network its default route leads to; CommandError when there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a datagram socket sends nothing to connect; the kernel picks our address
        except OSError:
            raise CommandError("This machine has no address on a network: name one with --host.") from None
        return str(probe.getsockname()[0])


def _make_root(root: Path, root_key: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Presence on {socket.gethostname()}"[:64])])
    built = (
        _builder(name, name, key.public_key(), ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_private(root_key, _key_pem(key))
    _write_public(root, built)


def _make_server(root: Path, root_key: Path, certificate: Path, key: Path, names: list[str]) -> None:
    authority = x509.load_pem_x509_certificate(root.read_bytes())
    authority_key = serialization.load_pem_private_key(root_key.read_bytes(), password=None)
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey), "made by _make_root"
    own_key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    built = (
        _builder(subject, authority.subject, own_key.public_key(), SERVER_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    write_private(key, _key_pem(own_key))
    _write_public(certificate, built)


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + life)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _still_good(certificate: Path, names: list[str]) -> bool:
    parsed = x509.load_pem_x509_certificate(certificate.read_bytes())
    return parsed.not_valid_after_utc > datetime.now(UTC) + RENEW_BEFORE and set(names) <= set(_names(parsed))


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _public_bytes(key: object) -> bytes:
    assert hasattr(key, "public_bytes"), "every public key has them"
    encoded: bytes = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return encoded


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _write_public(path: Path, certificate: x509.Certificate) -> None:
    write_private(path, certificate.public_bytes(serialization.Encoding.PEM).decode())
    path.chmod(0o644)
