"""Every operation of the URL resolver: path, method, and what to ask it with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.views.generic import RedirectView

METHODS = ("get", "post", "put", "patch", "delete")
# Of pages and other plain functions, which answer what they do not take with 405.
PLAIN = ("get", "post")
# Of Django's admin: what is posted to a list is an action with a right of its own (tests/database/admin).
READ_ONLY = {"changelist_view", "history_view"}
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\[\]]|\[[^\]]*\])*\)")
CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
OPTIONAL = re.compile(r"\(\?:[^)]*\)\?")


@dataclass(frozen=True)
class Operation:
    """`path` has ``<names>``, which are keys of what a request fills in."""

    method: str
    path: str

    @property
    def section(self) -> str:
        """The first part of the path: a table of its own."""
        first = self.path.strip("/").partition("/")[0]
        return first if first in {"api", "admin", "simulator"} else ""

    @property
    def resource(self) -> str:
        """What an id in the path is of: ``conversations``, ``messaging_inbox``."""
        parts = self.path.strip("/").split("/")
        return f"{parts[1]}_{parts[2]}" if self.section == "admin" and len(parts) > 2 else parts[1]


def operations() -> list[Operation]:
    """All of them, in the resolver's order, each once (with and without its slash is the same)."""
    found: dict[tuple[str, str], Operation] = {}
    for path, pattern in _patterns(get_resolver().url_patterns, ""):
        for method in _methods(pattern.callback):
            found.setdefault((path, method), Operation(method, path))
    return list(found.values())


def _patterns(patterns: list[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield _readable(before + str(pattern.pattern)), pattern


def _readable(pattern: str) -> str:
    """A pattern as a person writes a path."""
    path = OPTIONAL.sub("", GROUP.sub(r"<\1>", CONVERTER.sub(r"<\1>", pattern)))
    path = path.replace("^", "").replace("\\Z", "").replace("$", "").replace("/?", "/")
    return "/" + (
        path if path.endswith("/") or "." in path or not path or path.startswith("media") else path + "/"
    )


def _methods(view: Any) -> tuple[str, ...]:
    if actions := getattr(view, "actions", None):  # a viewset's
        return tuple(method for method in actions if method != "head")  # DRF adds it at the first request
    kind = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if kind is RedirectView or getattr(view, "__name__", "") in READ_ONLY:
        return ("get",)
    if kind is None:
        return PLAIN
    return tuple(method for method in METHODS if hasattr(kind, method))
