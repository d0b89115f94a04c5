"""Names that somebody else chose."""

from __future__ import annotations

import pytest

from messaging.files.names import clean_name, shown_name
from messaging.limits import LONGEST_FILENAME


def test_a_name_is_only_a_name(subtests: pytest.Subtests) -> None:
    for name, clean in [
        ("Invoice 12.pdf", "Invoice 12.pdf"),
        ("Größe 見積.pdf", "Größe 見積.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ann\\a.doc", "a.doc"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b.pdf", "ab.pdf"),
        ('a"b<c>.pdf', "a b c .pdf"),
        (" . .", ""),
        ("", ""),
        ("/", ""),
        ("Grüße 👍.pdf", "Grüße 👍.pdf"),
        ("a/..", ""),
        (".htaccess", "htaccess"),
        ("a\u200b.pdf", "a.pdf"),
        ("con:stream|.txt", "con stream .txt"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 300, "x" * 200),
    ]:
        with subtests.test(name=name, clean=clean):
            assert clean_name(name) == clean


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("x" * 1000 + ".docx")
    assert (len(name), name[-5:]) == (LONGEST_FILENAME, ".docx")
    assert len(clean_name("y" * 1000 + "." + "z" * 50)) == LONGEST_FILENAME


def test_a_file_without_a_name_gets_one() -> None:
    assert shown_name("", "audio", 7, "audio/ogg; codecs=opus") == "audio-7.ogg"
    assert shown_name("a.pdf", "document", 7, "application/pdf") == "a.pdf"
