"""JSON types of body fields: DRF's own fields take `"5"` for a number, `1` for true and `5` for a text.

What is described as a number is one, so that a description made from the fields is true in both directions. In a form
all are texts: there a number is digits, and a boolean one of two words.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

Field = serializers.Field[Any, Any, Any, Any]
STRINGS = (serializers.CharField, serializers.UUIDField, serializers.DateTimeField, serializers.ChoiceField)
# Patterns of texts, as JSON Schema has them.
STORABLE, NOT_BLANK = r"^[^\x00]*$", r"^[^\x00]*[^\s\x00][^\x00]*$"
NUMBERS = (serializers.IntegerField, serializers.PrimaryKeyRelatedField)


def wrong_type(field: Field, value: Any) -> str | None:
    """Return a sentence when the value is not of the field's JSON type; null is the field's own to judge."""
    if value is None:
        return None
    if isinstance(field, serializers.BooleanField):
        return None if isinstance(value, bool) else "This must be true or false."
    if isinstance(field, NUMBERS):
        return None if _is_whole(value) else "This must be a whole number."
    if isinstance(field, STRINGS):
        return None if isinstance(value, str) else "This must be a string."
    return _wrong_inside(field, value)


def wrong_text(field: Field, value: Any) -> str | None:
    """Return a sentence when a form's text is not what it is described as."""
    if not isinstance(field, serializers.BooleanField) or not isinstance(value, str):
        return None
    return None if value.lower() in {"true", "false"} else "This must be true or false."


def _wrong_inside(field: Field, value: Any) -> str | None:
    given: Any = ()
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        given = value
    elif isinstance(field, serializers.DictField) and isinstance(value, dict):
        given = value.values()
    child: Any = getattr(field, "child", None)
    return next((wrong for one in given if (wrong := wrong_type(child, one))), None)


def narrow(field: Field, described: dict[str, Any]) -> None:
    """Add to a field's description what DRF refuses of texts: NUL, and blanks where there is nothing else."""
    if isinstance(field, serializers.CharField) and described.get("type") == "string":
        may_be_blank = field.allow_blank or not field.trim_whitespace
        described.setdefault("pattern", STORABLE if may_be_blank else NOT_BLANK)
    child, inner = (
        getattr(field, "child", None),
        described.get("additionalProperties") or described.get("items"),
    )
    if child is not None and isinstance(inner, dict):
        narrow(child, inner)


def _is_whole(value: Any) -> bool:
    # In JSON 1.0 is a whole number, too.
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and value.is_integer()
    )
