"""The real type of a file by its bytes; its name and its declared type prove nothing."""

from __future__ import annotations

import os
import re
from typing import BinaryIO

import puremagic

from messaging.limits import LONGEST_MIME_TYPE

HEAD = 4096
TAIL = 64 * 1024
UNKNOWN = "application/octet-stream"
OPUS = "audio/ogg; codecs=opus"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
WORD, SHEET, SLIDES = (
    f"application/vnd.openxmlformats-officedocument.{name}"
    for name in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
OFFICE = {b"word/": WORD, b"xl/": SHEET, b"ppt/": SLIDES}
EXECUTABLE = "application/x-executable"
SCRIPT = "text/x-script"
# Types of text that look like plain text and are harmless wherever they are shown as such.
TEXT_LIKE_TYPES = frozenset(
    ["text/csv", "text/vcard", "text/x-vcard", "text/calendar", "application/json", "text/markdown"]
)
OFFICE_97 = frozenset(["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"])

# Sound only, in a container that films use as well: which it is cannot be told from the beginning.
SAME_CONTAINER = {
    "video/mp4": {"audio/mp4"},
    "audio/mp4": {"video/mp4"},
    "video/3gpp": {"video/mp4", "audio/mp4"},
}

SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), mime_type)
    for pattern, mime_type in (
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"RIFF....WEBP", "image/webp"),
        (rb"RIFF....WAVE", "audio/wav"),
        (rb"BM....\x00\x00\x00\x00", "image/bmp"),
        (rb"....ftyp(3g|mmp4)", "video/3gpp"),
        (rb"....ftypM4[ABP]", "audio/mp4"),
        (rb"....ftypqt", "video/quicktime"),
        (rb"....ftyp(heic|heix|mif1|msf1)", "image/heic"),
        (rb"....ftyp(avif|avis)", "image/avif"),
        (rb"....ftyp", "video/mp4"),
        (rb"OggS.{24,280}OpusHead", OPUS),
        (rb"OggS.{24,280}\x80theora", "video/ogg"),
        (rb"OggS", "audio/ogg"),
        (rb"#!AMR", "audio/amr"),
        (rb"ID3|\xff[\xfb\xfa\xf3\xf2\xe3]", "audio/mpeg"),
        (rb"\xff[\xf0\xf1\xf8\xf9]", "audio/aac"),
        (rb"fLaC", "audio/flac"),
        (rb"\x1a\x45\xdf\xa3.{0,60}webm", "video/webm"),
        (rb"\x1a\x45\xdf\xa3", "video/x-matroska"),
        (rb"%PDF-", "application/pdf"),
        (rb"PK\x03\x04|PK\x05\x06", ZIP),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
        (rb"\{\\rtf", "application/rtf"),
        (rb"MZ|\x7fELF|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|\x00asm", EXECUTABLE),
        (rb"L\x00\x00\x00\x01\x14\x02\x00", EXECUTABLE),
        (rb"#!|<\?php|@echo off", SCRIPT),
    )
)
# As browsers do it: blanks, marks and comments before the first tag do not count, and only these tags.
# Possessive, because "where does this comment end" tried anew for each of many is for ever.
BEFORE = rb"(?>\s|<!--.*?-->|<\?xml.*?\?>|<!doctype\s+(?!html)[^>]*>)*+"
TAGS = (
    rb"!doctype\s+html|html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|img|link|meta|svg"
)
MARKUP = re.compile(BEFORE + rb"<(?:" + TAGS + rb")(?=[\s/>])", re.IGNORECASE | re.DOTALL)
SVG = re.compile(BEFORE + rb"<svg(?=[\s/>])|(?=<).*http://www\.w3\.org/2000/svg", re.IGNORECASE | re.DOTALL)
XML = re.compile(rb"<\?xml(?=\s)", re.IGNORECASE)
WHITESPACE = b" \t\r\n\x0c"
# What may stand in a header: no line of its own, no second value, nothing that is no ASCII.
TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:\ *;\ *[\w-]+=(?:[\w.+-]+|\"[\w.+ ,-]*\"))*", re.ASCII)
# Readers look for its first line this far: scanners and mail programs put lines of their own before it.
PDF_WITHIN = 1024
# Control characters that no text has, whatever its encoding (WHATWG's "binary data bytes").
NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def base_type(mime_type: str) -> str:
    """Return a MIME type without parameters, in lower case."""
    return mime_type.partition(";")[0].strip().lower()


