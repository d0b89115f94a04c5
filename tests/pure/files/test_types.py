"""What a file is, whatever it is called; and what may be made of a promise that does not hold."""

from __future__ import annotations

import io
import time

import pytest

from messaging.files.declared_types import is_safe_inline, verified_kind_and_type
from messaging.files.types import OPUS, SHEET, SLIDES, UNKNOWN, WORD, real_type, safe_mime_type
from simulator.media_samples import sample
from tests.files import EXE, HTML, PDF, SVG, archive, office, picture, png


def found(data: bytes, promised: str = "") -> str:
    return real_type(io.BytesIO(data), promised)


def ftyp(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 12


def test_the_bytes_tell_what_a_file_is(subtests: pytest.Subtests) -> None:
    for data, mime_type in [
        (png(), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (picture("BMP"), "image/bmp"),
        (PDF, "application/pdf"),
        (sample("audio").data, OPUS),
        (sample("video").data, "video/mp4"),
        (ftyp(b"3gp5"), "video/3gpp"),
        (ftyp(b"M4A "), "audio/mp4"),
        (ftyp(b"qt  "), "video/quicktime"),
        (ftyp(b"heic"), "image/heic"),
        (ftyp(b"avif"), "image/avif"),
        (b"#!AMR\n", "audio/amr"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"),
        (office("word"), WORD),
        (office("xl"), SHEET),
        (office("ppt"), SLIDES),
        (archive(readme="hello"), "application/zip"),
        (archive(**{"META-INF/MANIFEST.MF": "x"}), "application/x-executable"),
        (EXE, "application/x-executable"),
        (b"\x7fELF\x02", "application/x-executable"),
        (b"#!/bin/sh\nrm -rf /", "text/x-script"),
        (b"<?php system($_GET[0]);", "text/x-script"),
        (SVG, "image/svg+xml"),
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"<!-- a picture --><svg/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><x:svg xmlns:x='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (HTML, "text/html"),
        (b"\n  \t<HTML >", "text/html"),
        (b"\xef\xbb\xbf<script>", "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b"<?xml version='1.0'?><invoice/>", "application/xml"),
        ("Grüße".encode(), "text/plain"),
        (b"<3 you", "text/plain"),
        (b"1 < 2 and <script> is a word here", "text/plain"),
        (("é" * 5000).encode(), "text/plain"),
        ("Prix: 5 €; Grüße\r\n".encode("cp1252"), "text/plain"),
        ("Привет, мир\n".encode("cp1251"), "text/plain"),
        (("Straße;Größe\n" * 400).encode("latin-1"), "text/plain"),
        (b"\xe9\x00\xe9\x01", UNKNOWN),
        (b"\r\n" + PDF, "application/pdf"),
        (b"x" * 1000 + PDF, "application/pdf"),
        (b"x" * 1024 + PDF, "text/plain"),
        (b"<html>" + PDF, "text/html"),
        (b"From: a@b.example\r\nSubject: Hi\r\n\r\nHello", "text/plain"),
        (b"", UNKNOWN),
        (b"\x00\x01\x02\x03", UNKNOWN),
    ]:
        with subtests.test(data=data, mime_type=mime_type):
            assert found(data) == mime_type


def test_a_promise_decides_between_twins_only(subtests: pytest.Subtests) -> None:
    for data, promised, mime_type in [
        (b"a;b;c", "text/csv", "text/csv"),
        (b"BEGIN:VCARD", "text/vcard; charset=utf-8", "text/vcard"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword", "application/msword"),
        (ftyp(b"isom"), "audio/mp4", "audio/mp4"),
        (png(), "image/jpeg", "image/png"),
        (HTML, "text/csv", "text/html"),
    ]:
        with subtests.test(data=data, promised=promised, mime_type=mime_type):
            assert found(data, promised) == mime_type


def test_no_file_takes_long_to_look_at(subtests: pytest.Subtests) -> None:
    for data in [b"<!--" * 1024, b"<!---->" * 585, b"<?xml ?>" * 512, b" " * 4096, b"<!doctype a>" * 341]:
        with subtests.test(data=data):
            assert min(seconds_of_work(data) for _ in range(5)) < 0.05


def seconds_of_work(data: bytes) -> float:
    """What this thread alone has worked: others of the machine do not count."""
    begun = time.thread_time()
    found(data)
    return time.thread_time() - begun


def test_the_file_is_left_at_its_beginning() -> None:
    file = io.BytesIO(office("word"))
    real_type(file)
    assert file.tell() == 0


# --- promises --------------------------------------------------------------------------------


def test_something_dangerous_under_a_harmless_name_is_a_trap(subtests: pytest.Subtests) -> None:
    for kind, promised, real in [
        ("image", "image/png", "image/svg+xml"),
        ("image", "image/svg+xml", "image/svg+xml"),
        ("image", "", "text/html"),
        ("sticker", "image/webp", "text/html"),
        ("audio", "audio/ogg", "application/x-executable"),
        ("document", "application/pdf", "text/html"),
        ("document", "text/plain", "text/html"),
        ("document", "application/pdf", "application/x-executable"),
        ("document", "text/plain", "text/x-script"),
    ]:
        with subtests.test(kind=kind, promised=promised, real=real):
            assert verified_kind_and_type(kind, promised, real) is None


def test_an_error_is_corrected(subtests: pytest.Subtests) -> None:
    for kind, promised, real, kept in [
        ("image", "image/jpeg", "image/png", ("image", "image/png")),
        ("image", "image/jpeg", "application/pdf", ("document", "application/pdf")),
        ("image", "image/jpeg", UNKNOWN, ("document", UNKNOWN)),
        ("sticker", "image/webp", "image/webp", ("sticker", "image/webp")),
        ("sticker", "image/webp", "video/mp4", ("video", "video/mp4")),
        ("audio", "audio/aac", UNKNOWN, ("audio", "audio/aac")),
        ("audio", "audio/ogg", OPUS, ("audio", OPUS)),
        ("video", "video/mp4", "image/gif", ("image", "image/gif")),
        ("document", "image/png", "image/png", ("document", "image/png")),
        ("document", "image/png", UNKNOWN, ("document", UNKNOWN)),
        ("document", "text/html", UNKNOWN, ("document", UNKNOWN)),
        ("document", "application/x-foo", UNKNOWN, ("document", "application/x-foo")),
        ("document", "", UNKNOWN, ("document", UNKNOWN)),
        # Honest, and only ever saved.
        ("document", "text/html", "text/html", ("document", "text/html")),
        ("document", "text/xml", "application/xml", ("document", "application/xml")),
        (
            "document",
            "application/x-msdownload",
            "application/x-executable",
            ("document", "application/x-executable"),
        ),
        ("document", "application/octet-stream", "text/html", ("document", "text/html")),
    ]:
        with subtests.test(kind=kind, promised=promised, real=real, kept=kept):
            assert verified_kind_and_type(kind, promised, real) == kept


def test_nothing_that_could_run_is_ever_shown(subtests: pytest.Subtests) -> None:
    for mime_type in [
        "text/html",
        "image/svg+xml",
        "application/pdf",
        "application/xml",
        "text/plain",
        UNKNOWN,
        "",
    ]:
        with subtests.test(mime_type=mime_type):
            assert not is_safe_inline(mime_type)


def test_pictures_sound_and_film_are_shown() -> None:
    assert all(is_safe_inline(one) for one in ("image/png", "IMAGE/JPEG", OPUS, "video/mp4"))


def test_a_type_that_somebody_said_fits_a_header_and_a_column(subtests: pytest.Subtests) -> None:
    for declared, kept in [
        (OPUS, OPUS),
        ('text/plain; charset="utf-8"', 'text/plain; charset="utf-8"'),
        ("image/png; a=b\r\nX-Evil: 1", "image/png"),
        ("audio/ogg; codecs=" + "x" * 200, "audio/ogg"),
        ("image/png\r\nX-Evil: 1", ""),
        ("application/x-" + "a" * 200, ""),
        ("text/html, image/png", ""),
        ("application/é", ""),
        ("nothing", ""),
        ("", ""),
    ]:
        with subtests.test(declared=declared, kept=kept):
            assert safe_mime_type(declared) == kept
