"""Thumbnails: right way up, without anything but pixels, and never of a bomb."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from PIL import Image

from messaging.files.pictures import EDGE, inspect_picture
from simulator.media_samples import sample
from tests.files import PDF, SVG, picture, png, png_bomb


def small(data: bytes) -> Image.Image:
    seen = inspect_picture(io.BytesIO(data))
    assert seen is not None
    return Image.open(io.BytesIO(seen.thumbnail))


def test_a_picture_gets_a_small_one(subtests: pytest.Subtests) -> None:
    for form in ["PNG", "JPEG", "GIF", "WEBP"]:
        with subtests.test(form=form):
            seen = inspect_picture(io.BytesIO(picture(form, 1000, 500)))
            assert seen is not None
            assert (seen.width, seen.height) == (1000, 500)
            assert Image.open(io.BytesIO(seen.thumbnail)).size == (EDGE, EDGE // 2)


def test_a_small_picture_is_not_blown_up() -> None:
    assert small(png(8, 6)).size == (8, 6)


def test_a_camera_on_its_side_is_turned_and_forgotten() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretCam"
    data = picture("JPEG", 600, 400, exif=exif)
    assert b"SecretCam" in data
    seen = inspect_picture(io.BytesIO(data))
    assert seen is not None
    assert (seen.width, seen.height) == (400, 600)
    assert Image.open(io.BytesIO(seen.thumbnail)).size == (320, 480)
    assert b"SecretCam" not in seen.thumbnail
    assert b"EXIF" not in seen.thumbnail


def test_what_is_see_through_stays_so() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert small(out.getvalue()).convert("RGBA").getpixel((5, 5))[3] == 0


def test_of_a_moving_sticker_the_first_picture_is_taken() -> None:
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red = small(out.getvalue()).convert("RGB").getpixel((5, 5))
    assert red[0] > 200 > red[2]
    assert small(sample("sticker").data).size[0] > 0


def test_a_bomb_is_never_decoded() -> None:
    """10,000 by 10,000 pixels would be 300 MB."""
    data = png_bomb()
    tracemalloc.start()
    try:
        assert inspect_picture(io.BytesIO(data)) is None
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * 1024 * 1024


def test_what_is_no_picture_is_left_alone(subtests: pytest.Subtests) -> None:
    for data in [b"", PDF, SVG, png()[:40], b"\x89PNG\r\n\x1a\n" + b"\xff" * 100]:
        with subtests.test(data=data):
            file = io.BytesIO(data)
            assert inspect_picture(file) is None
            assert file.tell() == 0


def frames(form: str, edge: int, count: int) -> bytes:
    out = io.BytesIO()
    first, *rest = [Image.new("RGB", (edge, edge), (30 * number, 0, 0)) for number in range(count)]
    first.save(out, form, save_all=True, append_images=rest, duration=50)
    return out.getvalue()


@pytest.mark.parametrize("form", ["WEBP", "GIF", "PNG"])
def test_every_picture_of_a_moving_one_counts(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.files.pictures.MOST_PIXELS", 60_000)
    assert inspect_picture(io.BytesIO(frames(form, 100, 5))) is not None
    assert inspect_picture(io.BytesIO(frames(form, 100, 7))) is None
