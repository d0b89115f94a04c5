"""Ranges of files, as browsers ask for them to seek in a video (RFC 9110, one range at a time)."""

from __future__ import annotations

import re
from dataclasses import dataclass

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `first` up to and with `last`."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """The file has no byte that was asked for."""


def requested_part(header: str, size: int) -> Part | None:
    """Return the part that a Range header asks for; None for the whole file, which also answers what we do not understand
    (several ranges, other units, nonsense). Raises `Unsatisfiable`."""
    match = RANGE.fullmatch(header.strip())
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        return _last_bytes(int(last), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Part(int(first), min(int(last), size - 1) if last else size - 1)


def _last_bytes(length: int, size: int) -> Part:
    if not length or not size:
        raise Unsatisfiable
    return Part(max(0, size - length), size - 1)
