"""Lists of words in the description: those of answers may grow, those of requests are all that is taken.

A client that was generated from a closed `enum` breaks on the first word that is added. Answers therefore have strings
whose known words stand in `x-extensible-enum`; what a request may say stays an `enum`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

REFERENCE = "#/components/schemas/"
OPEN = "x-extensible-enum"
SENT = "Request"


def open_answers(schemas: dict[str, Any]) -> None:
    """Open every list of words that answers use; requests get a closed one of their own where both use it."""
    sent = {name: schema for name, schema in schemas.items() if name.endswith(SENT)}
    shown = {name: schema for name, schema in schemas.items() if name not in sent and not _is_words(schema)}
    in_answers = {name for schema in shown.values() for name in _referred(schema) if _is_words(schemas[name])}
    in_both = in_answers & {name for schema in sent.values() for name in _referred(schema)}
    for name in sorted(in_both):
        schemas[name + SENT] = dict(schemas[name])
    for schema in sent.values():
        _refer_to(schema, {REFERENCE + name: REFERENCE + name + SENT for name in in_both})
    for schema in [*shown.values(), *(schemas[name] for name in in_answers)]:
        _open(schema)


def _is_words(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" and "enum" in schema


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(inner)


def _referred(schema: dict[str, Any]) -> Iterator[str]:
    for node in _nodes(schema):
        if isinstance(target := node.get("$ref"), str):
            yield target.removeprefix(REFERENCE)


def _refer_to(schema: dict[str, Any], instead: dict[str, str]) -> None:
    for node in _nodes(schema):
        if isinstance(target := node.get("$ref"), str):
            node["$ref"] = instead.get(target, target)


def _open(schema: dict[str, Any]) -> None:
    for node in _nodes(schema):
        if _is_words(node):
            node[OPEN] = node.pop("enum")
