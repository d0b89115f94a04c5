"""Sample files of every kind, drawn in code for the demo and the simulator.

They are real: a picture that opens, a voice note and a film that play, a document that prints.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from simulator.media_samples.film import film
from simulator.media_samples.paper import page
from simulator.media_samples.pictures import photo, sticker
from simulator.media_samples.sound import voice_note

__all__ = ["KINDS", "Sample", "film", "page", "photo", "sample", "sticker", "voice_note"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file with the kind and type under which WhatsApp reports it."""

    kind: str
    mime_type: str
    filename: str
    data: bytes
    voice: bool = False


_MAKERS: dict[str, Callable[[int], Sample]] = {
    "image": lambda seed: Sample("image", "image/jpeg", "photo.jpg", photo(seed)),
    "video": lambda seed: Sample("video", "video/mp4", "film.mp4", film(seed)),
    "audio": lambda seed: Sample("audio", "audio/ogg; codecs=opus", "voice.ogg", voice_note(), voice=True),
    "document": lambda seed: Sample(
        "document", "application/pdf", "note.pdf", page(f"Maple & Oak, note {seed % 1000}")
    ),
    "sticker": lambda seed: Sample("sticker", "image/webp", "sticker.webp", sticker(seed)),
}
KINDS = tuple(_MAKERS)


@lru_cache(maxsize=32)  # the demo shows each on two sides
def sample(kind: str, seed: int = 0) -> Sample:
    """Return a sample file of this kind (one of `KINDS`); another seed draws another one."""
    return _MAKERS[kind](seed)
