"""One verified request of a provider, read once and not yet believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from messaging import transports
from messaging.actions.inbound import GivenParties, StoredItem
from messaging.errors import Unreadable
from messaging.models import Inbox, WebhookCall
from messaging.transports import Batch, Ignored, Transport

# A receipt costs a fifth of what a message costs (`python -m benchmarks.webhook_load`).
RECEIPTS_PER_ITEM = 5


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """One verified request. `routes` says which inbox each provider key of the body belongs to, `accounts`
    which inboxes are of each account; items of other keys are ignored. `unreadable` is why the body could
    not be parsed."""

    inbox_id: int
    source: str
    body: bytes
    batch: Batch = field(default_factory=Batch)
    routes: Mapping[str, int] = field(default_factory=dict)
    accounts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    query: str = ""
    request_id: str = ""
    unreadable: str = ""
    written: GivenParties = field(default_factory=GivenParties)

    @property
    def weight(self) -> int:
        """How much work it is: its items, of which receipts cost least."""
        batch = self.batch
        rest = len(batch.messages) + len(batch.echoes) + len(batch.changes)
        return rest + len(batch.receipts) // RECEIPTS_PER_ITEM

    @property
    def expected(self) -> Outcome:
        """What becomes of it as a rule: everything is new, and of messages that are known here."""
        batch = self.batch
        return Outcome(
            stored=len(batch.messages),
            echoes=len(batch.echoes),
            changes=len(batch.changes),
            receipts=len(batch.receipts),
        )


def generic_call(inbox: Inbox, body: bytes, *, request_id: str = "") -> IncomingCall:
    """Make a call of /api/webhook/; raises `ConsoleError` when the body is not what it should be."""
    item = transports.generic_webhook.parse_generic_webhook(body, inbox.country)
    return IncomingCall(
        inbox_id=inbox.pk,
        source=WebhookCall.Source.GENERIC,
        body=body,
        batch=Batch(messages=(item,)),
        routes={item.route: inbox.pk},
        request_id=request_id,
        written=GivenParties(sender=str(item.payload["sender"]), receiver="Me"),
    )


def provider_call(
    inbox: Inbox,
    body: bytes,
    *,
    query: str = "",
    routes: Mapping[str, int] | None = None,
    request_id: str = "",
) -> IncomingCall:
    """Make a signed call of a provider; one that cannot be read is kept all the same, and marked."""
    transport = transports.get(inbox.transport)
    try:
        batch, unreadable = transport.parse(body, query), ""
    except Unreadable as reason:
        batch, unreadable = Batch(), str(reason) or "The body is not a JSON object."
    return IncomingCall(
        inbox_id=inbox.pk,
        source=inbox.transport,
        body=body,
        batch=batch,
        # What names no inbox is for the one whose URL it came to.
        routes={"": inbox.pk, inbox.route: inbox.pk} if routes is None else routes,
        accounts={transport.account(inbox.config): (inbox.pk,)},
        query=query,
        request_id=request_id,
        unreadable=unreadable,
    )


def names_other_inboxes(call: IncomingCall, inbox: Inbox) -> bool:
    """Whether there is anything in it for other inboxes than the one that it came to."""
    return bool(call.batch.accounts or call.batch.routes - {inbox.route})


def with_recipients(
    call: IncomingCall, inbox: Inbox, transport: Transport, others: Sequence[Inbox]
) -> IncomingCall:
    """Return the call with these inboxes of its signer as possible recipients, besides the one it came to.
    `transport`: of all of them."""
    routes = {one.route: one.pk for one in others if one.route in call.batch.routes}
    accounts: dict[str, tuple[int, ...]] = {}
    for one in (inbox, *others):
        account = transport.account(one.config)
        accounts[account] = (*accounts.get(account, ()), one.pk)
    return replace(call, routes={**call.routes, **routes}, accounts=accounts)


@dataclass(slots=True)
class Outcome:
    """What became of the items of one call; `messages` holds new ones and the originals of copies.

    `ignored`: left alone on purpose, or nobody's here. `not_understood`: nobody knows yet what it means;
    that makes the call a dead letter, to be processed again by a newer version.
    """

    stored: int = 0
    duplicates: int = 0
    echoes: int = 0
    changes: int = 0
    receipts: int = 0
    unknown_receipts: int = 0
    ignored: int = 0
    not_understood: int = 0
    failed: int = 0
    errors: list[str] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)

    def count(self, stored: StoredItem) -> None:
        """Count a customer's message that is in the database now."""
        self.stored += stored.new
        self.duplicates += not stored.new
        self.messages.append(stored.pk)

    def count_echo(self, stored: StoredItem) -> None:
        """Count a message of ours that is in the database now."""
        self.echoes += stored.new
        self.duplicates += not stored.new

    def leave(self, ignored: Ignored) -> None:
        """Something that nobody acts on."""
        if ignored.understood:
            self.ignored += 1
            return
        self.not_understood += 1
        self.errors.append(ignored.reason)

    def is_same(self, other: Outcome) -> bool:
        """Return whether both say the same of the items, as far as it is stored."""
        return (self.state, self.summary, self.errors) == (other.state, other.summary, other.errors)

    @property
    def state(self) -> str:
        if self.failed or self.errors:
            return WebhookCall.State.FAILED
        if self.stored or self.duplicates or self.echoes or self.changes or self.receipts:
            return WebhookCall.State.PROCESSED
        return WebhookCall.State.IGNORED

    @property
    def summary(self) -> dict[str, int]:
        counts = {name: getattr(self, attribute) for name, attribute in COUNTS.items()}
        return {name: count for name, count in counts.items() if count}

    @classmethod
    def so_far(cls, summary: Mapping[str, int], error: str) -> Self:
        """Return what was stored of the earlier slices of a call."""
        outcome = cls(errors=error.splitlines())
        for name, attribute in COUNTS.items():
            setattr(outcome, attribute, summary.get(name, 0))
        return outcome


# What a stored summary calls each count.
COUNTS = {
    "messages": "stored",
    "duplicates": "duplicates",
    "echoes": "echoes",
    "changes": "changes",
    "receipts": "receipts",
    "unknown_receipts": "unknown_receipts",
    "ignored": "ignored",
    "not_understood": "not_understood",
    "failed": "failed",
}
