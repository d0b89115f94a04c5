"""The tokeniser: which words a text has, whatever its script."""

# ruff: noqa: RUF001 (letters of other scripts are what it is about)
from __future__ import annotations

import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messaging.search import numbers
from messaging.search import words as words_module
from messaging.search.words import (
    LONGEST_TEXT,
    LONGEST_WORD,
    MOST_MARKS,
    MOST_WORDS,
    fold,
    typed_words,
    words,
    words_with_places,
)

# Letters of many scripts, marks, signs and what cannot be seen: Hypothesis alone seldom puts them side by side.
ODD = "aZé\u0301ßŁøİı_ -.7٣ガカ\u3099ﾞ東京都庁々ー한ᄒ\u1161กำ\u0e38हि\u094dأةـ\u064b🙂👍\U0001f3fd\u200d\ufe0f①㈱"
TEXTS = st.one_of(st.text(max_size=60), st.text(ODD, max_size=40))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is the LAMP in stock?", "is the lamp in stock"),
        ("sure_ly (order 77-31)", "sure ly order 77 31"),
        ("¿Cuándo llega? Zoe\u0301", "cuando llega zoe"),
        ("Søren Łukasz Þór Æsir œuvre", "soren lukasz thor aesir oeuvre"),
        ("Straße STRASSE", "strasse strasse"),
        ("İstanbul", "istanbul"),
        ("Дмитрий ёлка", "дмитрии елка"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("شُكْرًا إلى مدرسة كـتـاب", "شكرا الي مدرسه كتاب"),
        ("كتاب کتاب", "كتاب كتاب"),
        ("הִנֵּה", "הנה"),
        ("हिन्दी", "हिन्दी"),
        ("٣٤٥ ＡＢＣ１２３", "345 abc123"),
        ("东西", "东西 西"),
        ("東京都", "東京 京都 都"),
        ("ﾊﾟｰﾃｨ", "パー ーテ ティ ィ"),
        ("ハ バ", "ハ バ"),
        ("iPhone手机x", "iphone 手机 机 x"),
        ("ไทย", "ไท ทย ย"),
        ("한국어 조사", "한국어 조사"),
        ("Tak🙂👍🏽", "tak 🙂 👍"),
        ("می\u200cخواهم", "ميخواهم"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_words_of_a_text(text: str, expected: str) -> None:
    assert words(text) == expected.split()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("山田", "山田"),
        ("山", "山"),
        ("東京都", "東京 京都"),
        ("京都 tower", "京都 都 tower"),
        ("lamp", "lamp"),
        ("Tak🙂", "tak 🙂"),
    ],
)
def test_a_typed_run_of_pairs_may_go_on(typed: str, expected: str) -> None:
    assert typed_words(typed) == expected.split()


@given(TEXTS)
def test_words_are_stable(text: str) -> None:
    """Whatever was folded once stays as it is, so that a word found in a text finds it."""
    found = words(text)
    assert fold(fold(text)) == fold(text)
    for word in found:
        assert words(word)[:1] == [word]


@given(TEXTS)
@example("\u0e38\u200b\u3099")
@example("\u0e38\u0640\u3099")
def test_places_are_of_the_same_words(text: str) -> None:
    placed = words_with_places(text)
    assert [word.text for word in placed] == words(text)
    for word in placed:
        assert 0 <= word.start < word.end <= len(text)
        assert set(word.text[:1]) <= set("".join(words(text[word.start : word.end])))


@given(st.text(ODD + "xyz", max_size=30), st.integers(0, 30), st.integers(1, 30))
def test_a_run_of_pairs_is_found_in_the_middle(text: str, start: int, length: int) -> None:
    stored = "東京都庁" + "".join(sign for sign in text if sign in "東京都庁ー々") + "舎"
    part = stored[start : start + length]
    if not part:
        return
    wanted, known = typed_words(part), words(stored)
    places = range(len(known) - len(wanted) + 1)
    if len(part) == 1:
        assert any(word.startswith(part) for word in known)
    else:
        assert any(known[place : place + len(wanted)] == wanted for place in places)


@given(TEXTS)
def test_no_word_can_be_taken_for_a_mark_of_the_index(text: str) -> None:
    for word in words(text):
        assert not set(word) & set(" :\"'\\\x00")
        assert len(word) <= LONGEST_WORD


def test_no_text_has_too_many_words() -> None:
    assert len(words("a " * 100_000)) == MOST_WORDS
    assert len(words("é " * 100_000)) == MOST_WORDS
    assert words("x" * 100_000) == ["x" * LONGEST_WORD]


def test_marks_without_end_cost_what_a_few_do(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0

    def watched(form: str, text: str) -> str:
        nonlocal longest
        # Python puts marks in order by comparing each with each, and nothing else runs meanwhile.
        runs = "".join("m" if unicodedata.combining(one) else " " for one in text).split()
        longest = max(longest, *map(len, runs), 0)
        return normalize(form, text)

    normalize = unicodedata.normalize
    # With all else that is in it: the tables may be made by this very text.
    watching = SimpleNamespace(**{**vars(unicodedata), "normalize": watched})
    monkeypatch.setattr(words_module, "unicodedata", watching)
    crowd = "sofa" + "\u0301\u0323" * 16_000
    assert words(crowd) == [word.text for word in words_with_places(crowd)] == ["sofa"]
    assert 0 < longest <= MOST_MARKS


def test_a_sign_that_stands_for_a_sentence_is_bounded_as_a_text() -> None:
    assert len(fold("\ufdfa" * 32_000)) == LONGEST_TEXT
    assert len(numbers.in_text("+44 7700 900112, " * 10_000)) <= numbers.MOST_IN_TEXT * 20


def test_a_number_in_a_text_is_found_by_its_endings() -> None:
    found = numbers.in_text("Call +44 (0)7700 900-112, order 77-31")
    assert {"p:447700900112", "p:7700900112", "p:900112"} <= set(found)
    assert not any(word.startswith("p:7731") for word in found)
    for spelling in ("+447700900112", "07700 900112", "0044 7700 900112", "900112"):
        assert any(word.startswith(numbers.typed(spelling)[0]) for word in found), spelling
