"""Where a socket's page comes from: the only defence of a cookie against other sites' scripts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.http.request import validate_host

Headers = Iterable[tuple[bytes, bytes]]


def origin_allowed(headers: Headers, allowed_hosts: Sequence[str]) -> bool:
    """Exactly one Origin, of an allowed host. Where every host is allowed, of the host that was asked."""
    headers = list(headers)
    origins = _values(headers, b"origin")
    if len(origins) != 1:
        return False
    host = _host(origins[0])
    if not host:
        return False
    if "*" in allowed_hosts:
        return [host] == [_host(f"//{asked}") for asked in _values(headers, b"host")]
    return bool(validate_host(host, allowed_hosts))


def _values(headers: Headers, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key.lower() == name]


def _host(url: str) -> str:
    """Lower case, IPv6 in brackets; empty for "null" and other things without a host."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return f"[{host}]" if ":" in host else host
