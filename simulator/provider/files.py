"""Files at the fake provider: in Django's storage, bounded, downloadable for five minutes at a time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.db.models import Sum
from django.utils import timezone

from simulator import faults
from simulator.models import SimulatedMedia, SimulatedNumber
from simulator.wire import clean

MB = 1024 * 1024
# Oldest first, what is beyond goes: this is a toy, not an archive.
KEPT_FILES, KEPT_BYTES = 500, 600 * MB
URL_LIFETIME = 300  # seconds (docs/design/providers.md A12)
CHUNK_SIZE = 64 * 1024
# docs/design/providers.md A12; the type without its parameters.
RULES: dict[str, tuple[frozenset[str], int]] = {
    "audio": (frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}), 16 * MB),
    "image": (frozenset({"image/jpeg", "image/png"}), 5 * MB),
    "video": (frozenset({"video/mp4", "video/3gpp"}), 16 * MB),
    "sticker": (frozenset({"image/webp"}), 500 * 1024),
    "document": (
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            }
        ),
        100 * MB,
    ),
}
LARGEST_FILE = max(most for _, most in RULES.values())


def base_type(mime_type: str) -> str:
    """Return the type without its parameters, in lower case."""
    return mime_type.partition(";")[0].strip().lower()


def kind_of(mime_type: str) -> str:
    """Return the kind as which Meta takes this type; empty when it does not."""
    return next((kind for kind, (types, _) in RULES.items() if base_type(mime_type) in types), "")


def save_file(
    number: SimulatedNumber, content: File[bytes] | bytes, mime_type: str, filename: str
) -> SimulatedMedia:
    """Save a file; delete the oldest where there are too many."""
    file = ContentFile(content) if isinstance(content, bytes) else content
    digest = hashlib.sha256()
    for chunk in file.chunks(CHUNK_SIZE):
        digest.update(chunk)
    media = SimulatedMedia(
        number=number,
        media_id=_new_id(number),
        mime_type=clean(mime_type)[:127],
        filename=clean(PurePosixPath(filename.replace("\\", "/")).name)[:255],
        sha256=digest.hexdigest(),
        size=file.size,
    )
    media.file.save(media.media_id, file, save=False)
    media.save()
    _prune(number)
    return media


def _new_id(number: SimulatedNumber) -> str:
    if number.provider == SimulatedNumber.Provider.TWILIO:
        return f"ME{secrets.token_hex(16)}"
    return str(secrets.randbelow(9 * 10**15) + 10**15)


def _prune(number: SimulatedNumber) -> None:
    while number.media.count() > KEPT_FILES or (
        _stored_bytes(number) > KEPT_BYTES and number.media.count() > 1
    ):
        delete_file(number.media.earliest("id"))


def _stored_bytes(number: SimulatedNumber) -> int:
    return number.media.aggregate(sum=Sum("size"))["sum"] or 0


def delete_file(media: SimulatedMedia) -> None:
    media.file.delete(save=False)
    media.delete()


def find_file(number: SimulatedNumber, media_id: str) -> SimulatedMedia | None:
    """Return the file while the provider keeps it (30 days)."""
    young = timezone.now() - timedelta(days=30)
    return number.media.filter(media_id=media_id, created_at__gt=young).first()


def signed_query(media: SimulatedMedia, *, now: float | None = None) -> str:
    """Return the query that makes a URL of the file valid for `URL_LIFETIME` seconds."""
    until = int((time.time() if now is None else now) + URL_LIFETIME)
    return f"ext={until}&hash={_signature(media, str(until))}"


def is_valid_signature(media: SimulatedMedia, until: str, mark: str) -> bool:
    alive = until.isascii() and until.isdigit() and time.time() < int(until[:12])
    return alive and hmac.compare_digest(_signature(media, until).encode(), mark.encode("utf-8", "replace"))


def _signature(media: SimulatedMedia, until: str) -> str:
    secret = (media.number.app_secret or media.number.access_token).encode()
    return hmac.new(secret, f"{media.media_id}:{until}".encode(), hashlib.sha256).hexdigest()[:32]


def announced_sha256(media: SimulatedMedia) -> str:
    """Return the checksum that the provider announces (hex): a wrong one while that fault is on."""
    wrong = faults.use_fault(media.number, "wrong_sha256") is not None
    return media.sha256[::-1] if wrong else media.sha256


def announced_type(media: SimulatedMedia) -> str:
    """Return the type that the provider announces: a wrong one while that fault is on."""
    if faults.use_fault(media.number, "wrong_type") is None:
        return media.mime_type
    return "application/pdf" if media.mime_type.startswith("image/") else "image/jpeg"


async def stream(media: SimulatedMedia) -> AsyncIterator[bytes]:
    """Yield the bytes of the file, read in a thread so that the loop does not wait for the disk."""
    with await asyncio.to_thread(media.file.open, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_SIZE):
            yield chunk
