"""Parsers of bodies: JSON, whatever the content type says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

# No body of ours is deeper than ten; whatever walks through one may call itself once per level.
DEEPEST = 50


def load_json(data: bytes | str) -> Any:
    """Return the value of a JSON text; raises `ValueError` that says what it is instead, without a full stop."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise ValueError("is not JSON") from None
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level if isinstance(outer, dict | list) for inner in _values(outer)]
        if not level:
            return value
    raise ValueError("is nested too deep")


def _values(outer: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return outer.values() if isinstance(outer, dict) else outer


class AnythingAsJSONParser(BaseParser):
    """Anything that is not JSON is a 400 that says so; a forgotten header is no reason to refuse good JSON.

    orjson refuses what could not be stored: lone surrogates, NaN.
    """

    media_type = "*/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return load_json(stream.read())
        except ValueError as error:
            raise ParseError(f"The body {error}.") from error


class StrictJSONParser(AnythingAsJSONParser):
    """JSON with its own content type: the one that OpenAPI describes."""

    media_type = "application/json"


# Where a body may hold a file; anything that is no form is JSON there, too.
FORM_OR_JSON: list[type[BaseParser]] = [MultiPartParser, StrictJSONParser, AnythingAsJSONParser]
