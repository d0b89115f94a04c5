"""The one tokeniser of the search: what is stored and what is typed become words by it, on every database. Pure.

A word is a run of letters and digits without case and accents. Scripts that write no spaces (Chinese, Japanese, Thai
and others) become overlapping pairs of characters, so that any two that stand side by side are found; the last
character of such a run is a word besides, so that each single one begins some word. An emoji is a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import combining

# A longer word is found by its beginning: nobody types more, and no index has to hold a pasted file.
LONGEST_WORD = 60
# Of one text, before and after it is folded (one character may become eighteen): it is read under the lock of an inbox's
# counter. Nobody writes a longer message; what stands further back in what a program reports is not found.
LONGEST_TEXT = 8000
MOST_WORDS = 2500
# Taken apart, letters are up to four characters each; only forms that stand for whole sentences are more.
LONGEST_APART = 4 * LONGEST_TEXT
# Of the marks on one letter. More mean nothing in any language, and putting them in order takes time by their square.
MOST_MARKS = 8
# Folded characters that are remembered, with at most so many marks: to be small whatever is written.
PARTS_KEPT, SHORT_PART = 4096, 4
# As classes of a regular expression: what is written without spaces, and signs that people search for.
PAIRED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0ecf"  # Lao
    "\u1000-\u103f\u1050-\u108f"  # Burmese
    "\u1780-\u17d3"  # Khmer
    "\u3005-\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"  # kana
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"  # bopomofo, small kana
    "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"  # Chinese characters
)
EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
# Letters that Unicode does not take apart although people type them plain, and those of Arabic that are written in
# more than one way. What `str.casefold` does (ß) is not here.
FOLDED = {
    "\u00e6": "ae", "\u0153": "oe", "\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u0127": "h", "\u00f0": "d",
    "\u00fe": "th", "\u0131": "i", "\u0237": "j", "\u0167": "t",
    "\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a", "\u0629": "\u0647", "\u06a9": "\u0643",
    "\u0640": "",
}  # fmt: skip
# Marks stand behind the letter that they belong to; their combining class says of what kind they are.
HEBREW_AND_ARABIC = range(10, 37)
ACCENTS = range(200, 256)
VARIATIONS = "".join(map(chr, range(0xFE00, 0xFE10)))  # how an emoji or a letter is drawn
SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
# Halfwidth voicing marks and the parts of a Korean syllable that follow its first: letters by Unicode's categories.
FOLLOWING = re.compile("[\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7fb]")
# No letter beyond has a mark that is dropped.
LAST_LETTER = 0x1F000

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_PAIRED_RUN = re.compile(f"[{PAIRED}]+")


class Word(NamedTuple):
    """A word of a text, and where the characters stand from which it was made."""

    text: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """Return the words of a text in order, as the index holds them."""
    text = text[:LONGEST_TEXT]
    if text.isascii():
        found = _ASCII_WORD.findall(text.lower())
        return [word[:LONGEST_WORD] for word in found[:MOST_WORDS]]
    return [word for word, _, _ in islice(_split(fold(text)), MOST_WORDS)]


def typed_words(text: str) -> list[str]:
    """Return the words that a stored text has where the typed one stands in it: without the single character at
    the end of a run of pairs, behind which the stored one may go on."""
    found = words(text)
    last = _last_run(fold(text))
    return found[:-1] if len(last) > 1 and len(found) > 1 else found


def is_single(word: str) -> bool:
    """Return whether the word is one character of a script that is searched by pairs."""
    return len(word) == 1 and bool(_PAIRED_RUN.fullmatch(word))


def words_with_places(text: str) -> list[Word]:
    """Return the same words as `words`, with their places in the text."""
    text = text[:LONGEST_TEXT]
    if text.isascii():
        plain = _ASCII_WORD.finditer(text.lower())
        return [Word(one[0][:LONGEST_WORD], *one.span()) for one in islice(plain, MOST_WORDS)]
    folded, places = [], []
    for start, end in _clusters(text):
        part = _fold_part(text[start:end])
        folded.append(part)
        places += [(start, end)] * len(part)
    found = _split("".join(folded)[:LONGEST_TEXT])
    return [
        Word(word, places[start][0], places[end - 1][1]) for word, start, end in islice(found, MOST_WORDS)
    ]


def fold(text: str) -> str:
    """Return the text without case, accents and forms that differ to the eye only; at most `LONGEST_TEXT` of it."""
    if text.isascii():
        return text.lower()
    tables = _tables()
    few = tables.crowds.sub(r"\1", text)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", few)[:LONGEST_APART].casefold())
    return unicodedata.normalize("NFC", plain.translate(tables.folding))[:LONGEST_TEXT]


def _fold_part(part: str) -> str:
    """Return the same of a character with its marks: a text has few of them, again and again."""
    return _fold_short(part) if len(part) <= SHORT_PART else fold(part)


_fold_short = lru_cache(maxsize=PARTS_KEPT)(fold)


def _split(folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a folded text with their places in it."""
    has_pairs = _PAIRED_RUN.search(folded) is not None
    for run in _tables().runs.finditer(folded):
        if not has_pairs or run.lastgroup != "word":
            yield run[0][:LONGEST_WORD], run.start(), run.end()
            continue
        done = run.start()
        for paired in _PAIRED_RUN.finditer(folded, run.start(), run.end()):
            yield from _whole(folded, done, paired.start())
            yield from _pairs(folded, paired.start(), paired.end())
            done = paired.end()
        yield from _whole(folded, done, run.end())


