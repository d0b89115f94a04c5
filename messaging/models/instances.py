"""Instances of models, made without Django's constructor.

That walks through every field, asks whether each is deferred and sends two signals, which nobody here hears: of a message
it costs as much as everything else that is done with its row in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


def loaded(model: type[M], columns: Iterable[tuple[str, Any]]) -> M:
    """Return an instance of a row by its attributes, as `from_db` would: what is not named is deferred."""
    instance = model.__new__(model)
    known = instance.__dict__
    known["_state"] = state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    known.update(columns)
    if remember := getattr(instance, "remember", None):
        remember()
    return instance


def fresh(model: type[M], **values: Any) -> M:
    """Return a new instance, not saved, as the model's constructor would: by the names of fields, a related row being
    an instance or, by the name of its column, its id."""
    instance = model.__new__(model)
    known = instance.__dict__
    known["_state"] = state = ModelState()
    constants, made, keys = _defaults(model)
    known.update(constants)
    for name, make in made:
        if name not in values:
            known[name] = make()
    for name, value in values.items():
        if name in keys:
            known[keys[name]] = value and value.pk
            state.fields_cache[name] = value
        else:
            known[name] = value
    return instance


@cache
def _defaults(
    model: type[models.Model],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], dict[str, str]]:
    """Return the defaults that are the same for all, those that are made for each, and the columns of foreign keys."""
    constants: dict[str, Any] = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    keys: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if field.generated:
            continue  # the database computes it
        if callable(field.default):
            made.append((field.attname, field.get_default))
        else:
            constants[field.attname] = field.get_default()
        if field.is_relation:
            keys[field.name] = field.attname
    return constants, made, keys
