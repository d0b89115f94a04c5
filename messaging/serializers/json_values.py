"""JSON columns whose shape OpenAPI should know."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

OBJECT = {"type": "object", "additionalProperties": {}}


def described(shape: Any, **options: Any) -> Any:
    """Return a field for a JSON column, described by a type hint or an OpenAPI schema."""
    # A class of its own: DRF makes fields anew for each serializer, and would lose what hangs on the field.
    described_class = type("Described", (serializers.JSONField,), {})
    return extend_schema_field(shape)(described_class)(**options)
