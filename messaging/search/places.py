"""Where in a stored text a search found something, and how well it fits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from messaging.search import numbers
from messaging.search.typed import Expression, Phrase, Typed, Without
from messaging.search.words import Word, is_single, words, words_with_places

# Characters of an excerpt, and how many of them stand in front of what was found.
EXCERPT = 200
IN_FRONT = 60
CUT = "…"


class Part(NamedTuple):
    """A part of an excerpt; `found`: it is what was searched for."""

    text: str
    found: bool


def excerpt(text: str, typed: Typed) -> list[Part]:
    """Return the text around what was found, in parts that follow each other; empty where nothing was."""
    found = list(_joined(_found(text, typed)))
    if not found:
        return []
    start = max(0, found[0][0] - IN_FRONT) if len(text) > EXCERPT else 0
    end = min(len(text), start + EXCERPT)
    parts, done = [Part(CUT, found=False)] if start else [], start
    for first, last in found:
        if first >= end:
            break
        parts += [Part(text[done:first], found=False), Part(text[first : min(last, end)], found=True)]
        done = min(last, end)
    parts += [Part(text[done:end], found=False), Part(CUT if end < len(text) else "", found=False)]
    return [part for part in parts if part.text]


def relevance(text: str, typed: Typed) -> int:
    """Return how well a text fits: one for every piece that stands there as it was typed, not only as a beginning,
    and one where all of them stand side by side."""
    # No word has a space: what stands side by side is part of one text, which is looked through at once.
    known = f" {' '.join(words(text))} "
    phrases = [list(_phrases(piece)) for piece in typed.pieces]
    whole = sum(any(f" {' '.join(one.words)} " in known for one in piece) for piece in phrases)
    one_after_another = " ".join(word for piece in phrases for word in piece[0].words)
    beside = len(phrases) > 1 and f" {one_after_another}" in known
    return whole + beside


def _found(text: str, typed: Typed) -> Iterator[tuple[int, int]]:
    known = words_with_places(text)
    plain = [word.text for word in known]
    for phrase in [one for piece in (*typed.pieces, *typed.number) for one in _phrases(piece)]:
        for first, last in _places(plain, phrase):
            yield known[first].start, _end(known, last, phrase)
        if not phrase.words[0].startswith(numbers.MARK):
            continue
        for written, digits in numbers.numbers_in(text):
            if phrase.words[0][len(numbers.MARK) :] in digits:
                yield written.span()


def _end(known: Sequence[Word], last: int, phrase: Phrase) -> int:
    """Return where an occurrence ends: of a pair of which one character was typed, where its second one begins."""
    only_half = is_single(phrase.words[-1]) and not is_single(known[last].text)
    return known[last + 1].start if only_half else known[last].end


def _places(known: list[str], phrase: Phrase) -> list[tuple[int, int]]:
    """Return the first and last place of every occurrence of the phrase among the words."""
    *before, wanted = phrase.words
    length, fits = len(before), str.startswith if phrase.prefix else str.__eq__
    return [
        (place - length, place)
        for place, word in enumerate(known)
        if fits(word, wanted) and place >= length and known[place - length : place] == before
    ]


def _phrases(expression: Expression) -> Iterator[Phrase]:
    if isinstance(expression, Phrase):
        yield expression
        return
    for part in (expression.expression,) if isinstance(expression, Without) else expression.parts:
        yield from _phrases(part)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans in order, those that touch as one."""
    start = end = -1
    for first, last in sorted(spans):
        if first > end:
            if end > start:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end > start:
        yield start, end
