"""Looking at JSON that somebody wrote, and saying in sentences what is wrong at which place."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from messaging.transports.payload.characters import is_visible

REQUIRED = "This field is required."
UNKNOWN = "There is no such field."


class PayloadErrors:
    """Sentences per place; a place is a path of keys and positions: ``action.buttons.0.reply.title``."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def add(self, place: str, sentence: str) -> None:
        self.found.setdefault(place, []).append(sentence)

    def text(self, source: Mapping[str, Any], key: str, place: str, most: int, *, needed: bool = True) -> str:
        """Return ``source[key]`` when it is a text of 1 to ``most`` characters, else empty and a sentence is
        added."""
        value, place = source.get(key), f"{place}.{key}"
        if value is None or value == "":
            if needed:
                self.add(place, REQUIRED)
        elif not isinstance(value, str):
            self.add(place, "This must be a text.")
        elif not is_visible(value):
            self.add(place, "This may not be blank.")
        elif len(value) > most:
            self.add(place, f"This may be at most {most:,} characters long; it is {len(value):,}.")
        else:
            return value
        return ""

    def number(self, source: Mapping[str, Any], key: str, place: str, limit: float) -> None:
        """Check that ``source[key]`` is a number between minus and plus ``limit``."""
        value, place = source.get(key), f"{place}.{key}"
        if value is None:
            self.add(place, REQUIRED)
        elif (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or (isinstance(value, float) and not math.isfinite(value))
        ):
            self.add(place, "This must be a number.")
        elif not -limit <= value <= limit:
            self.add(place, f"This must be between -{limit:g} and {limit:g}.")

    def object(
        self, source: Mapping[str, Any], key: str, place: str = "", *, needed: bool = True
    ) -> dict[str, Any]:
        """Return ``source[key]`` when it is an object, else an empty one and a sentence is added."""
        value, place = source.get(key), f"{place}.{key}" if place else key
        if isinstance(value, dict) and (value or not needed):
            return value
        if value is not None and not isinstance(value, dict):
            self.add(place, "This must be an object.")
        elif needed:
            self.add(place, REQUIRED)
        return {}

    def objects(
        self, source: Mapping[str, Any], key: str, place: str, most: int
    ) -> Iterable[tuple[str, dict[str, Any]]]:
        """Return place and object of each in the list ``source[key]``, which has 1 to ``most`` of them."""
        value, place = source.get(key), f"{place}.{key}" if place else key
        if not isinstance(value, list) or not value:
            self.add(place, REQUIRED if value in (None, []) else "This must be a list.")
            return []
        if len(value) > most:
            self.add(place, f"There may be at most {most} of these; there are {len(value)}.")
        wrong = [number for number, item in enumerate(value) if not isinstance(item, dict)]
        for number in wrong[:1]:
            self.add(f"{place}.{number}", "This must be an object.")
        return [(f"{place}.{number}", item) for number, item in enumerate(value) if isinstance(item, dict)]

    def only(self, given: Mapping[str, Any], names: Collection[str], place: str) -> None:
        """Check that nothing else is given: what nobody reads would be left out of the message in silence."""
        for name in given:
            if name not in names:
                self.add(f"{place}.{name}" if place else str(name), UNKNOWN)

    def require_distinct(self, values: Sequence[str], place: str, what: str) -> None:
        """Check that no two of the values are the same."""
        given = [value for value in values if value]
        if len(set(given)) < len(given):
            self.add(place, f"Every {what} must be different.")
