"""A table that is one test must not hide a row."""

from __future__ import annotations

import pytest

from tests.rows import each


def test_every_row_runs_and_every_wrong_one_is_named() -> None:
    seen = []

    @each(("number", "even"), [(1, True), (2, True), (3, True)], ids=["one", "two", "three"])
    def whole(number: int, even: bool) -> None:
        seen.append(number)
        assert (number % 2 == 0) is even, "odd"

    with pytest.raises(AssertionError, match=r"(?s)2 of 3 rows.*\[one\].*odd.*\[three\]") as caught:
        whole()
    assert "[two]" not in str(caught.value)
    assert seen == [1, 2, 3]


def test_what_was_not_raised_and_what_was_are_wrong_rows_too() -> None:
    @each("text", ["7", "x"])
    def whole(text: str) -> None:
        with pytest.raises(TypeError):
            int(text)

    with pytest.raises(
        AssertionError, match=r"(?s)2 of 2.*\['7'\] Failed: DID NOT RAISE.*\['x'\] ValueError"
    ):
        whole()


async def test_async_ones_are_awaited() -> None:
    @each("number", [0, 1])
    async def whole(number: int) -> None:
        assert number

    with pytest.raises(AssertionError, match="1 of 2"):
        await whole()


@each("left", [1, 2])
@each("right", [1, 2])
def test_tables_multiply_and_fixtures_come_in(tmp_path, left: int, right: int) -> None:
    assert tmp_path.exists()
    (tmp_path / f"{left}{right}").touch(exist_ok=False)


def test_a_table_without_rows_or_with_a_short_one_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no rows"):
        each("a", [])
    with pytest.raises(ValueError, match="shorter"):
        each(("a", "b"), [(1,)])
