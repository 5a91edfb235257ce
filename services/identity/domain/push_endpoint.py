"""Which addresses browsers may name for push: identity will post there, so none may lead into its own network."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from services.common.errors import InvalidInput

ENDPOINT_CHARACTERS_MAX = 2048
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid", ".example", ".onion")


def checked_endpoint(endpoint: str, allowed_origins: Collection[str] = ()) -> str:
    """InvalidInput unless it is https on a public name's own port, or of an origin that is allowed besides."""
    parts = _parts(endpoint)
    if parts is None or parts.username is not None or parts.fragment or len(endpoint) > ENDPOINT_CHARACTERS_MAX:
        raise InvalidInput("endpoint", "is not an address of a push service")
    if origin_of(endpoint) in allowed_origins:
        return endpoint
    if parts.scheme != "https" or parts.port not in (None, 443) or not _is_public_name(parts.hostname or ""):
        raise InvalidInput("endpoint", "must be the https address of a public push service")
    return endpoint


def origin_of(address: str) -> str:
    """`https://host` or `http://host:port`; empty for what is no address."""
    parts = _parts(address)
    if parts is None:
        return ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = parts.port if parts.port != {"http": 80, "https": 443}[parts.scheme] else None
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")


def is_public(address: str) -> bool:
    """Whether an IP address is of the public network; one that wraps another is what it wraps."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        wrapped = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if wrapped is None and parsed.packed.startswith(bytes.fromhex("0064ff9b")):  # NAT64, RFC 6052
            wrapped = IPv4Address(parsed.packed[-4:])
        if wrapped is not None:
            return is_public(str(wrapped))
    return parsed.is_global and not parsed.is_multicast


def _is_public_name(host: str) -> bool:
    name = f".{host.lower().rstrip('.')}"
    if "." not in name[1:] or ":" in host or name.endswith(_LOCAL_NAMES):
        return False
    return not name.rpartition(".")[2].isdigit()  # an IPv4 address, however it is written


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    fine = parts.scheme in ("http", "https") and parts.hostname and port != 0 and address.isascii()
    return parts if fine and not any(character.isspace() for character in address) else None
