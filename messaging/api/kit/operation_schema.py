"""Descriptions of single operations, made from their declarations: drf-spectacular's hook."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema

from messaging.api.kit import refusals
from messaging.api.kit.operations import Takes
from messaging.api.kit.request_values import NUMBER_SCHEMA

# The first sentence of a docstring, or what stands before its first semicolon or colon.
FIRST = re.compile(r"(.+?)(?:[.;:](?=\s|$)|$)")
OF_LISTS = {"list": "List {}", "retrieve": "Get one of the {}"}


class OperationSchema(AutoSchema):
    """Adds a summary, the refusals, and what a path takes as an id."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the operation with everything that it may answer."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for one in operation.get("parameters", ()):
            if one["in"] == "path" and one["name"] == "id":
                one.update(schema=NUMBER_SCHEMA, description="The id of the resource.")
        if self._declared().wants_body:
            operation["requestBody"]["required"] = True
        refused = refusals.of_operation(self.view, self.method, self._declared())
        operation["responses"] = {**_described(operation["responses"]), **refusals.referring(refused)}
        return operation

    def get_summary(self) -> str:
        """Return what the operation does in a few words: its docstring's first sentence."""
        own = " ".join((getattr(self._handler(), "__doc__", None) or "").split())
        if first := FIRST.match(own):
            return first[1]
        noun = str(self.get_tags()[0]).replace("-", " ")
        return OF_LISTS[str(getattr(self.view, "action", "list"))].format(noun)

    def _handler(self) -> Any:
        return getattr(self.view, getattr(self.view, "action", None) or self.method.lower(), None)

    def _declared(self) -> Takes:
        return getattr(self._handler(), "takes", Takes())


def _described(responses: dict[str, Any]) -> dict[str, Any]:
    """Give every answer a description: OpenAPI wants one."""
    return {
        status: {**answer, "description": answer.get("description") or HTTPStatus(int(status)).phrase}
        for status, answer in responses.items()
    }
