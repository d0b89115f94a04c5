"""The addresses that a provider may direct us to: public ones over https, and no others."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from messaging.loopback import is_loopback


class NotPublicError(OSError):
    """A name that leads into a private network."""


class PublicOnlyResolver(AbstractResolver):
    """A resolver for which private addresses do not exist. The check is here, because the owner of a name may
    answer differently the second time."""

    def __init__(self) -> None:
        self._names = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise NotPublicError(host)
        return public

    async def close(self) -> None:
        await self._names.close()


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the internet's; anything that is no address is not."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


class ProviderResolver(AbstractResolver):
    """A resolver for the base URLs that admins set: this machine (the simulator) and public addresses, and private
    ones of the hosts that the installation names. A name that is public today may lead into the house tomorrow."""

    def __init__(self, private_hosts: Collection[str]) -> None:
        self._names = ThreadedResolver()
        self._public = PublicOnlyResolver()
        self._private_hosts = private_hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        known = is_loopback(host) or host in self._private_hosts
        return await (self._names if known else self._public).resolve(host, port, family)

    async def close(self) -> None:
        await self._names.close()
        await self._public.close()


def leads_into_the_house(host: str) -> bool:
    """Return whether a host is a private address in any spelling that a resolver takes (``10.1``, ``0xa000001``),
    loopback left out: plain words are for the resolver."""
    if is_loopback(host):
        return False
    if _is_ip(host.partition("%")[0]):
        return not is_public(host)
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:
        return False


def is_allowed_url(url: URL, *, allow_loopback: bool) -> bool:
    """Return whether a URL is https to a public host. ``allow_loopback``: the provider itself is on this
    machine (a simulator), and may redirect to it."""
    host = url.host or ""
    if allow_loopback and is_loopback(host) and url.scheme in {"http", "https"}:
        return True
    if url.scheme != "https" or not host or url.user is not None or is_loopback(host):
        return False
    # An address in place of a name never meets the resolver.
    return is_public(host) or not _is_ip(host)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
