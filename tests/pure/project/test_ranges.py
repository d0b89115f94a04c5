"""Which bytes a Range header asks for."""

from __future__ import annotations

import pytest

from messaging.api.files.ranges import Part, Unsatisfiable, requested_part


def test_one_part(subtests: pytest.Subtests) -> None:
    for header, part in [
        ("bytes=0-0", Part(0, 0)),
        ("bytes=0-9", Part(0, 9)),
        ("bytes=5-", Part(5, 9)),
        ("bytes=5-500", Part(5, 9)),
        ("bytes=-3", Part(7, 9)),
        ("bytes=-300", Part(0, 9)),
        (" bytes=9-9 ", Part(9, 9)),
    ]:
        with subtests.test(header=header, part=part):
            assert requested_part(header, 10) == part


def test_nonsense_is_the_whole_file(subtests: pytest.Subtests) -> None:
    for header in [
        "",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-3",
        "items=0-1",
        "bytes=0-1,3-4",
        "bytes=٣-",
        "bytes=1",
    ]:
        with subtests.test(header=header):
            assert requested_part(header, 10) is None


def test_bytes_that_are_not_there(subtests: pytest.Subtests) -> None:
    for header, size in [("bytes=10-", 10), ("bytes=99-100", 10), ("bytes=-0", 10), ("bytes=-1", 0)]:
        with subtests.test(header=header, size=size), pytest.raises(Unsatisfiable):
            requested_part(header, size)
