"""Answers of any shape (plain values, lists, objects) as one readable line."""

from __future__ import annotations

import re
from typing import Any

from messaging.transports.payload.json_access import clean

# Of the answers as much as fits into a line; the payload has all of them.
LONGEST_ANSWERS, MOST_VALUES, DEEPEST = 500, 100, 6
# WhatsApp's own form builder numbers screens, questions and choices: ``screen_0_Choose_0`` and ``0_Yes``.
_QUESTION = re.compile(r"screen_\d+_(.+)_\d+")
_CHOICE = re.compile(r"\d+_(.+)")


def answer_line(values: Any) -> str:
    """Return ``size: L, colours: red and blue`` for what a form or an unknown answer holds; empty for nothing."""
    return _words(values, DEEPEST)[:LONGEST_ANSWERS]


def _words(value: Any, depth: int, *, inside: bool = False) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return clean(str(value))
    if not depth or not isinstance(value, dict | list):
        return ""
    if isinstance(value, list):
        words = [word for one in value[:MOST_VALUES] if (word := _words(one, depth - 1, inside=True))]
        return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
    pairs = [_pair(str(key), one, depth - 1) for key, one in list(value.items())[:MOST_VALUES]]
    line = ", ".join(filter(None, pairs))
    return f"({line})" if inside and line else line


def _pair(key: str, value: Any, depth: int) -> str:
    question = _QUESTION.fullmatch(key)
    word = _words(_chosen(value) if question else value, depth, inside=True)
    label = question[1].replace("_", " ") if question else key
    return f"{clean(label)}: {word}" if word else ""


def _chosen(value: Any) -> Any:
    if isinstance(value, list):
        return [_chosen(one) for one in value]
    choice = _CHOICE.fullmatch(value) if isinstance(value, str) else None
    return choice[1] if choice else value
