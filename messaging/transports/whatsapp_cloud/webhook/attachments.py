"""The file of an inbound item, as Meta describes it. Nothing of it is verified here.

See docs/design/providers.md A5.
"""

from __future__ import annotations

import re
import time
from typing import Any

from messaging.files import clean_name, safe_mime_type
from messaging.limits import LONGEST_EXTERNAL_ID, LONGEST_TEXT, LONGEST_URL
from messaging.transports.payload import MediaKind, RemoteMedia, mapping, sha256_hex, text

_EXPIRY = re.compile(r"[?&]ext=([0-9]{1,12})(?:&|$)")
# Fetched a little later than read: an address that dies meanwhile is none.
_MARGIN = 5.0

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
    """Return the file of an item of type ``named``; none when there is nothing by which it could be fetched."""
    kind, part = MEDIA_KINDS.get(named), mapping(item, named)
    if kind is None or not part:
        return ()
    remote_id, url = text(part, "id"), _fresh_url(part)
    if not (remote_id or url) or len(remote_id) > LONGEST_EXTERNAL_ID:
        return ()
    media = RemoteMedia(
        kind=kind,
        remote_id=remote_id,
        url=url,
        mime_type=safe_mime_type(text(part, "mime_type")),
        sha256=sha256_hex(text(part, "sha256")),
        filename=clean_name(text(part, "filename")),
        caption=text(part, "caption")[:LONGEST_TEXT],
        voice=part.get("voice") is True or named == "voice",
    )
    return (media,)


def _fresh_url(part: dict[str, Any]) -> str:
    """Return where the file can still be fetched; Meta's addresses say themselves until when."""
    url = text(part, "url")
    expiry = _EXPIRY.search(url) if url.startswith("https://") and len(url) <= LONGEST_URL else None
    return url if expiry and int(expiry[1]) > time.time() + _MARGIN else ""
