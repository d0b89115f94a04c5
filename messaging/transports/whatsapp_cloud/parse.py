"""From a signed body to a `Batch`: every entry, change and item, and no item harms its neighbours.

One POST may hold a thousand updates. Each becomes exactly one message, receipt or `Ignored`; what
is broken or unknown becomes `Ignored` with its reason, so nothing that came vanishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from messaging.transports.base import Batch, Identity, Ignored, InboundMessage, Receipt, ReceiptStatus
from messaging.transports.identity import LONGEST_VALUE, identity_of
from messaging.transports.reading import load_object, mapping, moment, sequence, storable, text
from messaging.transports.whatsapp_cloud.content import described
from messaging.transports.whatsapp_cloud.errors import as_error

LIVE_FIELD = "messages"
LONGEST_ID = 255
LONGEST_NAME = 255
LONGEST_CALLBACK = 512
STATUSES: Mapping[str, ReceiptStatus] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",  # a voice message was listened to: no less than read
    "failed": "failed",
}
SUCCESSION = {"user_changed_number", "customer_changed_number", "user_changed_user_id"}

Item = InboundMessage | Receipt | Ignored


class _UnusableError(ValueError):
    """An item that lacks what it cannot do without; the text becomes the reason."""


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What the items of one change share: the number they are for, and the people by their ids."""

    route: str
    people: Mapping[str, Any]


def parse(body: bytes) -> Batch:
    """Read a signed body; raises `Unreadable` only when it is no JSON object at all."""
    items = list(_items(load_object(body)))
    return Batch(
        messages=tuple(item for item in items if isinstance(item, InboundMessage)),
        receipts=tuple(item for item in items if isinstance(item, Receipt)),
        ignored=tuple(item for item in items if isinstance(item, Ignored)),
    )


def _items(document: dict[str, Any]) -> Iterator[Item]:
    entries = sequence(document, "entry")
    if not entries:
        yield Ignored("The call holds no entry.", storable(document))
    for entry in entries:
        changes = sequence(entry, "changes")
        if not changes:
            yield Ignored("An entry without changes.", storable(entry))
        for change in changes:
            yield from _change(change)


def _change(change: Any) -> Iterator[Item]:
    # The field first: a `history` change holds `messages` that are not live traffic.
    field = text(change, "field")
    if field == LIVE_FIELD:
        yield from _live(mapping(change, "value"), change)
    else:
        yield Ignored(f"The field {field[:64] or '(none)'} is not handled.", storable(change))


def _live(value: dict[str, Any], change: Any) -> Iterator[Item]:
    messages, statuses, errors = (sequence(value, key) for key in ("messages", "statuses", "errors"))
    if not (messages or statuses or errors):
        yield Ignored("A change without messages, statuses or errors.", storable(change))
    envelope = _Envelope(text(mapping(value, "metadata"), "phone_number_id"), _people(value))
    for item in messages:
        yield _isolated(_message, item, envelope)
    for item in statuses:
        yield _isolated(_receipt, item, envelope)
    for item in errors:
        yield _account_error(item)


def _isolated(read: Callable[[dict[str, Any], _Envelope], Item], item: Any, envelope: _Envelope) -> Item:
    try:
        if not isinstance(item, dict):
            raise _UnusableError("An item that is no object.")
        if not envelope.route:
            raise _UnusableError("The change does not say which phone number it is for.")
        return read(item, envelope)
    except _UnusableError as unusable:
        return Ignored(str(unusable), storable(item))
    except Exception as error:  # whatever it is, the other 999 items of the body are fine
        return Ignored(f"Could not be read: {type(error).__name__}.", storable(item))


def _message(item: dict[str, Any], envelope: _Envelope) -> InboundMessage:
    if item.get("group_id"):
        raise _UnusableError("Group chats are not handled.")
    person = _person(item, envelope.people)
    kind, content = described(item)
    return InboundMessage(
        route=envelope.route,
        external_id=_id(item),
        identities=_identities(item, person),
        kind=kind,
        content=content,
        sent_at=moment(item, "timestamp"),
        name=_name(person),
        reply_to=_reply_to(item, kind),
        payload=storable(item),
    )


