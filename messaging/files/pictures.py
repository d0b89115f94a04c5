"""Sizes and thumbnails of pictures that nobody has looked at yet, with an eye on picture bombs."""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

# Of all pictures of a moving one together. A few hundred bytes of PNG can claim 10,000 by 10,000 pixels: 400 MB once decoded.
MOST_PIXELS = 40_000_000
EDGE = 480
QUALITY = 78
CHUNK = 1024 * 1024
# What stands before each picture of a moving one.
FRAME_MARKS = {"WEBP": b"ANMF", "GIF": b"\x21\xf9\x04", "PNG": b"fcTL"}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
TYPES = frozenset(["image/jpeg", "image/png", "image/webp", "image/gif"])
THUMBNAIL_TYPE = "image/webp"

# Pillow then refuses while it reads the header, before it decodes anything.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# One picture at a time and process: 40 million pixels are 160 MB.
_one_at_a_time = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels as people see them (turned as the camera said), and a small WebP without any metadata."""

    width: int
    height: int
    thumbnail: bytes


def inspect_picture(file: BinaryIO) -> Picture | None:
    """Measure and shrink a picture; None for what cannot be shown safely: too many pixels, broken, no
    picture; decoders raise whatever they like. Blocks; leaves the file at its beginning."""
    file.seek(0)
    try:
        with _one_at_a_time:
            return _inspect(file)
    except Exception:
        return None
    finally:
        file.seek(0)


def _inspect(file: BinaryIO) -> Picture | None:
    with Image.open(file, formats=FORMATS) as image:
        width, height = image.size
        if not 0 < width * height * _frames(file, image.format or "") <= MOST_PIXELS:
            return None
        turned = image.getexif().get(0x0112, 1) in range(5, 9)
        image.thumbnail((EDGE, EDGE))  # lets a JPEG decode at a fraction of its size
        small = _bare(ImageOps.exif_transpose(image))
    out = BytesIO()
    small.save(out, "WEBP", quality=QUALITY, method=4)
    return Picture(height if turned else width, width if turned else height, out.getvalue())


def _frames(file: BinaryIO, form: str) -> int:
    """Return how many pictures a moving one has, by their marks: decoders would walk through all of them."""
    mark = FRAME_MARKS.get(form)
    if mark is None:
        return 1
    place, count, end = file.tell(), 0, b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        count += (end + chunk).count(mark)
        end = chunk[-len(mark) + 1 :]
    file.seek(place)
    return max(1, count)


def _bare(image: Image.Image) -> Image.Image:
    """Return the pixels alone: no position, no camera, no comment travels along."""
    see_through = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    pixels = image.convert("RGBA" if see_through else "RGB")
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    return bare
