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

from messaging.errors import TooLarge, Unreadable
from messaging.limits import LARGEST_ID

REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# Deeper than anything a provider sends, and shallow enough for every encoder down the line.
MAX_DEPTH = 32
TOO_DEEP = "[nested too deep]"
# Values inside one item: no message has a tenth of that. What goes beyond would be in every event of the message.
MOST_VALUES = 10_000
TOO_MANY = "[too many values]"
# Values of a whole body: Meta's largest, of 3 MB, cannot hold half as many that mean anything.
MOST_VALUES_OF_BODY = 400_000
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


def load_bounded_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that a body holds; raises `Unreadable` when there is none, and `TooLarge` when it
    holds more values than anybody could mean."""
    document = load_object(body)
    # A text may be full of commas: only a body that could hold too many values is counted.
    if body.count(b",") >= MOST_VALUES_OF_BODY and _holds_more(document, MOST_VALUES_OF_BODY):
        raise TooLarge(f"The body holds more than {MOST_VALUES_OF_BODY} values.")
    return document


def _holds_more(document: Any, limit: int) -> bool:
    found, containers = 0, [document]
    while containers and found <= limit:
        inside = containers.pop()
        values = list(inside.values()) if isinstance(inside, dict) else inside
        found += len(values)
        containers.extend(value for value in values if isinstance(value, dict | list))
    return found > limit


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


def storable(value: Any, depth: int = MAX_DEPTH, budget: list[int] | None = None) -> Any:
    """Return a copy that every database and every JSON encoder takes: clean texts, finite numbers of at most
    64 bits, bounded depth, at most `MOST_VALUES` values. `budget`: how many are left, shared by all inside."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict | list):
        return _storable_inside(value, depth - 1, budget or [MOST_VALUES]) if depth > 0 else TOO_DEEP
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > LARGEST_ID:
        return str(value)
    return value


def _storable_inside(value: dict[str, Any] | list[Any], depth: int, budget: list[int]) -> Any:
    """Copy what comes first: a message has its own parts before a flood."""
    if isinstance(value, list):
        kept = [storable(item, depth, budget) for item in value if _spend(budget)]
        return [*kept, TOO_MANY] if len(kept) < len(value) else kept
    copied = {clean(key): storable(item, depth, budget) for key, item in value.items() if _spend(budget)}
    return copied if budget[0] > 0 else {**copied, TOO_MANY: True}


def _spend(budget: list[int]) -> bool:
    budget[0] -= 1
    return budget[0] > 0


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
