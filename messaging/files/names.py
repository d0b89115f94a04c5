"""Names of files that strangers chose."""

from __future__ import annotations

import mimetypes
import unicodedata

from messaging.files.types import base_type
from messaging.limits import LONGEST_FILENAME

# What separates folders, and what Windows refuses.
FORBIDDEN = '/\\:*?"<>|'
# More than this is no extension.
LONGEST_EXTENSION = 10


def clean_name(name: str) -> str:
    """Return a name without folders, control characters, and marks that turn ``exe.jpg`` around; may be
    empty."""
    plain = "".join(character for character in name[-10 * LONGEST_FILENAME :] if _is_allowed(character))
    for separator in "/\\":
        plain = plain.rpartition(separator)[2]
    plain = "".join(" " if character in FORBIDDEN else character for character in plain)
    return _shortened(" ".join(plain.split()).strip(". "))


def shown_name(name: str, kind: str, pk: int, mime_type: str) -> str:
    """Return what a file is saved as: its cleaned name, else one that we make."""
    return clean_name(name) or f"{kind}-{pk}{extension(mime_type)}"


def extension(mime_type: str) -> str:
    """Return ``.jpg``; empty for a type that has none."""
    own = {
        "audio/ogg": ".ogg",
        "audio/amr": ".amr",
        "image/webp": ".webp",
        "video/3gpp": ".3gp",
        "audio/mp4": ".m4a",
    }
    return own.get(base_type(mime_type)) or mimetypes.guess_extension(base_type(mime_type)) or ""


def _is_allowed(character: str) -> bool:
    # Cc: control, Cf: turns the direction of writing, Cs: half a character.
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"}


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST_FILENAME:
        return name
    if not dot or len(ending) > LONGEST_EXTENSION:
        return name[:LONGEST_FILENAME]
    return f"{stem[: LONGEST_FILENAME - len(ending) - 1]}.{ending}"
