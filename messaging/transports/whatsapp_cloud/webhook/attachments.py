"""The file of an incoming item, as Meta promises it. Nothing of it is believed here.

See docs/design/providers.md A5.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
import unicodedata
from typing import Any

from messaging.files.types import safe_mime_type
from messaging.transports.payload.json_access import mapping, text
from messaging.transports.payload.media import MediaKind, RemoteMedia

LONGEST_ID, LONGEST_FILENAME, LONGEST_URL = 255, 200, 2000
LONGEST_CAPTION = 4096
DIGEST_BYTES, LONGEST_DIGEST = 32, 64

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_EXPIRY = re.compile(r"[?&]ext=([0-9]{1,12})(?:&|$)")
# Fetched a little later than read: an address that dies meanwhile is none.
_MARGIN = 5.0
# What some system takes for a part of a path, a wildcard or a pipe.
_RISKY = re.compile(r'[:*?"<>|]')

# The part that an item has, and the kind of its file.
MEDIA_KINDS: dict[str, MediaKind] = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "voice": "audio",
    "document": "document",
    "sticker": "sticker",
}


def parse_attachments(item: dict[str, Any], named: str) -> tuple[RemoteMedia, ...]:
    """The file of an item of type ``named``; none when there is nothing by which it could be fetched."""
    kind, part = MEDIA_KINDS.get(named), mapping(item, named)
    if kind is None or not part:
        return ()
    remote_id, url = text(part, "id"), _fresh_url(part)
    if not (remote_id or url) or len(remote_id) > LONGEST_ID:
        return ()
    media = RemoteMedia(
        kind=kind,
        remote_id=remote_id,
        url=url,
        mime_type=safe_mime_type(text(part, "mime_type")),
        sha256=sha256_hex(text(part, "sha256")),
        filename=safe_filename(text(part, "filename")),
        caption=text(part, "caption")[:LONGEST_CAPTION],
        voice=part.get("voice") is True or named == "voice",
    )
    return (media,)


def _fresh_url(part: dict[str, Any]) -> str:
    """Where the file can still be had; Meta's addresses say themselves until when."""
    url = text(part, "url")
    expiry = _EXPIRY.search(url) if url.startswith("https://") and len(url) <= LONGEST_URL else None
    return url if expiry and int(expiry[1]) > time.time() + _MARGIN else ""


def sha256_hex(told: str) -> str:
    """A SHA-256 as lower-case hex: webhooks have base64, other places hex; nonsense is empty."""
    if _HEX.fullmatch(told):
        return told.lower()
    if len(told) > LONGEST_DIGEST:
        return ""
    try:
        found = base64.b64decode(told.replace("-", "+").replace("_", "/") + "==", validate=False)
    except (ValueError, binascii.Error):
        return ""
    return found.hex() if len(found) == DIGEST_BYTES else ""


def safe_filename(told: str) -> str:
    """A bare name: no folders, nothing invisible (which could turn ``exe.pdf`` around), not too long."""
    bare = re.split(r"[/\\]", told[-10 * LONGEST_FILENAME :])[-1]
    visible = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C")
    name = _RISKY.sub("_", visible).strip(" .")
    if len(name) <= LONGEST_FILENAME:
        return name
    stem, dot, ending = name.rpartition(".")
    fits = dot and len(ending) < LONGEST_FILENAME // 10
    return f"{stem[: LONGEST_FILENAME - len(ending) - 1]}.{ending}" if fits else name[:LONGEST_FILENAME]
