"""One shape that Meta posts, what it is, and who it is about."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from messaging.transports.base import Batch, Identity
from tests.payloads.meta.building import JSON, contact


@dataclass(frozen=True, slots=True)
class Person:
    """A customer, invented from the name of a case."""

    of: str

    @property
    def _number(self) -> int:
        return zlib.crc32(self.of.encode())

    @property
    def wa_id(self) -> str:
        return f"4477{self._number:010}"[:12]

    @property
    def bsuid(self) -> str:
        return f"GB.{self._number:016}"

    @property
    def name(self) -> str:
        return f"Customer of {self.of}"[:60]

    @property
    def phone(self) -> Identity:
        return Identity("phone", self.wa_id)

    @property
    def user(self) -> Identity:
        return Identity("bsuid", self.bsuid)

    @property
    def contact(self) -> JSON:
        """As an element of ``contacts``."""
        return contact(self.wa_id, self.bsuid, self.name)

    @property
    def sender(self) -> JSON:
        """As the fields of an inbound message."""
        return {"from": self.wa_id, "from_user_id": self.bsuid}


@dataclass(frozen=True, slots=True)
class Case:
    """See the docstring of `tests.payloads.meta`."""

    name: str
    row: str
    change: JSON
    gives: tuple[str, ...] = ("InboundMessage",)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[JSON, ...] = ()

    @property
    def customer(self) -> Person:
        return Person(self.name)

    @property
    def id(self) -> str:
        return id_of(self.name)


def id_of(name: str, which: str = "") -> str:
    """The id of the (other) message of a case."""
    return f"wamid.{name.replace(' ', '-')}{which}"


def found(batch: Batch) -> Iterator[Any]:
    """Everything that a batch holds, in one order."""
    yield from (*batch.messages, *batch.echoes, *batch.changes, *batch.receipts, *batch.ignored)
