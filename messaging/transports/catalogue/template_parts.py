"""The parts that templates are made of, each by its own shape: what is to be filled in, what is sent, what is shown.

A part of an unknown shape is shown as far as possible and makes its template unsendable, with a sentence;
it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from messaging.transports.catalogue.capabilities import Blank

Values = Mapping[str, str]
Check = Callable[[str], str]

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]{1,100})\s*\}\}")
LONGEST_HEADER, LONGEST_VALUE, LONGEST_BODY = 60, 1024, 1024
LONGEST_CODE, LONGEST_COUPON, LONGEST_PAYLOAD = 15, 20, 256


@dataclass(frozen=True, slots=True)
class Slot:
    """One blank and what its value must be like. ``check`` gives a sentence when a value is wrong."""

    blank: Blank
    longest: int = LONGEST_VALUE
    check: Check = lambda _: ""


class Part(Protocol):
    """One component of a template (or one of its buttons)."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return what is to be filled in."""
        ...

    @property
    def problem(self) -> str:
        """Return why the part cannot be sent, empty when it can."""
        ...

    def component(self, values: Values) -> dict[str, Any] | None:
        """Return what Meta has to be told of the part; None when everything is in the template."""
        ...

    def show(self, values: Values) -> dict[str, Any]:
        """Return what the part adds to ``shown``."""
        ...


def one_line(value: str) -> str:
    """Refuse what Meta refuses in a text parameter: line breaks, tabs, more than four spaces in a row."""
    if re.search(r"[\n\r\t]", value):
        return "This may not hold line breaks or tabs."
    return "This may not hold more than four spaces in a row." if " " * 5 in value else ""


def no_spaces(value: str) -> str:
    """Refuse spaces in what becomes part of a URL."""
    return "This may not hold spaces." if re.search(r"\s", value) else ""


def number_within(limit: float) -> Check:
    """Make a check that a value is a number between minus and plus ``limit``."""

    def check(value: str) -> str:
        plain = re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", value.strip())
        good = plain is not None and abs(float(value)) <= limit
        return "" if good else f"This must be a number between -{limit:g} and {limit:g}."

    return check


def fill_placeholders(text: str, values: Values, place: str) -> str:
    """Fill the placeholders of a text, all at once: a value is never searched for another placeholder."""
    return PLACEHOLDER.sub(lambda found: values.get(f"{place}.{found[1]}", found[0]), text)


@dataclass(frozen=True, slots=True)
class TextPart:
    """A header, body or footer of words. ``names`` of its placeholders as they are read; ``code``: it is the
    body of an authentication template, whose one value is a code."""

    place: str
    text: str
    names: tuple[str, ...] = ()
    examples: Mapping[str, str] | None = None
    named: bool = False
    code: bool = False
    problem: str = ""

    @property
    def slots(self) -> tuple[Slot, ...]:
        longest = LONGEST_CODE if self.code else LONGEST_HEADER if self.place == "header" else LONGEST_VALUE
        return tuple(Slot(self._blank(name), longest, one_line) for name in self.names)

    def _blank(self, name: str) -> Blank:
        label = "Code" if self.code else _label(self.place, name)
        return Blank(f"{self.place}.{name}", label, example=(self.examples or {}).get(name, ""))

    def component(self, values: Values) -> dict[str, Any] | None:
        # By number, however they stand in the text: Meta counts parameters from 1.
        names = self.names if self.named else sorted(self.names, key=int)
        parameters = [self._parameter(name, values[f"{self.place}.{name}"]) for name in names]
        return {"type": self.place, "parameters": parameters} if parameters else None

    def _parameter(self, name: str, value: str) -> dict[str, str]:
        return {"type": "text", **({"parameter_name": name} if self.named else {}), "text": value}

    def show(self, values: Values) -> dict[str, Any]:
        return {self.place: fill_placeholders(self.text, values, self.place)}


def _label(place: str, name: str) -> str:
    title = {"header": "Header", "body": "Text"}.get(place, place)
    return f"{title} {{{{{name}}}}}" if name.isdigit() else name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class FileHeader:
    """A header that is an image, a video or a document; its value is the id of an upload."""

    kind: str
    example: str = ""
    problem: str = ""

    @property
    def slots(self) -> tuple[Slot, ...]:
        label = f"Header {self.kind}"
        return (Slot(Blank("header.media", label, self.kind, self.example), check=no_spaces),)

    def component(self, values: Values) -> dict[str, Any] | None:
        # The provider's id of the file is filled in when the message is sent: it is forgotten after a month.
        return {"type": "header", "parameters": [{"type": self.kind}]}

    def show(self, values: Values) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class LocationHeader:
    """A header that is a place on the map."""

    problem: str = ""

    @property
    def slots(self) -> tuple[Slot, ...]:
        return (
            Slot(Blank("header.latitude", "Latitude", example="52.5163"), 20, number_within(90)),
            Slot(Blank("header.longitude", "Longitude", example="13.3777"), 20, number_within(180)),
            Slot(Blank("header.name", "Name of the place"), 100, one_line),
            Slot(Blank("header.address", "Address of the place"), 200, one_line),
        )

    def component(self, values: Values) -> dict[str, Any] | None:
        return {"type": "header", "parameters": [{"type": "location", "location": self._location(values)}]}

    def _location(self, values: Values) -> dict[str, str]:
        return {key: values[f"header.{key}"].strip() for key in ("latitude", "longitude", "name", "address")}

    def show(self, values: Values) -> dict[str, Any]:
        location = self._location(values)
        return {"header": f"{location['name']}, {location['address']}", "location": location}


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """A part of an unknown shape. ``shown``: as much of it as can be shown."""

    problem: str
    shown: Mapping[str, Any]
    slots: tuple[Slot, ...] = ()

    def component(self, values: Values) -> dict[str, Any] | None:
        return None

    def show(self, values: Values) -> dict[str, Any]:
        return dict(self.shown)
