"""What one transaction changed, before it is numbered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from messaging.actors import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded change; its resource is read just before COMMIT.

    `was` holds earlier values of fields of the resource, also of such as may not have changed.
    """

    inbox_id: int
    kind: str
    pk: int
    conversation_id: int | None
    by: Actor
    was: Mapping[str, Any] = field(default_factory=dict)

    @property
    def resource(self) -> tuple[str, int]:
        """Noun and id of the changed thing."""
        return self.kind.partition(".")[0], self.pk

    @property
    def creates(self) -> bool:
        """Whether the resource is new: then it has no earlier values."""
        return self.kind.endswith(".created")


def coalesce(entries: Iterable[Entry]) -> list[Entry]:
    """Return one entry per inbox and resource, where it was first recorded: `created` if it was created, the
    earliest `was` of each field, and the actor who was first."""
    merged: dict[tuple[int, str, int], Entry] = {}
    for entry in entries:
        key = (entry.inbox_id, *entry.resource)
        first = merged.get(key)
        merged[key] = entry if first is None else _joined(first, entry)
    return list(merged.values())


def _joined(first: Entry, later: Entry) -> Entry:
    if later.creates and not first.creates:
        return later
    return replace(first, was={**later.was, **first.was}) if later.was else first


def earlier_values(entry: Entry, resource: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields of the resource that are not what they were, with their earlier values; None for a
    resource that is new."""
    if entry.creates:
        return None
    return {name: value for name, value in entry.was.items() if name in resource and resource[name] != value}
