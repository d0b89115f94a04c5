"""The events that a provider's webhook call holds, parsed once: plain frozen data.

Structured parts (`payload`) speak one vocabulary for every transport, Meta's (see `base`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from messaging.transports.payload import RemoteMedia

AddressKind = Literal["phone", "bsuid", "handle"]
ReceiptStatus = Literal["sent", "delivered", "read", "failed"]
# What a receipt may report besides is no status of a message: a voice note that was played was read.
ReportedStatus = ReceiptStatus | Literal["played"]


@dataclass(frozen=True, slots=True)
class Identity:
    """How a contact is reached. ``phone``: digits only (a wa_id); ``bsuid``: as Meta writes it;
    ``handle``: any other name, kept as given."""

    kind: AddressKind
    value: str


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """One request as it came. ``headers`` keys are lower case; ``path`` begins with a slash; ``query`` is raw."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    query: str = ""


# ``route`` names the inbox that an item is for at the provider (Meta: phone_number_id); an item of a
# whole account has no route but an ``account`` (Meta: WABA id). ``identities`` is never empty and has
# the most durable one first.


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message of a customer. ``content`` is always a readable line; ``payload`` the structured item.

    ``moved_to``: the addresses of the same person after a number change; the rest of ``identities`` is left.
    ``silent``: imported history; it notifies nobody, opens nothing and counts as seen.
    ``answered_by``: who answered the conversation at that time; empty: we did; None: the item does not say.
    """

    route: str
    external_id: str
    identities: tuple[Identity, ...]
    kind: str
    content: str
    sent_at: datetime | None = None
    name: str = ""
    reply_to: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    username: str = ""
    media: tuple[RemoteMedia, ...] = ()
    moved_to: tuple[Identity, ...] = ()
    error: Mapping[str, str] | None = None
    silent: bool = False
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Echo:
    """A message of ours that the console did not send: from the business's own phone, or imported history.

    It opens no window and triggers nothing. ``status`` is how far it has come. ``answered_by`` as above.
    """

    route: str
    external_id: str
    identities: tuple[Identity, ...]
    kind: str
    content: str
    sent_at: datetime | None = None
    reply_to: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    media: tuple[RemoteMedia, ...] = ()
    status: ReceiptStatus = "sent"
    silent: bool = False
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider's report that a status was reached; ``callback_data`` is what we sent along.

    ``pricing``: what the message costs, in the provider's words: ``{"billable": bool or None, "category", "type",
    "model"}``, and with a sum also ``{"amount": decimal text, "currency"}``; None when the report does not say.
    """

    route: str
    external_id: str
    status: ReportedStatus
    at: datetime | None = None
    callback_data: str = ""
    error: Mapping[str, str] | None = None
    # How the report names the recipient, durable first; may hold a new address.
    identities: tuple[Identity, ...] = ()
    pricing: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """A person put an emoji on the message ``target``, or took it back (``emoji`` is empty).
    ``by_us``: on the business's own phone; ``identities`` is the customer in either case."""

    route: str
    external_id: str
    identities: tuple[Identity, ...]
    target: str
    emoji: str
    at: datetime | None = None
    name: str = ""
    by_us: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """The message ``target`` now says this."""

    route: str
    external_id: str
    identities: tuple[Identity, ...]
    target: str
    kind: str
    content: str
    at: datetime | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    by_us: bool = False


@dataclass(frozen=True, slots=True)
class Deletion:
    """The message ``target`` was deleted for everyone."""

    route: str
    external_id: str
    identities: tuple[Identity, ...]
    target: str
    at: datetime | None = None
    by_us: bool = False


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A contact is reached under ``new`` from now on; the addresses in ``old`` stay theirs."""

    route: str
    old: tuple[Identity, ...]
    new: tuple[Identity, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """What a customer chose at the provider for a category of messages (``marketing_messages``)."""

    route: str
    identities: tuple[Identity, ...]
    category: str
    wants: bool
    at: datetime | None = None
    detail: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """A change of a template; what is None was not named. ``language`` as we write it: ``en_US``."""

    account: str
    name: str
    language: str
    external_id: str = ""
    status: str | None = None
    quality: str | None = None
    category: str | None = None
    reason: str = ""
    components: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What the provider reports about the inbox (``route``) or its whole account (``account``), for administrators.

    ``code`` is the catalogue's where it is an error. ``quality`` and ``limit`` where the provider names them.
    ``relief``: an earlier error of the account is over; ``until``: when the error ends by itself.
    """

    title: str
    level: Literal["info", "warning", "error"] = "info"
    route: str = ""
    account: str = ""
    code: str = ""
    detail: str = ""
    action: str = ""
    at: datetime | None = None
    quality: str | None = None
    limit: str | None = None
    relief: bool = False
    until: datetime | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


Change = Reaction | Edit | Deletion | NumberChange | Preference | TemplateChange | Notice


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something signed that we do not act on: kept with its call, counted, visible.

    ``understood``: it is ignored on purpose. Everything else makes its call a dead letter, to be
    replayed when a newer version understands it.
    """

    reason: str
    payload: Any = None
    understood: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything one webhook call said, each list in the order it said it."""

    messages: tuple[InboundMessage, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    echoes: tuple[Echo, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def routes(self) -> frozenset[str]:
        """Return the key of every inbox that the call speaks about."""
        items = (*self.messages, *self.receipts, *self.echoes, *self.changes)
        return frozenset(getattr(item, "route", "") for item in items) - {""}

    @property
    def accounts(self) -> frozenset[str]:
        """Return the key of every account that the call speaks about as a whole."""
        return frozenset(getattr(item, "account", "") for item in self.changes) - {""}
