"""The customer that an item is about: joined with ``contacts`` by id, never by position.

See docs/design/providers.md A4, A10.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from messaging.limits import LONGEST_ADDRESS, LONGEST_CONTACT_NAME, LONGEST_USERNAME
from messaging.transports.base import Identity
from messaging.transports.payload import mapping, text
from messaging.transports.phone_numbers import is_parent_bsuid, parse_identity
from messaging.transports.whatsapp_cloud.webhook.envelope import Envelope, UnusableItemError

# The fields in which an item names somebody: their own id, their company's, and the phone
# (in which a BSUID may sit as well).
SENDER = ("from_user_id", "from_parent_user_id", "from")
RECIPIENT = ("to_user_id", "to_parent_user_id", "to")
STATUS_RECIPIENT = ("recipient_user_id", "recipient_parent_user_id", "recipient_id")
PERSON = ("user_id", "parent_user_id", "wa_id")
Fields = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Customer:
    """``identities`` has the most durable one first and is never empty."""

    identities: tuple[Identity, ...]
    name: str = ""
    username: str = ""


def parse_customer(item: Any, fields: Fields, envelope: Envelope) -> Customer:
    """Return the customer of an item; raises `UnusableItemError` when it names nobody."""
    person = _contact_of(item, fields, envelope)
    found = _identities_in(item, fields, person)
    if not found:
        raise UnusableItemError("An item without a usable sender or recipient.")
    profile = mapping(person, "profile")
    username = (text(profile, "username") or text(person, "username")).lstrip("@")[:LONGEST_USERNAME]
    return Customer(found, text(profile, "name")[:LONGEST_CONTACT_NAME] or username, username)


def parse_identities(item: Any, fields: Fields, envelope: Envelope) -> tuple[Identity, ...]:
    """Return every address of the person named there; empty when nobody is. A person named by two ids already
    is not looked up: a call may hold a thousand of them."""
    found = identities_in(item, fields)
    return found if len(found) > 1 else _identities_in(item, fields, _contact_of(item, fields, envelope))


def _contact_of(item: Any, fields: Fields, envelope: Envelope) -> Any:
    """Return the contact with the user id or the phone of the item."""
    people = envelope.people
    if not people:
        return None
    number = text(item, fields[2])
    return people.get(text(item, fields[0])) or people.get(number) or people.get(number.lstrip("+"))


def _identities_in(item: Any, fields: Fields, person: Any) -> tuple[Identity, ...]:
    """Collect ids of the item and its contact. Most values come twice, so they are compared before they are
    parsed."""
    own, parent, phone = fields
    users = [text(item, own), text(item, parent)]
    others = [text(item, phone)]
    if person:
        users += [text(person, "user_id"), text(person, "parent_user_id")]
        others.append(text(person, "wa_id"))
    found = [_as_user_identity(value) for value in dict.fromkeys(users) if value]
    return distinct_identities([*found, *(parse_identity(value) for value in dict.fromkeys(others) if value)])


def identities_in(source: Any, fields: Fields) -> tuple[Identity, ...]:
    """Return what the fields of one object hold, the most durable first."""
    return _identities_in(source, fields, None)


def distinct_identities(found: Iterable[Identity]) -> tuple[Identity, ...]:
    """Return identities without doubles and without what no column holds, the most durable first."""
    fitting: dict[str, Identity] = {}
    for one in found:
        if 0 < len(one.value) <= LONGEST_ADDRESS:
            fitting.setdefault(one.value, one)
    return tuple(sorted(fitting.values(), key=_durability))


def _durability(identity: Identity) -> int:
    """Sort a user's own id first, then the id in the group of companies, the phone, and any other name."""
    if identity.kind == "bsuid":
        return int(is_parent_bsuid(identity.value))
    return 2 if identity.kind == "phone" else 3


def optional_identity(source: Any, key: str) -> Identity | None:
    """Read a field that may hold a phone or, as seen in the wild, a BSUID; None when it holds neither."""
    found = text(source, key)
    return parse_identity(found) if found else None


def user_identity(source: Any, key: str) -> Identity | None:
    """Read a field that is a BSUID by name; None when it is empty."""
    found = text(source, key)
    return _as_user_identity(found) if found else None


def _as_user_identity(value: str) -> Identity:
    """Keep a BSUID one even if Meta widens the format some day; a phone is one wherever it sits."""
    found = parse_identity(value)
    return Identity("bsuid", found.value) if found.kind == "handle" else found
