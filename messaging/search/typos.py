"""What a word that nobody wrote was probably meant to be. Pure.

The words to choose from are those of stored texts that have one letter less, one more, another or two exchanged, or
else the same beginning: they are asked of the index, so that no list of all words has to be kept with every write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from messaging.search.typed import AnyOf, Expression, Phrase

# Of a shorter word nearly every change is another one.
SHORTEST = 4
# The beginning by which a word with more than one mistake is found, and from which length on.
BEGINNING = 4
SHORTEST_BY_BEGINNING = 6
NEAREST = 3
# How much of their trigrams two words share at least: pg_trgm's own threshold.
LEAST_SIMILARITY = 0.3
# Letters as the index has them.
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщъыьэюяєіґ",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "אבגדהוזחטיכלמנסעפצקרשת",
)


def variants(word: str) -> Expression | None:
    """Return what finds the words that are one mistake away; None for a word without such."""
    found = one_mistake_away(word)
    return AnyOf(tuple(Phrase((one,)) for one in found)) if found else None


def one_mistake_away(word: str) -> list[str]:
    """Return every word with one letter less or more, another one, or two exchanged; none of a word that is too
    short, or of no alphabet that is known here."""
    alphabet = next((letters for letters in _ALPHABETS if set(word) <= set(letters)), "")
    if len(word) < SHORTEST or not alphabet:
        return []
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    less = [before + after[1:] for before, after in halves if after]
    exchanged = [before + after[1] + after[0] + after[2:] for before, after in halves if len(after) > 1]
    other = [before + letter + after[1:] for before, after in halves if after for letter in alphabet]
    more = [before + letter + after for before, after in halves for letter in alphabet]
    found = dict.fromkeys([*less, *exchanged, *other, *more])
    found.pop(word, None)
    return list(found)


def beginning(word: str) -> Expression | None:
    """Return what finds the words with the same beginning; None for a word that is too short for it."""
    return Phrase((word[:BEGINNING],), prefix=True) if len(word) >= SHORTEST_BY_BEGINNING else None


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return the three words that are most like it, of equals the more frequent one first. One that is a mistake away
    is always like it; in a short word, few trigrams survive that."""
    near = set(one_mistake_away(word))
    counted = Counter(other for other in known if other != word)
    alike = {other: similarity(word, other) + (other in near) for other in counted}
    like = [other for other, measure in alike.items() if measure >= LEAST_SIMILARITY]
    return sorted(like, key=lambda other: (-alike[other], -counted[other], other))[:NEAREST]


def similarity(one: str, other: str) -> float:
    """Return how many of their trigrams two words share, from 0 to 1, as pg_trgm counts it."""
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs)


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}
