"""The part of a resource that is its row's own columns, in the words of its serializer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import models
from rest_framework import serializers

from messaging.feed.resources.select import Select
from messaging.timestamps import utc_text

Show = Callable[[Any], Any]
# What DRF shows as the database gives it.
_AS_IT_IS = (
    serializers.IntegerField,
    serializers.BooleanField,
    serializers.CharField,
    serializers.ChoiceField,
    serializers.JSONField,
    serializers.PrimaryKeyRelatedField,
)


class Columns:
    """Resources by key, as far as they are columns of their table; `more` are columns that only the reader needs.

    Which fields a resource has, and in which order, is read from its serializer: said there once.
    """

    def __init__(
        self,
        serializer: serializers.ModelSerializer[Any],
        *,
        more: Sequence[str] = (),
        key: str = "pk",
        order: str = "pk",
    ) -> None:
        model: type[models.Model] = serializer.Meta.model
        own = {field.name for field in model._meta.concrete_fields}
        fields = serializer.fields
        self._names = list(fields)
        self._shown = [
            (name, _show_of(field))
            for name, field in fields.items()
            if field.source in own and not isinstance(field, serializers.ModelSerializer)
        ]
        self._more = len(self._shown)
        sources = [str(fields[name].source) for name, _ in self._shown]
        self._select = Select(model, [*sources, *more], key=key, order=order)
        self._empty = dict.fromkeys(self._names)

    def read(self, keys: Collection[int]) -> list[tuple[dict[str, Any], tuple[Any, ...]]]:
        """Return each resource, None where something else than a column is shown, with its `more`."""
        return [(self._resource(row), row[self._more :]) for row in self._select.rows(keys)]

    def _resource(self, row: tuple[Any, ...]) -> dict[str, Any]:
        resource = self._empty.copy()
        for (name, show), value in zip(self._shown, row, strict=False):
            resource[name] = value if value is None or show is None else show(value)
        return resource


def _show_of(field: serializers.Field[Any, Any, Any, Any]) -> Show | None:
    """Return what makes the field's text of a value; None where the value is shown as it is."""
    if isinstance(field, serializers.DateTimeField):
        return utc_text
    if isinstance(field, _AS_IT_IS):
        return None
    return field.to_representation
