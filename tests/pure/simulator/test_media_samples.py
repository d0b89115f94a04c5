"""The sample files are what they say that they are."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from PIL import Image

from messaging.files.types import base_type, real_type
from simulator import media_samples
from simulator.media_samples import sound
from simulator.media_samples.film import HIGH, SLICE, WIDE


def test_each_is_recognised_as_its_type(subtests: pytest.Subtests) -> None:
    for kind in media_samples.KINDS:
        with subtests.test(kind=kind):
            made = media_samples.sample(kind)
            assert made.kind == kind
            assert real_type(BytesIO(made.data), made.mime_type) == made.mime_type
            assert len(made.data) < 100_000


def test_pictures_open_and_another_seed_is_another_one():
    with Image.open(BytesIO(media_samples.photo(1))) as photo:
        assert (photo.format, photo.size) == ("JPEG", (480, 320))
    with Image.open(BytesIO(media_samples.sticker(1))) as sticker:
        assert (sticker.format, sticker.size, sticker.mode) == ("WEBP", (512, 512), "RGBA")
    assert media_samples.photo(1) == media_samples.photo(1) != media_samples.photo(2)


def test_every_page_of_the_voice_note_has_the_right_checksum():
    data, pages = media_samples.voice_note(2), 0
    while data:
        segments = data[26]
        length = 27 + segments + sum(data[27 : 27 + segments])
        page, data = data[:length], data[length:]
        assert page.startswith(b"OggS")
        [checksum] = struct.unpack("<I", page[22:26])
        assert sound._checksum(page[:22] + bytes(4) + page[26:]) == checksum
        pages += 1
    assert pages == 4


def test_the_film_says_truly_where_its_pictures_lie():
    data = media_samples.film(0)
    at = data.index(b"stco") + 8
    count, first = struct.unpack(">II", data[at : at + 8])
    [length] = struct.unpack(">I", data[first : first + 4])
    assert count == 1
    assert data[first + 4 : first + 4 + len(SLICE)] == SLICE
    assert data[first - 4 : first] == b"mdat"
    assert length > WIDE * HIGH


def test_the_page_holds_any_title():
    made = media_samples.page("A (note) \\ 日本")
    assert made.startswith(b"%PDF-1.4")
    assert rb"A \(note\) \\ ??" in made
    assert int(made.split(b"startxref\n")[1].split(b"\n")[0]) == made.index(b"xref\n0 ")


def test_types_without_their_parameters():
    assert {base_type(media_samples.sample(kind).mime_type) for kind in media_samples.KINDS} == {
        "image/jpeg", "video/mp4", "audio/ogg", "application/pdf", "image/webp",
    }  # fmt: skip
