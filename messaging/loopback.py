"""The one test whether an address is this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

# Whoever adds one of them speaks for somebody else; a browser's page may be from anywhere in the world.
FOR_OTHERS = frozenset({"x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip", "origin"})


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine: a name or an IP address, as it stands in a URL or a peer's address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_local_program(address: str, headers: Iterable[str]) -> bool:
    """Return whether a program of this machine asks: through no proxy, and not a page that somebody has open.

    A proxy of this machine whom `FORWARDED_ALLOW_IPS` does not name makes all the world come from loopback.
    """
    return is_loopback(address) and FOR_OTHERS.isdisjoint(name.lower() for name in headers)
