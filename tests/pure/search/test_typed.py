"""What a typed text asks for, where it was found, and what was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.search import typos
from messaging.search.places import CUT, excerpt, relevance
from messaging.search.typed import AllOf, AnyOf, Phrase, read


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("lamp", [Phrase(("lamp",), True)]),
        ("the Lam", [Phrase(("the",)), Phrase(("lam",), True)]),
        ('"the lam"', [Phrase(("the", "lam"))]),
        ('"the lam" x', [Phrase(("the", "lam")), Phrase(("x",))]),
        ("sure_ly", [Phrase(("sure", "ly"), True)]),
        ("@amelia.h", [Phrase(("amelia", "h"))]),
        ("山", [Phrase(("山",), True)]),
        ("東京都", [Phrase(("東京", "京都"), True)]),
        ("lamp lamp", [Phrase(("lamp",), True)]),
        ("?! ...", []),
        ("", []),
    ],
)
def test_pieces_of_a_typed_text(text: str, pieces: list[Phrase]) -> None:
    assert list(read(text).pieces) == pieces


def test_a_typed_number_is_compared_as_a_whole_or_as_a_piece() -> None:
    whole = read("+44 (0)7700 900-112")
    assert whole.number == (Phrase(("p:447700900112",), True),)
    assert isinstance(whole.expression, AnyOf)
    mixed = read("hart 900112")
    assert mixed.number == ()
    assert mixed.expression == AllOf(
        (Phrase(("hart",)), AnyOf((Phrase(("900112",), True), Phrase(("p:900112",), True))))
    )
    assert {one.words[0] for one in read("+55 11 98765-4321").number} == {"p:5511987654321", "p:551187654321"}


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    typed = read(text)
    assert bool(typed) == bool(typed.pieces or typed.number)
    parts = excerpt(text, typed)
    shown = "".join(part.text for part in parts).strip(CUT)
    assert shown in text
    relevance(text, typed)


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Is the lamp in stock?", "lam", ["lamp"]),
        ("Is the lamp, the LÁMP?", "lamp", ["lamp", "LÁMP"]),
        ("the lamp and the shade", '"the shade"', ["the shade"]),
        ("我在東京都庁的", "京都", ["京都"]),
        ("我在東京都庁的", "庁", ["庁"]),
        ("我在東京都庁的", "東京都", ["東京都"]),
        ("Call +44 7700 900-112 now", "07700900112", ["+44 7700 900-112"]),
        ("nothing", "lamp", []),
    ],
)
def test_what_was_found_is_marked(text: str, typed: str, found: list[str]) -> None:
    assert [part.text for part in excerpt(text, read(typed)) if part.found] == found


def test_a_long_text_is_cut_around_what_was_found() -> None:
    parts = excerpt("word " * 100 + "lamp " + "word " * 100, read("lamp"))
    assert (parts[0].text, parts[-1].text) == (CUT, CUT)
    assert [part.text for part in parts if part.found] == ["lamp"]
    assert sum(len(part.text) for part in parts) < 210


def test_what_fits_better_is_more_relevant() -> None:
    typed = read("table lamp")
    order = ["A table lamp", "The lamp on a table", "table lampshades", "A lampshade, a table"]
    measured = [relevance(text, typed) for text in order]
    assert measured == sorted(measured, reverse=True)
    assert measured[0] > measured[1] > measured[3]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("lmap", "lamp"),
        ("delviery", "delivery"),
        ("recieve", "receive"),
        ("shipent", "shipment"),
        ("спосибо", "спасибо"),
        ("delivrery", "delivery"),
        ("accomodaton", "accommodation"),
    ],
)
def test_what_was_meant(word: str, meant: str) -> None:
    known = [
        "delivery",
        "deliver",
        "receive",
        "lamp",
        "shipment",
        "table",
        "спасибо",
        "accommodation",
        "order",
    ]
    assert typos.nearest(word, known)[0] == meant


def test_no_mistake_is_looked_for_in_what_has_none() -> None:
    assert typos.variants("cat") is None
    assert typos.variants("900112") is None
    assert typos.variants("山田山田") is None
    assert typos.beginning("lamps") is None
    assert typos.nearest("lamp", ["lamp", "lamp"]) == []


def test_of_equally_near_words_the_more_frequent_comes_first() -> None:
    assert typos.nearest("wall", ["ball", "call", "call", "fall", "hall"])[0] == "call"
    assert len(typos.nearest("wall", ["ball", "call", "call", "fall", "hall"])) == 3
