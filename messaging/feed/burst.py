"""Events on their way to many listeners: what is made of them is made once for all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar, cast

T = TypeVar("T")


@dataclass(slots=True)
class Item:
    """An event on its way out: its frame's text, and when it was committed (None when read from the log)."""

    seq: int
    kind: str
    text: str
    at: float | None = None
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Item], T]) -> T:
        """Return what `make` makes of this event, made by the first who asks and kept for all others."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])


class Burst(tuple[Item, ...]):  # noqa: SLOT001 (tuples can have none that are filled)
    """Events of one inbox that are delivered together, shared by all who follow it."""

    _made: dict[Hashable, Any]

    def __new__(cls, items: Iterable[Item] = ()) -> Self:
        burst = super().__new__(cls, items)
        burst._made = {}
        return burst

    @classmethod
    def of(cls, items: Sequence[Item]) -> Burst:
        """Return the items as a burst, the same one if they are one."""
        return items if isinstance(items, Burst) else cls(items)

    def once(self, make: Callable[[Burst], T]) -> T:
        """Return what `make` makes of these events, made by the first who asks and kept for all others."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    def parts(self, most: int, chars: int) -> Iterator[Burst]:
        """Yield it in pieces of at most `most` events and at most `chars` characters, unless one alone is longer."""
        begin = length = 0
        for place, item in enumerate(self):
            if place > begin and (place - begin == most or length + len(item.text) > chars):
                yield Burst(self[begin:place])
                begin, length = place, 0
            length += len(item.text)
        if self:
            yield Burst(self[begin:]) if begin else self


def is_gapless(items: Sequence[Item]) -> bool:
    """Return whether the numbers follow each other."""
    return items.once(_gapless) if isinstance(items, Burst) else _gapless(items)


def _gapless(items: Sequence[Item]) -> bool:
    first = items[0].seq if items else 0
    return all(item.seq == first + place for place, item in enumerate(items))
