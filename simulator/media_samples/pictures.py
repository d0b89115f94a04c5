"""A picture of a room and a sticker, drawn with Pillow."""

from __future__ import annotations

import colorsys
import random
from io import BytesIO

from PIL import Image, ImageDraw

WIDE, HIGH = 480, 320
STICKER = 512  # what WhatsApp wants of a sticker, both ways


def _colour(hue: float, light: float, depth: float = 0.45) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, light, depth)
    return round(red * 255), round(green * 255), round(blue * 255)


def photo(seed: int = 0) -> bytes:
    """Return a JPEG of a lamp on a table, about 8 KB."""
    chance = random.Random(seed)  # noqa: S311 (a picture, no secret)
    hue = chance.random()
    image = Image.new("RGB", (WIDE, HIGH), _colour(hue, 0.86))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 230, WIDE, HIGH), fill=_colour(hue + 0.08, 0.4))
    draw.rectangle((40, 205, 440, 232), fill=_colour(hue + 0.06, 0.5))
    x = chance.randint(150, 320)
    draw.ellipse((x - 90, 0, x + 90, 190), fill=_colour(0.13, 0.93, 0.9))
    draw.line((x, 110, x, 204), fill=_colour(hue + 0.5, 0.25), width=8)
    draw.polygon(((x - 60, 110), (x + 60, 110), (x + 34, 46), (x - 34, 46)), fill=_colour(hue + 0.5, 0.45))
    draw.ellipse((x - 34, 196, x + 34, 210), fill=_colour(hue + 0.5, 0.25))
    return _saved(image, "JPEG", quality=82)


def sticker(seed: int = 0) -> bytes:
    """Return a WebP of a face on a transparent ground."""
    chance = random.Random(seed)  # noqa: S311
    image = Image.new("RGBA", (STICKER, STICKER), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((36, 36, 476, 476), fill=(*_colour(chance.random(), 0.62, 0.8), 255))
    for x in (180, 332):
        draw.ellipse((x - 26, 170, x + 26, 240), fill=(40, 40, 40, 255))
    draw.arc((150, 200, 362, 380), 20, 160, fill=(40, 40, 40, 255), width=18)
    return _saved(image, "WEBP", quality=70)


def _saved(image: Image.Image, form: str, **options: int) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()
