"""What an account event says beside its name, in words: also the parts that no parser knows yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from messaging.limits import LONGEST_NOTICE_TITLE
from messaging.transports.payload import clean, timestamp

MOST_WORDS, DEEPEST = 20, 4
# A part that only holds others says nothing by its name.
_HOLDERS = ("_info", "_settings", "_details")
_TIMES = ("expiration", "_time", "_at", "timestamp")


def in_words(name: str) -> str:
    """Write ``ADULT_CONTENT`` as ``adult content``."""
    return name.replace("_", " ").lower()[:LONGEST_NOTICE_TITLE]


def sentences(parts: Iterable[str]) -> str:
    """Join what is not empty into sentences."""
    return " ".join(f"{one[:1].upper()}{one[1:]}." for one in parts if one)


def other_words(value: dict[str, Any], known: Collection[str]) -> list[str]:
    """Return ``initiated by: end user`` for everything that ``known`` does not name by its path
    (``ban_info.waba_ban_state``); ids and empty values say nothing to people. At most twenty."""
    return list(dict.fromkeys(islice(_words(value, (), known), MOST_WORDS)))


def _words(source: Any, path: tuple[str, ...], known: Collection[str]) -> Iterator[str]:
    if isinstance(source, list) and not any(isinstance(one, dict | list) for one in source):
        line = ", ".join(filter(None, map(_plain, source)))
        if line and not _is_silent(path, known):
            yield f"{_label(path)}: {line}"
    elif isinstance(source, list):
        for one in source[:MOST_WORDS]:
            yield from _words(one, path, known)
    elif isinstance(source, dict) and len(path) < DEEPEST:
        for key, one in source.items():
            if not _is_silent((*path, key), known):
                yield from _words_at(source, key, one, (*path, key), known)


def _words_at(
    source: dict[str, Any], key: str, one: Any, path: tuple[str, ...], known: Collection[str]
) -> Iterator[str]:
    at = timestamp(source, key) if key.endswith(_TIMES) else None
    if at:
        yield f"{_label(path)}: {at:%Y-%m-%d %H:%M} UTC"
    elif isinstance(one, dict | list):
        yield from _words(one, path, known)
    elif word := _plain(one):
        yield f"{_label(path)}: {word}"


def _is_silent(path: tuple[str, ...], known: Collection[str]) -> bool:
    return path[-1] in {"id", "ids"} or path[-1].endswith(("_id", "_ids")) or ".".join(path) in known


def _label(path: tuple[str, ...]) -> str:
    parents = [one for one in path[-2:-1] if not one.endswith(_HOLDERS)]
    return in_words(clean(" ".join([*parents, path[-1]])))


def _plain(value: Any) -> str:
    """Return a plain value as a word: Meta's ``END_USER`` as ``end user``, a name as it is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str) or value in {"", "NONE", "null"}:
        return ""
    return in_words(clean(value)) if value.isupper() else clean(value)
