"""The declared type of a file against its real one: what may be corrected, and what is a trap."""

from __future__ import annotations

from messaging.files.types import EXECUTABLE, SAME_CONTAINER, SCRIPT, UNKNOWN, base_type

# What runs, or makes a browser run something, when it is opened by mistake.
DANGEROUS = frozenset(["text/html", "image/svg+xml", "application/xml", EXECUTABLE, SCRIPT])
# What a browser shows without running anything. Everything else is saved, never shown.
SHOWN = frozenset(
    [
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/gif",
        "video/mp4",
        "video/3gpp",
        "audio/aac",
        "audio/amr",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "audio/wav",
    ]
)
FAMILIES = frozenset(["image", "video", "audio"])
# Other names of what `real_type` finds.
ALIASES = {
    "text/xml": "application/xml",
    "application/xhtml+xml": "application/xml",
    "image/jpg": "image/jpeg",
    "application/x-msdownload": EXECUTABLE,
    "application/vnd.microsoft.portable-executable": EXECUTABLE,
    "application/x-msdos-program": EXECUTABLE,
    "application/java-archive": EXECUTABLE,
    "application/vnd.android.package-archive": EXECUTABLE,
    "application/x-elf": EXECUTABLE,
    "application/x-sh": SCRIPT,
    "text/x-shellscript": SCRIPT,
    "text/x-python": SCRIPT,
    "application/x-httpd-php": SCRIPT,
}


def is_safe_inline(mime_type: str) -> bool:
    return base_type(mime_type) in SHOWN


def kind_by_type(mime_type: str) -> str:
    """Return ``image``, ``video``, ``audio``, or ``document`` for everything else."""
    family = base_type(mime_type).partition("/")[0]
    return family if family in FAMILIES else "document"


def is_consistent(promised: str, found: str) -> bool:
    """Return whether a file may be called what it was declared to be. A declaration of nothing in particular
    holds."""
    declared, is_now = base_type(promised), base_type(found)
    declared = ALIASES.get(declared, declared)
    return declared in {"", UNKNOWN} or declared == is_now or declared in SAME_CONTAINER.get(is_now, ())


def verified_kind_and_type(kind: str, promised: str, found: str) -> tuple[str, str] | None:
    """Return kind and type as which a file is kept; None for a trap: something dangerous under a harmless
    name."""
    if base_type(found) in DANGEROUS and not (kind == "document" and is_consistent(promised, found)):
        return None
    if base_type(found) == UNKNOWN:
        return _unknown(kind, promised)
    if kind == "document" or (kind == "sticker" and kind_by_type(found) == "image"):
        return kind, found
    return kind_by_type(found), found


def _unknown(kind: str, promised: str) -> tuple[str, str]:
    """Judge bytes that say nothing: sound and film are believed, which are decoded or not, and what is only
    saved."""
    if kind in {"audio", "video"} and kind_by_type(promised) == kind:
        return kind, promised
    harmless = (
        not is_safe_inline(promised)
        and ALIASES.get(base_type(promised), base_type(promised)) not in DANGEROUS
    )
    return "document", promised if promised and harmless else UNKNOWN
