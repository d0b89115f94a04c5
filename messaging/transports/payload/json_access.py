"""Total access to JSON that somebody else wrote: no value in any place raises.

Two kinds of text cannot be stored (PostgreSQL has neither NUL nor half a surrogate pair). Both
become U+FFFD, the sign for "something unreadable was here": visible, and of the same length. The
raw body, which is kept beside, still holds what really came.
"""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

import orjson

from messaging.errors import Unreadable
from messaging.limits import LARGEST_ID

REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# Deeper than anything a provider sends, and shallow enough for every encoder down the line.
MAX_DEPTH = 32
TOO_DEEP = "[nested too deep]"
LONGEST_INT = 4000  # digits; Python itself refuses to convert more than 4,300

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp()
MILLISECONDS_FROM = 1e11  # as seconds that would be the year 5138
_NUMBER = re.compile(r"\s*[0-9]{1,16}(\.[0-9]+)?\s*")


def load_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that a body holds; raises `Unreadable` when there is none."""
    try:
        document = _load(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"Not JSON: {type(error).__name__}") from error
    if not isinstance(document, dict):
        raise Unreadable(f"Not a JSON object but {type(document).__name__}")
    return document


def _load(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        # Stricter than its neighbours: a lone \ud800, a byte order mark or 1e999 may be inside a
        # signed body that is otherwise fine, and must not cost the other items of the batch.
        return json.loads(body, parse_int=_int, parse_constant=str)


def _int(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_INT else float(digits)


def clean(text: str) -> str:
    """Return the text with NULs and lone surrogates replaced."""
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub(REPLACEMENT, text)


def is_storable(text: str) -> bool:
    """Return whether `clean` would return the text unchanged."""
    return _UNSTORABLE.search(text) is None


def text(source: Any, key: str) -> str:
    """Return ``source[key]`` as clean text; whole numbers are written out, anything else is ``""``."""
    value = source.get(key) if isinstance(source, dict) else None
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def mapping(source: Any, key: str) -> dict[str, Any]:
    """Return ``source[key]`` when it is an object, else an empty one."""
    value = source.get(key) if isinstance(source, dict) else None
    return value if isinstance(value, dict) else {}


def sequence(source: Any, key: str) -> list[Any]:
    """Return ``source[key]`` as a list: missing is empty, and a single value is a list of one, so that a list
    that is none still leaves a trace instead of vanishing."""
    value = source.get(key) if isinstance(source, dict) else None
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def storable(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return a copy that every database and every JSON encoder takes: clean texts, finite numbers of at most
    64 bits, bounded depth."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict | list):
        return _storable_inside(value, depth - 1) if depth > 0 else TOO_DEEP
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > LARGEST_ID:
        return str(value)
    return value


def _storable_inside(value: dict[str, Any] | list[Any], depth: int) -> Any:
    if isinstance(value, list):
        return [storable(item, depth) for item in value]
    return {clean(key): storable(item, depth) for key, item in value.items()}


def timestamp(source: Any, key: str) -> datetime | None:
    """Return ``source[key]`` as a time: Unix seconds or milliseconds, text or number; nonsense is None."""
    value = source.get(key) if isinstance(source, dict) else None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not EARLIEST <= value <= LATEST * 1000:
        return None  # before any arithmetic: a number of 4,000 digits is an int, too
    seconds = value / 1000 if value >= MILLISECONDS_FROM else value
    return datetime.fromtimestamp(seconds, UTC) if EARLIEST <= seconds <= LATEST else None
