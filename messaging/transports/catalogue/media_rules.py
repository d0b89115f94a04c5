"""Checks whether a file may be sent; the sentence says what would be possible."""

from __future__ import annotations

import math

from messaging.transports.catalogue.capabilities import Capabilities, MediaRule

KB, MB = 1024, 1024 * 1024
OGG = "audio/ogg"
PLURALS = {
    "image": "images",
    "video": "videos",
    "audio": "audio files",
    "document": "documents",
    "sticker": "stickers",
}
# As people call them; a type that is not here is called by its own name.
TYPE_NAMES = {
    "image/jpeg": "JPEG",
    "image/svg+xml": "SVG",
    "image/x-icon": "ICO",
    "video/3gpp": "3GP",
    "video/quicktime": "MOV",
    "video/x-matroska": "MKV",
    "audio/mpeg": "MP3",
    "audio/mp4": "M4A",
    "text/plain": "TXT",
    "application/msword": "DOC",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.ms-powerpoint": "PPT",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
}


def media_refusal(
    can: Capabilities, kind: str, mime_type: str, size: int, *, moves: bool | None = None
) -> str:
    """Return what is wrong with sending such a file as this kind; empty when nothing is. ``size`` is in
    bytes; ``moves`` tells whether a picture is animated, None where that is not known."""
    rule = can.media.get(kind)
    if rule is None:
        return f"This inbox cannot send {PLURALS.get(kind, 'such files')}."
    bare = mime_type.partition(";")[0].strip().lower()
    if bare not in rule.types:
        return f"{_accepted_files(kind, rule)}; this one is {type_name(bare)}."
    if size > rule.most_bytes:
        return f"{_accepted_files(kind, rule)}; this one has {format_size(size)}."
    still = rule.most_bytes_still
    if still is not None and moves is False and size > still:
        limit = f"{PLURALS[kind]} that do not move of up to {format_size(still)}"
        return f"WhatsApp takes {limit}; this one has {format_size(size)}. Send it as JPEG or PNG."
    return ""


def audio_refusal(real_type: str) -> str:
    """Return what is wrong with this sound, by its real type; empty when nothing is. WhatsApp plays Ogg only
    with Opus inside and refuses the rest after it has accepted it."""
    if real_type == OGG:
        return "WhatsApp takes OGG with Opus sound only; this one has another sound inside. Send it as MP3."
    return ""


def _accepted_files(kind: str, rule: MediaRule) -> str:
    names = list(dict.fromkeys(type_name(one) for one in rule.types))
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"WhatsApp takes {PLURALS[kind]} of up to {format_size(rule.most_bytes)} as {listed}"


def type_name(mime_type: str) -> str:
    """Return what people call a MIME type: ``image/png`` is PNG."""
    if not mime_type:
        return "of an unknown type"
    return TYPE_NAMES.get(mime_type) or mime_type.rpartition("/")[2].removeprefix("x-").upper()


def format_size(size: int) -> str:
    """Write a size rounded up, so that what is above a limit never looks like the limit."""
    unit, name = (MB, "MB") if size >= MB else (KB, "KB")
    tenths = math.ceil(size * 10 / unit)
    return f"{tenths / 10:g} {name}"
