"""One verified request of a provider, read once and not yet believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from messaging import transports
from messaging.actions.receiving import Stored, Written
from messaging.errors import Unreadable
from messaging.models import Inbox, WebhookCall
from messaging.transports.base import Batch


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """One verified request. `routes` says which inbox each provider key of the body belongs to;
    items of other keys are ignored. `unreadable` is why the body could not be parsed."""

    inbox_id: int
    source: str
    body: bytes
    batch: Batch = field(default_factory=Batch)
    routes: Mapping[str, int] = field(default_factory=dict)
    request_id: str = ""
    unreadable: str = ""
    written: Written = field(default_factory=Written)

    @property
    def items(self) -> int:
        """How much work it is."""
        return len(self.batch.messages) + len(self.batch.receipts)


def seed_call(inbox_id: int, body: bytes, *, request_id: str = "") -> IncomingCall:
    """A call of /api/webhook/; raises `DeskError` when the body is not what it should be."""
    item = transports.generic.parse_seed(body)
    return IncomingCall(
        inbox_id=inbox_id,
        source=WebhookCall.Source.SEED,
        body=body,
        batch=Batch(messages=(item,)),
        routes={item.route: inbox_id},
        request_id=request_id,
        written=Written(sender=str(item.payload["sender"]), receiver="Me"),
    )


def provider_call(
    inbox: Inbox, body: bytes, *, routes: Mapping[str, int] | None = None, request_id: str = ""
) -> IncomingCall:
    """A signed call of a provider; one that cannot be read is kept all the same, and marked."""
    try:
        batch, unreadable = transports.get(inbox.transport).parse(body), ""
    except Unreadable as reason:
        batch, unreadable = Batch(), str(reason) or "The body is not a JSON object."
    return IncomingCall(
        inbox_id=inbox.pk,
        source=inbox.transport,
        body=body,
        batch=batch,
        routes={inbox.route: inbox.pk} if routes is None else routes,
        request_id=request_id,
        unreadable=unreadable,
    )


@dataclass(slots=True)
class Outcome:
    """What became of the items of one call; `messages` holds new ones and the originals of copies."""

    stored: int = 0
    duplicates: int = 0
    receipts: int = 0
    unknown_receipts: int = 0
    ignored: int = 0
    failed: int = 0
    errors: list[str] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)

    def count(self, stored: Stored) -> None:
        """A message that is in the database now."""
        self.stored += stored.new
        self.duplicates += not stored.new
        self.messages.append(stored.pk)

    @property
    def state(self) -> str:
        if self.failed or self.errors:
            return WebhookCall.State.FAILED
        if self.stored or self.duplicates or self.receipts:
            return WebhookCall.State.PROCESSED
        return WebhookCall.State.IGNORED

    @property
    def summary(self) -> dict[str, int]:
        counts = {
            "messages": self.stored,
            "duplicates": self.duplicates,
            "receipts": self.receipts,
            "unknown_receipts": self.unknown_receipts,
            "ignored": self.ignored,
            "failed": self.failed,
        }
        return {name: count for name, count in counts.items() if count}
