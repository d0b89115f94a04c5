"""The types of environment variables: each turns a text that is not empty into a value.

All raise `ValueError` with what the value must be, without the variable's name and without a full stop.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
DATABASES = ("sqlite", "postgres", "postgresql")


def text(value: str) -> str:
    """Take the value as it is."""
    return value


def words(value: str) -> tuple[str, ...]:
    """Split at commas."""
    return tuple(word for word in (part.strip() for part in value.split(",")) if word)


def flag(value: str) -> bool:
    """Read a yes or a no."""
    if value.lower() not in ON + OFF:
        raise ValueError(f"must be 1 or 0, not {value!r}")
    return value.lower() in ON


def path(value: str) -> Path:
    """Read the path of a folder."""
    return Path(value).expanduser().resolve()


def number(*, most: int, least: int = 1) -> Callable[[str], int]:
    """Make the parser of a whole number from `least` to `most`."""

    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ValueError(f"must be a number from {least} to {most}, not {value!r}")
        return int(value)

    return parse


def one_of(*allowed: str, fold: Callable[[str], str] = str) -> Callable[[str], str]:
    """Make the parser of one word of a few; `fold` makes ``info`` and ``INFO`` one word."""

    def parse(value: str) -> str:
        if fold(value) not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {fold(value)!r}")
        return fold(value)

    return parse


def secret(*, shortest: int) -> Callable[[str], str]:
    """Make the parser of a secret of at least `shortest` characters; no sentence shows it."""

    def parse(value: str) -> str:
        if len(value) < shortest:
            raise ValueError(f"is too short: it must be at least {shortest} characters")
        return value

    return parse


def url(*beginnings: str) -> Callable[[str], str]:
    """Make the parser of a URL; it may hold a password, so no sentence shows it."""

    def parse(value: str) -> str:
        if not any(value.startswith(beginning) and value != beginning for beginning in beginnings):
            raise ValueError(f"must begin with {' or '.join(beginnings)} and go on")
        return value

    return parse


def origin(value: str) -> str:
    """Read a public address: scheme and host, perhaps a port."""
    address = value.rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ValueError(f"must be like https://console.example.org, without a path, not {value!r}")
    return address


def host_names(value: str) -> tuple[str, ...]:
    """Split at commas; a host name has neither scheme nor path."""
    for host in words(value):
        if "/" in host or " " in host:
            raise ValueError(f"must be host names without scheme or path, not {host!r}")
    return words(value)


def networks(value: str) -> str:
    """Check addresses and networks, comma separated; ``*`` is everybody."""
    for word in words(value):
        try:
            if word != "*":
                ipaddress.ip_network(word)
        except ValueError as wrong:
            raise ValueError(f"must be addresses or networks such as 10.0.0.0/8, not {word!r}") from wrong
    return ",".join(words(value))


def database_url(value: str) -> dict[str, Any]:
    """Return Django's connection settings, without what the engine wants besides."""
    if value.partition(":")[0] not in DATABASES:
        raise ValueError("must begin with sqlite:///, postgres:// or postgresql://")
    try:
        config: dict[str, Any] = dict(environ.Env.db_url_config(value))
    except (ValueError, KeyError) as failure:
        raise ValueError(f"cannot be read: {failure}") from failure
    if not config.get("NAME") or config["NAME"] == ":memory:":
        raise ValueError("must name a database; one in memory cannot be shared by threads")
    return config
