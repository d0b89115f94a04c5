"""Variables in the texts of a content, wherever they stand.

Twilio sends its sample, a person's name, where it is given no value: not one may be overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from messaging.transports.payload import sequence, text

NAME = r"\s*([A-Za-z0-9_]{1,64})\s*"
VARIABLE = re.compile(r"\{\{" + NAME + r"\}\}")
UNREADABLE = re.compile(r"\{\{(?!" + NAME + r"\}\})[^{}]*\}\}")
# What a button does, and what kind of blank a variable in it is.
BUTTON_VALUES: Mapping[str, str] = {
    "url": "url_suffix",
    "code": "coupon",
    "id": "payload",
    "phone_number": "text",
}


def variables_in(*words: str) -> list[str]:
    """Return the names between double braces, each once, in order."""
    return list(dict.fromkeys(name for one in words for name in VARIABLE.findall(one)))


def unreadable_variables(*words: str) -> list[str]:
    """Return what stands between double braces and is no name that we know, braces included."""
    return list(dict.fromkeys(found[0] for one in words for found in UNREADABLE.finditer(one)))


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in a value but the samples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner) if key != "example" else ()
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


def shown_texts(button: Any) -> list[str]:
    """Return what the customer reads of a button, or of a list and its rows."""
    rows = [text(row, part) for row in sequence(button, "rows") for part in ("title", "description")]
    return [text(button, "text"), *rows]


def hidden_texts(button: Any) -> list[tuple[str, str]]:
    """Return what a button or a row does, each with the kind of its blanks."""
    own = [(kind, text(button, part)) for part, kind in BUTTON_VALUES.items()]
    return [*own, *(("payload", text(row, "id")) for row in sequence(button, "rows"))]


def button_variables(button: Any) -> list[str]:
    """Return the variables in the order of the button's samples."""
    return variables_in(*(words for _, words in hidden_texts(button)), *shown_texts(button))
