"""What a row was when it was read: for events that say what changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models

from messaging.timestamps import utc_text


class Tracked(models.Model):
    """A model whose instances know the values that some of their columns had when they were read."""

    TRACKED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Make an instance of a row; it remembers what it was."""
        instance = super().from_db(db, field_names, values)
        instance.remember()
        return instance

    def remember(self) -> None:
        """From now on the present values are the earlier ones."""
        known = self.__dict__
        self._earlier = {name: known[name] for name in self.TRACKED if name in known}

    @property
    def earlier(self) -> dict[str, Any]:
        """By column, as they were when the row was read or recorded last; empty for a new row."""
        return getattr(self, "_earlier", {})

    @property
    def earlier_shown(self) -> dict[str, Any]:
        """The same in the shape of resources: times as text."""
        return {
            name: utc_text(value) if isinstance(value, datetime) else value
            for name, value in self.earlier.items()
        }
