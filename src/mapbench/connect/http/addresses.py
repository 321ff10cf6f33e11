"""Hosts and addresses: which are this machine, and which nobody should be sent to."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

Resolver = Callable[[str, int], Awaitable[list[str]]]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA_NAMES = frozenset(
    {"metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal", "instance-data",
     "instance-data.ec2.internal", "metadata.platformequinix.com", "metadata.tencentyun.com"}
)  # fmt: skip
#: Metadata services that are not link-local: AWS over IPv6, Alibaba, Oracle.
_METADATA = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, the usual port included: `https://shop.example:443`. Raises ValueError."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        raise ValueError(url)
    return f"{scheme}://{_bracketed(parts.hostname.rstrip('.').lower())}:{parts.port or _PORTS[scheme]}"


def host_of(url: str) -> str:
    """Host and port of an address as people write it: `shop.example`, `127.0.0.1:8765`. Raises ValueError."""
    scheme, _, rest = origin_of(url).partition("://")
    return rest.removesuffix(f":{_PORTS[scheme]}")


def shown(url: str) -> str:
    """An address without its query, which may hold anything."""
    return url.partition("?")[0].partition("#")[0]


def is_forbidden_name(host: str) -> bool:
    """Whether a name is known to be a cloud's metadata service."""
    return host.rstrip(".").lower() in _METADATA_NAMES


def is_forbidden(address: str) -> bool:
    """Whether an IP address is link-local, unspecified, multicast or a metadata service, also when wrapped in IPv6."""
    found = _plain(address)
    return found.is_link_local or found.is_unspecified or found.is_multicast or found in _METADATA


def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine."""
    return _plain(address).is_loopback


async def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, in the order to try them. Raises OSError where it has none."""
    import asyncio
    import socket

    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _plain(address: str) -> _Address:
    """The address without a zone; the IPv4 address that an IPv6 address only wraps."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        wrapped = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            wrapped = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        return wrapped or found
    return found


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
