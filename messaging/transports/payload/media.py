"""Files between a provider and us, as plain data."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Literal

MediaKind = Literal["image", "video", "audio", "document", "sticker"]
DIGEST_BYTES, LONGEST_DIGEST = 32, 64
_HEX = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class RemoteMedia:
    """A customer's file at the provider. ``sha256`` is lower-case hex or empty; everything that the
    provider says of it is to be verified."""

    kind: MediaKind
    remote_id: str
    url: str = ""
    mime_type: str = ""
    sha256: str = ""
    filename: str = ""
    caption: str = ""
    voice: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """How to fetch a file now. ``headers`` hold the token and are sent to ``url`` only, never along a
    redirect; ``redirects``: whether one to another https host may be followed (without them)."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    redirects: bool = False
    mime_type: str = ""
    sha256: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class OutgoingMedia:
    """A file of ours. ``open`` gives it from its beginning, to be closed by the caller.

    ``remote_id``: under which the provider has it already; ``public_url``: where a provider may fetch it
    for a while without a login.
    """

    kind: MediaKind
    mime_type: str
    filename: str
    size: int
    open: Callable[[], BinaryIO] = field(repr=False)
    voice: bool = False
    remote_id: str = ""
    public_url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The provider has the file, until then at the latest."""

    remote_id: str
    until: datetime | None = None


def sha256_hex(digest: str) -> str:
    """Return a SHA-256 as lower-case hex: webhooks have base64, other places hex; nonsense is empty."""
    if _HEX.fullmatch(digest):
        return digest.lower()
    if len(digest) > LONGEST_DIGEST:
        return ""
    try:
        found = base64.b64decode(digest.replace("-", "+").replace("_", "/") + "==", validate=False)
    except (ValueError, binascii.Error):
        return ""
    return found.hex() if len(found) == DIGEST_BYTES else ""
