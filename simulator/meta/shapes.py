"""How the fake Graph API answers: the fields that were asked for, lists page by page."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from simulator.meta.targets import Call
from simulator.wire.meta import errors

LARGEST_PAGE, USUAL_PAGE = 100, 25
# ``a,b{c,d},e.limit(5)``: commas between braces or brackets do not count.
FIELD = re.compile(r"(\w+)(?:[.(][^,{]*\)?)*(?:\{[^{}]*\})?(?:,|$)")


def select(
    call: Call, kind: str, object_id: str, fields: Mapping[str, Any], usual: Iterable[str]
) -> dict[str, Any]:
    """Return the fields that ``fields=`` names, else the ``usual`` ones, and the id.

    A field without a value (None) exists and is left out, as by Meta; one that does not exist is an error, which names
    the ``kind`` of node.
    """
    asked = FIELD.findall(str(call.given.get("fields") or ""))
    for name in asked:
        if name not in fields and name != "id":
            raise errors.no_such_field(name, kind)
    chosen = {name: fields.get(name) for name in asked or usual}
    return {name: value for name, value in chosen.items() if value is not None} | {"id": object_id}


def page(
    call: Call, rows: QuerySet[Any], shape: Callable[[Any], dict[str, Any]], **more: Any
) -> dict[str, Any]:
    """Return a page of the rows, which are in the order of their ids: ``limit``, ``after`` and ``before``."""
    limit = _limit(call.given.get("limit", ""))
    after, before = (_cursor(str(call.given.get(name, ""))) for name in ("after", "before"))
    if before:
        backwards = list(rows.filter(pk__lt=before).order_by("-pk")[: limit + 1])
        found, following, preceding = backwards[:limit][::-1], True, len(backwards) > limit
    else:
        forwards = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
        found, following, preceding = forwards[:limit], len(forwards) > limit, bool(after)
    answer: dict[str, Any] = {"data": [shape(row) for row in found]}
    if found:
        answer["paging"] = _paging(call, found, next_page=following, previous=preceding)
    return answer | more


def _paging(call: Call, found: list[Model], *, next_page: bool, previous: bool) -> dict[str, Any]:
    before, after = (base64.urlsafe_b64encode(str(row.pk).encode()).decode() for row in (found[0], found[-1]))
    paging: dict[str, Any] = {"cursors": {"before": before, "after": after}}
    if next_page:
        paging["next"] = _url(call, after=after)
    if previous:
        paging["previous"] = _url(call, before=before)
    return paging


def _url(call: Call, **cursor: str) -> str:
    query = call.request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update(cursor)
    return call.request.build_absolute_uri(f"{call.request.path}?{query.urlencode()}")


def _cursor(given: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(given.encode()).decode()[:18]) if given else 0
    except (ValueError, binascii.Error) as error:
        raise errors.bad_parameter("Invalid cursors values.") from error


def _limit(given: object) -> int:
    text = str(given)
    return min(LARGEST_PAGE, max(1, int(text[:6]))) if text.isascii() and text.isdigit() else USUAL_PAGE
