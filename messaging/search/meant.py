"""What was meant by a typed text that is found nowhere: its unknown words, replaced by known ones that are like them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from messaging.search import typos
from messaging.search.typed import AnyOf, Expression, Phrase, Typed
from messaging.search.words import words

# Stored texts, the newest ones, of which the words are looked at.
TEXTS = 200

# The stored texts that an expression finds, at most so many.
Texts = Callable[[Expression, int], Iterable[str]]


class Meant(NamedTuple):
    """A word that nobody wrote, and by which ones it was replaced."""

    typed: str
    words: list[str]


def correct(typed: Typed, texts: Texts) -> tuple[Typed, list[Meant]]:
    """Return the text with its unknown words replaced, and which these are; none where every word is known."""
    pieces: list[Expression] = []
    meant: list[Meant] = []
    for piece in typed.pieces:
        likely = _likely(piece, texts)
        pieces.append(AnyOf(tuple(Phrase((word,)) for word in likely)) if likely else piece)
        if likely and isinstance(piece, Phrase):
            meant.append(Meant(piece.words[0], likely))
    return Typed(tuple(pieces), typed.number), meant


def _likely(piece: Expression, texts: Texts) -> list[str]:
    """Return by which words a piece is to be replaced; none for one that is known, or is no single word."""
    if not isinstance(piece, Phrase) or len(piece.words) > 1 or any(texts(piece, 1)):
        return []
    word = piece.words[0]
    for expression in (typos.variants(word), typos.beginning(word)):
        if expression is None:
            continue
        known = [one for text in texts(expression, TEXTS) for one in words(text)]
        if likely := typos.nearest(word, known):
            return likely
    return []
