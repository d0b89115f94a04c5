"""The part of a resource that is its row's own columns, in the words of its serializer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import models
from rest_framework import serializers

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
    """What of a resource are columns of its table, `path` being the way there from the table that is read.

    Which fields a resource has, and in which order, is read from its serializer: said there once.
    """

    def __init__(self, serializer: serializers.ModelSerializer[Any], path: str = "") -> None:
        model: type[models.Model] = serializer.Meta.model
        own = {field.name for field in model._meta.concrete_fields}
        fields = serializer.fields
        self._shown = [
            (name, _show_of(field))
            for name, field in fields.items()
            if field.source in own and not isinstance(field, serializers.ModelSerializer)
        ]
        self._empty = dict.fromkeys(fields)
        self.names = [f"{path}{fields[name].source}" for name, _ in self._shown]

    def take(self, values: Iterator[Any]) -> dict[str, Any]:
        """Return the resource that the next values are, None where it shows something else than a column."""
        resource: dict[str, Any] = self._empty.copy()
        for (name, show), value in zip(self._shown, islice(values, len(self._shown)), strict=True):
            resource[name] = value if value is None or show is None else show(value)
        return resource

    def take_related(self, values: Iterator[Any]) -> dict[str, Any] | None:
        """Return the same of a row that need not be there."""
        resource = self.take(values)
        return resource if resource["id"] is not None else None


def _show_of(field: serializers.Field[Any, Any, Any, Any]) -> Show | None:
    """Return what makes the field's text of a value; None where the value is shown as it is."""
    if isinstance(field, serializers.DateTimeField):
        return utc_text
    if isinstance(field, _AS_IT_IS):
        return None
    return field.to_representation
