"""What somebody typed, as an expression over the words of the index. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from messaging.search import numbers
from messaging.search.words import is_single, typed_words

# What is typed is a name, a number or a few words: more would only make the database work.
LONGEST_TEXT = 200
MOST_PIECES = 10
# Of one letter alone too many words begin.
SHORTEST_PREFIX = 2

_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side in this order; with `prefix` the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything of it is there."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Something of it is there."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The expression is there, and the other one is not."""

    expression: Expression
    other: Expression


Expression = Phrase | AllOf | AnyOf | Without


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that was typed into a search: its pieces, all of which have to be found, or the number that it is."""

    pieces: tuple[Expression, ...]
    number: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pieces or self.number)

    @property
    def expression(self) -> Expression:
        """Return what finds the text."""
        return self.besides([()] * len(self.pieces))

    def besides(self, found: list[tuple[Phrase, ...]]) -> Expression:
        """Return the same where each piece may be found by other words instead: as many lists as there are pieces."""
        pieces = (_any((piece, *more)) for piece, more in zip(self.pieces, found, strict=True))
        whole = (AllOf(tuple(pieces)),) if self.pieces else ()
        return _any((*whole, *self.number))


def read(text: str) -> Typed:
    """Read a typed text: words, the last of which may be unfinished, and ``"…"`` for a phrase."""
    text = text[:LONGEST_TEXT]
    number = tuple(Phrase((beginning,), prefix=True) for beginning in numbers.typed(text))
    # Parts of a number would be found in numbers of others: 555 and 010 in any order.
    return Typed(tuple(_pieces(text, with_numbers=not number)), number)


def _pieces(text: str, *, with_numbers: bool) -> Iterator[Expression]:
    written = list(dict.fromkeys(match.groups() for match in _PIECE.finditer(text)))[:MOST_PIECES]
    for place, (quoted, plain) in enumerate(written, 1):
        phrase = _phrase(quoted or plain or "", unfinished=place == len(written) and plain is not None)
        digits = numbers.typed(plain or "") if with_numbers else []
        if phrase:
            yield _any((phrase, *(Phrase((one,), prefix=True) for one in digits)))


def _phrase(written: str, *, unfinished: bool) -> Phrase | None:
    found = tuple(typed_words(written))
    if not found:
        return None
    last = found[-1]
    return Phrase(found, is_single(last) or (unfinished and len(last) >= SHORTEST_PREFIX))


def _any(parts: tuple[Expression, ...]) -> Expression:
    return parts[0] if len(parts) == 1 else AnyOf(parts)
