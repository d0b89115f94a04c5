"""Declarations of what each operation takes: read by OpenAPI, and checked for every request.

An unknown field or query parameter is refused by name. To ignore one would do something else than was asked:
``{"content": …, "private": true}`` would reach the customer, ``?assignee=3`` would answer unfiltered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.core.exceptions import SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request, is_form_media_type
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from messaging.api.kit.json_types import narrow, wrong_text, wrong_type
from messaging.errors import ConsoleError

UNKNOWN_FIELD = "There is no such field."
UNKNOWN_PARAMETER = "There is no such query parameter."
REPEATED_PARAMETER = "This may be given once."
NO_BODY = "This takes no body."
# Methods whose body means nothing, whatever it holds (RFC 9110 9.3.1).
WITHOUT_BODY = frozenset({"GET", "HEAD"})

Method = TypeVar("Method", bound=Callable[..., Any])


# Base of every request body, and of every object in one: unknown fields and other JSON types are refused. (A comment:
# OpenAPI would describe each body with an inherited docstring.)
class Body(serializers.Serializer[Any]):
    # Of a form all values are texts.
    is_json = True
    # What OpenAPI cannot see in the fields: which of them go together.
    described_besides: Mapping[str, Any] = {}

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated fields; raises DRF's ValidationError naming unknown fields beside wrong ones."""
        refused = self._refused(data) if isinstance(data, Mapping) else {}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            wrong = cast("dict[str, Any]", error.detail)
            raise serializers.ValidationError({**refused, **wrong, **refused}) from None
        if refused:
            raise serializers.ValidationError(refused)
        return value

    def _refused(self, data: Mapping[Any, Any]) -> dict[str, list[str]]:
        refused = _refused(data, self.fields, UNKNOWN_FIELD)
        wrong = wrong_type if self.is_json else wrong_text
        for name, field in self.fields.items():
            if sentence := wrong(field, data.get(name)):
                refused[name] = [sentence]
        return refused


class BodySchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Describes a body in OpenAPI: with no other fields."""

    target_class = Body
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return drf-spectacular's schema, closed, and as narrow as the fields are."""
        schema: dict[str, Any] = auto_schema._map_basic_serializer(self.target, direction)
        for name, described in schema.get("properties", {}).items():
            narrow(self.target.fields[name], described)
        more = self.target.described_besides
        return {**schema, "additionalProperties": False, **more}


@dataclass(frozen=True, slots=True)
class Takes:
    """The declaration of one operation; `pages`: the view's paginator adds its own query parameters."""

    body: type[Body] | None = None
    form: type[Body] | None = None
    query: frozenset[str] = frozenset()
    repeatable: frozenset[str] = frozenset()
    pages: bool = False
    refuses: frozenset[int] = frozenset()

    @property
    def has_body(self) -> bool:
        return self.body is not None or self.form is not None

    @property
    def wants_body(self) -> bool:
        """Whether one without fields says nothing, although none of them is required."""
        return self.body is not None and "minProperties" in self.body.described_besides


def takes(
    body: type[Body] | None = None,
    *,
    form: type[Body] | None = None,
    query: Sequence[OpenApiParameter] = (),
    pages: bool = False,
    refuses: Sequence[int] = (),
    **described: Any,
) -> Callable[[Method], Method]:
    """Declare an operation: its JSON body, the same as a form, its query, and the statuses with which it refuses besides
    those of every operation. The rest goes to `extend_schema`.

    An operation without this takes no body and no query but, as `list`, that of its pages.
    """
    names, repeatable = ({one.name for one in given} for given in (query, [one for one in query if one.many]))
    declared = Takes(body, form, frozenset(names), frozenset(repeatable), pages, frozenset(refuses))
    headers = described.pop("headers", ())

    def decorate(method: Method) -> Method:
        schema = extend_schema(request=_content(body, form), parameters=[*query, *headers], **described)
        decorated = schema(method)
        cast("Any", decorated).takes = declared
        return decorated

    return decorate


def _content(body: type[Body] | None, form: type[Body] | None) -> Any:
    """Return the request as drf-spectacular wants it described."""
    if form is None:
        return body
    json = {"application/json": body} if body else {}
    return {**json, "multipart/form-data": form}


# Mixin of every view: checks the request against the declaration before the handler runs.
class Declared(APIView):
    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Let no cache keep what customers wrote; files say for themselves how long a browser may."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "no-store")
        return final

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raise a 400 for what the operation does not take; 401 and 403 come first."""
        super().initial(request, *args, **kwargs)
        method = str(request.method)
        handler = getattr(self, method.lower(), None)
        if handler is None or method == "OPTIONS":
            return  # DRF answers 405, or says what there is
        declared: Takes = getattr(handler, "takes", Takes(pages=handler.__name__ == "list"))
        _check_query(request, self._parameters(declared), declared.repeatable)
        if not declared.has_body and method not in WITHOUT_BODY:
            _check_no_body(request)

    def _parameters(self, declared: Takes) -> set[str]:
        own = {api_settings.URL_FORMAT_OVERRIDE or ""}
        paginator = getattr(self, "paginator", None) if declared.pages else None
        if paginator is not None:
            own |= {paginator.cursor_query_param, paginator.page_size_query_param}
        return own | declared.query


def _check_query(request: Request, known: Iterable[str], repeatable: Iterable[str]) -> None:
    if unknown := _refused(request.query_params, known, UNKNOWN_PARAMETER):
        raise serializers.ValidationError(unknown)
    several = {name: values for name, values in request.query_params.lists() if len(values) > 1}
    if repeated := _refused(several, repeatable, REPEATED_PARAMETER):
        raise serializers.ValidationError(repeated)


def _check_no_body(request: Request) -> None:
    given = _fields(request)
    if isinstance(given, Mapping):
        if given:
            raise serializers.ValidationError(_refused(given, (), UNKNOWN_FIELD))
    elif given is not None:
        raise ConsoleError(NO_BODY)


def _fields(request: Request) -> Any:
    """Return the body of a request that should have none; an empty form of any kind counts as none."""
    if request.method != "POST" or not is_form_media_type(request.content_type):
        return request.data
    try:
        form = request._request
        return {**form.POST, **form.FILES}
    except (MultiPartParserError, SuspiciousOperation):
        raise ParseError("The form cannot be read.") from None


def _refused(given: Mapping[Any, Any], known: Iterable[str], sentence: str) -> dict[str, list[str]]:
    names = set(known)
    return {str(name): [sentence] for name in given if name not in names}
