"""Checks of a JSON part key by key as Meta makes them: its sentences name the key. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.wire.meta.errors import bad_parameter, missing
from simulator.wire.texts import clean


def known_keys(part: Mapping[str, Any], name: str, keys: Iterable[str]) -> None:
    """Refuse a key that Meta does not know there."""
    for key in part:
        if key not in keys:
            raise bad_parameter(f'Unexpected key "{clean(key)[:80]}" on param "{name}".')


def mapping(part: Any, name: str) -> Mapping[str, Any]:
    if part is None:
        raise missing(name)
    if not isinstance(part, Mapping):
        raise bad_parameter(f"Param {name} must be a JSON object.")
    return part


def sequence(part: Any, name: str, most: int) -> list[Any]:
    """Return a list of 1 to ``most`` elements; raise `GraphError`."""
    if part is None:
        raise missing(name)
    if not isinstance(part, list):
        raise bad_parameter(f"Param {name} must be an array.")
    if not 1 <= len(part) <= most:
        raise bad_parameter(f"Param {name} must have between 1 and {most} elements.")
    return part


def text(part: Mapping[str, Any], key: str, name: str, longest: int, *, needed: bool = True) -> str:
    """``part[key]``, called ``name['key']`` in the sentences; empty where it is not ``needed``."""
    label = f"{name}['{key}']"
    value = part.get(key)
    if value is None and not needed:
        return ""
    if value is None:
        raise missing(label)
    if not isinstance(value, str):
        raise bad_parameter(f"Param {label} must be a string.")
    if needed and not value.strip():
        raise bad_parameter(f"Param {label} must be at least 1 characters long.")
    if len(value) > longest:
        raise bad_parameter(f"Param {label} must be at most {longest} characters long.")
    return clean(value)


def boolean(part: Mapping[str, Any], key: str, name: str) -> bool:
    """``part[key]``, False without it; a form and a query write it as a word."""
    value = part.get(key, False)
    if isinstance(value, str):
        value = {"true": True, "1": True, "false": False, "0": False}.get(value.lower())
    if not isinstance(value, bool):
        raise bad_parameter(f"Param {name}['{key}'] must be a boolean.")
    return value


def number(part: Mapping[str, Any], key: str, name: str, most: float) -> float:
    """``part[key]`` between ``-most`` and ``most``; Meta takes digits in quotes too."""
    try:
        value = float(part[key])
    except KeyError as error:
        raise missing(f"{name}['{key}']") from error
    except (TypeError, ValueError) as error:
        raise bad_parameter(f"Param {name}['{key}'] must be a number.") from error
    if not -most <= value <= most:
        raise bad_parameter(f"Param {name}['{key}'] must be between {-most:g} and {most:g}.")
    return value
