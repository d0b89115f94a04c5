"""Parsers of bodies: JSON, whatever the content type says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser


class AnythingAsJSONParser(BaseParser):
    """Anything that is not JSON is a 400 that says so; a forgotten header is no reason to refuse good JSON.

    orjson refuses what could not be stored or would exhaust the stack: lone surrogates, NaN, deep nesting.
    """

    media_type = "*/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return orjson.loads(stream.read())
        except orjson.JSONDecodeError as error:
            raise ParseError("The body is not JSON.") from error


class StrictJSONParser(AnythingAsJSONParser):
    """JSON with its own content type: the one that OpenAPI describes."""

    media_type = "application/json"


# Where a body may hold a file; anything that is no form is JSON there, too.
FORM_OR_JSON: list[type[BaseParser]] = [MultiPartParser, StrictJSONParser, AnythingAsJSONParser]
