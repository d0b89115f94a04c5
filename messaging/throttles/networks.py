"""Which networks an address counts for. Pure.

An IPv6 customer holds at least a /64, so a single address of one says nothing; hosters hand out a /48.
"""

from __future__ import annotations

import ipaddress

# What cannot be read is one network: a peer without an address, a proxy's nonsense.
UNKNOWN = "unknown"
# How much more than one customer's a network of 65,536 of them may do.
WIDE = 4


def network_of(address: str | None) -> str:
    """Return the network of one customer: the IPv4 address itself, else the first address of its /64."""
    return networks_of(address)[0][0].partition("/")[0]


def networks_of(address: str | None) -> list[tuple[str, int]]:
    """Return every network that the address counts for, with how many customers it counts as."""
    try:
        ip = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return [(UNKNOWN, 1)]
    if isinstance(ip, ipaddress.IPv4Address):
        return [(str(ip), 1)]
    if inner := ip.ipv4_mapped:
        return [(str(inner), 1)]
    return [
        (str(ipaddress.ip_network((ip, bits), strict=False)), share) for bits, share in ((64, 1), (48, WIDE))
    ]
