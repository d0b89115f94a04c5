"""Which bytes a Range header asks for."""

from __future__ import annotations

import pytest

from messaging.api.ranges import Part, Unsatisfiable, asked_part
from tests.rows import each


@each(
    ("header", "part"),
    [
        ("bytes=0-0", Part(0, 0)),
        ("bytes=0-9", Part(0, 9)),
        ("bytes=5-", Part(5, 9)),
        ("bytes=5-500", Part(5, 9)),
        ("bytes=-3", Part(7, 9)),
        ("bytes=-300", Part(0, 9)),
        (" bytes=9-9 ", Part(9, 9)),
    ],
)
def test_one_part(header: str, part: Part) -> None:
    assert asked_part(header, 10) == part


@each(
    "header",
    ["", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-3", "items=0-1", "bytes=0-1,3-4", "bytes=٣-", "bytes=1"],
)
def test_nonsense_is_the_whole_file(header: str) -> None:
    assert asked_part(header, 10) is None


@each(("header", "size"), [("bytes=10-", 10), ("bytes=99-100", 10), ("bytes=-0", 10), ("bytes=-1", 0)])
def test_bytes_that_are_not_there(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        asked_part(header, size)