def safe_mime_type(mime_type: str) -> str:
    """Return what a file was declared to be, as it may be kept and served: without parameters where those are
    odd, empty where it is no type at all. Customers' programs choose it."""
    found = (mime_type.strip(), base_type(mime_type))
    return next((one for one in found if len(one) <= LONGEST_MIME_TYPE and TYPE.fullmatch(one)), "")


def real_type(file: BinaryIO, promised: str = "") -> str:
    """Return the MIME type by content; ``promised`` only decides between types that look alike. Leaves the
    file at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    found = _by_signature(head) or _text(head) or _by_puremagic(head) or _old_text(head) or UNKNOWN
    if found == ZIP:
        found = _inside_zip(file)
    file.seek(0)
    return _disambiguated(found, base_type(promised))


def _by_signature(head: bytes) -> str:
    return next((mime_type for pattern, mime_type in SIGNATURES if pattern.match(head)), "")


def _text(head: bytes) -> str:
    """Recognise markup and plain text; empty for anything else."""
    if head.startswith(BYTE_ORDER_MARKS[1:]):
        head = _as_utf8(head)
    begun = head.removeprefix(BYTE_ORDER_MARKS[0]).lstrip(WHITESPACE)
    for pattern, mime_type in ((SVG, "image/svg+xml"), (MARKUP, "text/html"), (XML, "application/xml")):
        if pattern.match(begun):
            return mime_type
    if b"%PDF-" in head[:PDF_WITHIN]:
        return "application/pdf"
    if b"\x00" in head:
        return ""
    try:
        # The last character may be cut.
        head[:-4].decode() if len(head) >= HEAD else head.decode()
    except UnicodeDecodeError:
        return ""
    return "text/plain" if head else UNKNOWN


def _as_utf8(head: bytes) -> bytes:
    return head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()


def _by_puremagic(head: bytes) -> str:
    """Return what else puremagic recognises, if it is sure; else empty."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    best = max(found, key=lambda one: one.confidence, default=None)
    if best is None or best.confidence < 0.7:  # noqa: PLR2004 (two bytes alone are no proof)
        return ""
    return best.mime_type or ""


def _old_text(head: bytes) -> str:
    """Recognise text in an encoding of one byte per letter (Windows-1252 and its like), as browsers do."""
    return "" if NO_TEXT.search(head) else "text/plain"


def is_animated(file: BinaryIO) -> bool:
    """Return whether a WebP says of itself that it is animated. Leaves the file at its beginning."""
    file.seek(0)
    head = file.read(21)
    file.seek(0)
    return head[12:16] == b"VP8X" and bool(head[20:] and head[20] & 0x02)


def _inside_zip(file: BinaryIO) -> str:
    """Tell office documents and programs from other archives by the names inside. Only the two ends are read:
    the list of an archive may be as long as its maker liked."""
    file.seek(0)
    names = file.read(TAIL)
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - TAIL))
    names += file.read(TAIL)
    if b"META-INF/MANIFEST.MF" in names or b"classes.dex" in names:
        return EXECUTABLE
    if b"[Content_Types].xml" not in names:
        return ZIP
    return next((kind for folder, kind in OFFICE.items() if folder in names), ZIP)


def _disambiguated(found: str, promised: str) -> str:
    if found == "text/plain" and promised in TEXT_LIKE_TYPES:
        return promised
    if found == OLE and promised in OFFICE_97:
        return promised
    if promised in SAME_CONTAINER.get(found, ()):
        return promised
    return found
