"""The header Retry-After: seconds or a date, and never nonsense."""

from __future__ import annotations

from email.utils import formatdate
from time import tzset

from messaging.transports.http.client import retry_after


def test_seconds(subtests):
    for header, seconds in [
        ("0", 0),
        ("5", 5),
        (" 5 ", 5),
        ("2.5", 2.5),
        ("86400", 3600),
        ("999999999999", 3600),
    ]:
        with subtests.test(header=header, seconds=seconds):
            assert retry_after(header) == seconds


def test_nonsense_is_none(subtests):
    for header in ["", "soon", "-5", "5s", "nan", "inf", "1e9", "\u0665", "Mon, 99 Foo 2025", "\x00"]:
        with subtests.test(header=header):
            assert retry_after(header) is None


def test_date():
    now = 1_750_030_000.0
    assert retry_after(formatdate(now + 90, usegmt=True), now) == 90
    assert retry_after(formatdate(now - 90, usegmt=True), now) == 0
    assert retry_after("Sun, 15 Jun 2025 15:07:00 -0400", now) == 0
    assert retry_after("Sun, 15 Jun 2325 23:27:00 GMT", now) == 3600


def test_date_without_a_zone_is_not_local_time(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    tzset()
    try:
        assert retry_after("Sun, 15 Jun 2025 23:27:00 -0000", 1_750_030_000.0) == 20
    finally:
        monkeypatch.undo()
        tzset()
