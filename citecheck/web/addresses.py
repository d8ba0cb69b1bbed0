"""Which addresses are nobody else's business: loopback, private, link-local, reserved.

A cited text or a redirect must not make citecheck talk to the machine or the network it runs in
(server-side request forgery). Source: the IANA special-purpose registries, as `ipaddress` knows them.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
# Special-purpose networks that some versions of `ipaddress` do not know: RFC 8215, 4291, 2765, 9637, 9602.
_SPECIAL = tuple(map(IPv6Network, ("64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96", "3fff::/20", "5f00::/16")))
_LOCAL_NAMES = ("localhost", "local")  # RFC 6761, RFC 6762


def literal_address(host: str) -> Address | None:
    """The address a host spells, in any spelling a browser takes, or None if it is a name.

    `127.0.0.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`, `::ffff:10.0.0.1` (without brackets). Raises ValueError
    for a host that ends in a number but is no address, such as `256.1.1.1`. Source: WHATWG URL, host parsing.
    """
    if ":" in host:
        return IPv6Address(host.partition("%")[0])
    parts = host.removesuffix(".").split(".")
    if not _is_number(parts[-1]):
        return None
    if len(parts) > 4:
        raise ValueError(f"{host} is no address")
    numbers = [_number(part) for part in parts]
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(parts)):
        raise ValueError(f"{host} is no address")
    return IPv4Address(sum(n << (24 - 8 * i) for i, n in enumerate(numbers[:-1])) + numbers[-1])


def is_private(address: Address) -> bool:
    """Whether an address is loopback, private, link-local, multicast or reserved, also wrapped in IPv6."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and address in _NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_private(wrapped)
        if address.is_site_local or any(address in network for network in _SPECIAL):
            return True
    return not address.is_global or address.is_multicast


@lru_cache(4096)  # asked for each link, and a host has many
def is_private_host(host: str) -> bool:
    """Whether a host, as written, is private without asking any name server."""
    host = host.removesuffix(".")
    if host.rpartition(".")[2] in _LOCAL_NAMES:
        return True
    try:
        address = literal_address(host)
    except ValueError:
        return False
    return address is not None and is_private(address)


def _is_number(part: str) -> bool:
    if part.isascii() and part.isdigit():
        return True
    return part[:2] in ("0x", "0X") and all(c in "0123456789abcdefABCDEF" for c in part[2:])


def _number(part: str) -> int:
    if not _is_number(part) or len(part) > 40:
        raise ValueError(f"{part!r} is no number")
    if part[:2] in ("0x", "0X"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)
