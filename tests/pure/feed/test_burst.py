"""What is made once for many, and pieces of a burst."""

from __future__ import annotations

from messaging.feed.burst import Burst, Item, is_gapless


def a_burst(*lengths: int, first: int = 1) -> Burst:
    return Burst(Item(first + place, "k", "x" * length) for place, length in enumerate(lengths))


def pieces(burst: Burst, most: int, chars: int) -> list[list[int]]:
    return [[item.seq for item in part] for part in burst.parts(most, chars)]


def test_pieces_are_bounded_in_number_and_length() -> None:
    assert pieces(a_burst(*[10] * 7), most=3, chars=1000) == [[1, 2, 3], [4, 5, 6], [7]]
    assert pieces(a_burst(10, 10, 10), most=9, chars=25) == [[1, 2], [3]]
    assert pieces(a_burst(10, 99, 10), most=9, chars=25) == [[1], [2], [3]]
    assert pieces(a_burst(), most=9, chars=25) == []


def test_one_that_is_small_enough_is_its_own_piece() -> None:
    """What was made of it is kept."""
    burst = a_burst(1, 2, 3)
    assert list(burst.parts(3, 6)) == [burst]
    assert next(burst.parts(3, 6)) is burst
    assert Burst.of(burst) is burst


def test_it_is_made_by_the_first_who_asks() -> None:
    made: list[object] = []

    def length(of: object) -> int:
        made.append(of)
        return 7

    burst = a_burst(1, 2)
    assert [burst.once(length), burst.once(length), burst[0].once(length), burst[0].once(length)] == [7] * 4
    assert made == [burst, burst[0]]


def test_gaps_are_seen() -> None:
    assert is_gapless([])
    assert is_gapless(a_burst(1, 1, 1, first=8))
    assert not is_gapless(Burst([*a_burst(1), *a_burst(1, first=3)]))
    assert not is_gapless([*a_burst(1, first=3), *a_burst(1, first=2)])