def _whole(folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    if start < end:
        yield folded[start : min(end, start + LONGEST_WORD)], start, end


def _pairs(folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for place in range(start, end - 1):
        yield folded[place : place + 2], place, place + 2
    yield folded[end - 1 : end], end - 1, end


def _last_run(folded: str) -> str:
    """Return the characters at the end of the last word that are searched by pairs."""
    runs = list(_tables().runs.finditer(folded))
    if not runs:
        return ""
    paired = list(_PAIRED_RUN.finditer(runs[-1][0]))
    return paired[-1][0] if paired and paired[-1].end() == len(runs[-1][0]) else ""


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the parts that can be folded each by itself: a character with its marks."""
    start = 0
    for place in range(1, len(text)):
        if not _follows(text[place]):
            yield start, place
            start = place
    if text:
        yield start, len(text)


@lru_cache(maxsize=PARTS_KEPT)
def _follows(character: str) -> bool:
    """Return whether the character belongs to the one in front of it: marks do, and what is dropped, as marks on both
    sides of it meet then."""
    if character.isascii():
        return False
    if _tables().folding.get(ord(character)) == "":
        return True
    return unicodedata.category(character)[0] == "M" or bool(FOLLOWING.match(character))


class _Tables(NamedTuple):
    folding: dict[int, str]
    runs: re.Pattern[str]
    crowds: re.Pattern[str]


@cache
def _tables() -> _Tables:
    """Return what becomes of single characters, and the expression that finds runs of a folded text. Made when the
    first text wants it: ASCII wants none."""
    folding = {ord(letter): plain for letter, plain in FOLDED.items()} | dict.fromkeys(
        map(ord, SKIN_TONES), ""
    )
    marks = []
    for code in range(0x80, LAST_LETTER):
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Nd":
            folding[code] = str(unicodedata.decimal(character))
        elif category in {"Cf", "Me"} or _is_dropped_mark(character, category):
            folding[code] = ""
        elif category[0] == "M":
            marks.append(character)
    within = _as_class(marks)
    runs = re.compile(rf"(?P<word>(?:[^\W_]+|[{within}]+)+)|[{EMOJI}]")
    sorted_marks = _as_class(
        character for character in map(chr, range(0x80, LAST_LETTER)) if combining(character)
    )
    crowds = re.compile(rf"([{sorted_marks}]{{{MOST_MARKS}}})[{sorted_marks}]+")
    return _Tables(folding, runs, crowds)


def _is_dropped_mark(character: str, category: str) -> bool:
    if category[0] != "M":
        return False
    kind = combining(character)
    return kind in HEBREW_AND_ARABIC or kind in ACCENTS or character in VARIATIONS


def _as_class(characters: Iterable[str]) -> str:
    """Return what stands between the brackets of a class of these characters, which come in order."""
    return "".join(f"{first}-{last}" for first, last in _ranges(list(characters)))


def _ranges(characters: list[str]) -> Iterator[tuple[str, str]]:
    first = last = characters[0]
    for character in characters[1:]:
        if ord(character) != ord(last) + 1:
            yield first, last
            first = character
        last = character
    yield first, last