def _receipt(item: dict[str, Any], envelope: _Envelope) -> Receipt:
    named = text(item, "status")
    status = STATUSES.get(named)
    if status is None:
        raise _UnusableError(f"The status {named[:64] or '(none)'} is not handled.")
    return Receipt(
        route=envelope.route,
        external_id=_id(item),
        status=status,
        at=moment(item, "timestamp"),
        callback_data=text(item, "biz_opaque_callback_data")[:LONGEST_CALLBACK],
        error=_failure(item) if status == "failed" else None,
    )


def _account_error(item: Any) -> Ignored:
    error = as_error(item)
    return Ignored(f"WhatsApp reported error {error['code'][:16]}: {error['title']}.", storable(item))


def _failure(item: dict[str, Any]) -> dict[str, str]:
    return as_error(next(iter(sequence(item, "errors")), None))


def _id(item: dict[str, Any]) -> str:
    found = text(item, "id")
    if not found or len(found) > LONGEST_ID:
        raise _UnusableError("An item without a usable id.")
    return found


def _reply_to(item: dict[str, Any], kind: str) -> str | None:
    """The id that it answers: the quoted message, for a reaction the one that it hangs on."""
    if kind == "reaction":
        found = text(mapping(item, "reaction"), "message_id")
    else:
        context = mapping(item, "context")
        forwarded = context.get("forwarded") or context.get("frequently_forwarded")
        found = "" if forwarded else text(context, "id")
    return found if 0 < len(found) <= LONGEST_ID else None


def _people(value: dict[str, Any]) -> dict[str, Any]:
    """Contacts by each of their ids: one may be missing, and their order means nothing."""
    people = sequence(value, "contacts")
    return {key: who for who in people for name in ("wa_id", "user_id") if (key := text(who, name))}


def _person(item: dict[str, Any], people: Mapping[str, Any]) -> Any:
    keys = (text(item, "from_user_id"), text(item, "from"), text(item, "from").lstrip("+"))
    return next((people[key] for key in keys if key in people), None)


def _name(person: Any) -> str:
    profile = mapping(person, "profile")
    return (text(profile, "name") or text(profile, "username"))[:LONGEST_NAME]


def _identities(item: dict[str, Any], person: Any) -> tuple[Identity, ...]:
    """Every way to the sender, most durable first; a BSUID may also sit in `from` and `wa_id`."""
    named = [
        *(_user_id(item, "from_user_id"), _user_id(person, "user_id")),
        *(_user_id(item, "from_parent_user_id"), _user_id(person, "parent_user_id")),
        *(_any_id(item, "from"), _any_id(person, "wa_id"), *_successors(item)),
    ]
    found = dict.fromkeys(one for one in named if one and 0 < len(one.value) <= LONGEST_VALUE)
    if not found:
        raise _UnusableError("A message without a usable sender.")
    return tuple(sorted(found, key=_durability))


def _durability(identity: Identity) -> int:
    return ("bsuid", "phone", "handle").index(identity.kind)


def _successors(item: dict[str, Any]) -> tuple[Identity | None, ...]:
    """Who moved to a new number or id is the same person from then on."""
    notice = mapping(item, "system")
    if text(item, "type") != "system" or text(notice, "type") not in SUCCESSION:
        return ()
    return (_user_id(notice, "user_id"), _any_id(notice, "wa_id"), _any_id(notice, "new_wa_id"))


def _any_id(source: Any, key: str) -> Identity | None:
    found = text(source, key)
    return identity_of(found) if found else None


def _user_id(source: Any, key: str) -> Identity | None:
    """A field that is a BSUID by name stays one even if Meta widens the format some day."""
    found = _any_id(source, key)
    return Identity("bsuid", found.value) if found and found.kind == "handle" else found
