"""A6 and A7: what became of our messages, and errors of a number."""

from __future__ import annotations

from typing import Any

from messaging.transports.base import Identity
from tests.payloads.meta.building import JSON, ROUTE, WABA, change, problem
from tests.payloads.meta.building import status as status_of
from tests.payloads.meta.cases import Case, Person, id_of

PRICING = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}


def reported(
    name: str, status: str, *, attributes: JSON, contacts: bool = True, gives: str = "Receipt", **more: Any
) -> Case:
    """A status; a field that is None in ``more`` is not there."""
    person = Person(name)
    who = {"recipient_id": person.wa_id, "recipient_user_id": person.bsuid} | more
    item = {key: part for key, part in status_of(id_of(name), status, **who).items() if part is not None}
    value = {"contacts": [person.contact]} if contacts else {}
    expected = (
        {"external_id": id_of(name), "identities": (person.user, person.phone)} if gives == "Receipt" else {}
    )
    return Case(name, "A6", change(**value, statuses=[item]), (gives,), expected | attributes)


def _receipts() -> list[Case]:
    hidden, group, parent = "status of a hidden phone", "status of a group", "status with a parent"
    return [
        reported("sent", "sent", attributes={"status": "sent", "error": None}, pricing=PRICING,
                 conversation={"id": "c", "expiration_timestamp": 1750116480, "origin": {"type": "service"}}),
        reported("delivered", "delivered", attributes={"status": "delivered"}),
        reported("read", "read", attributes={"status": "read"}),
        reported("played", "played", attributes={"status": "played"}),
        reported("failed", "failed", contacts=False, errors=[problem(131049, "In order to maintain …")],
                 attributes={"status": "failed", "error.code": "131049", "error.detail": "In order to maintain …"}),
        reported("failed to a phone", "failed", contacts=False, recipient_user_id=None, errors=[problem(131026)],
                 attributes={"status": "failed", "identities": (Person("failed to a phone").phone,), "error.code": "131026"}),
        reported("failed without a reason", "failed", contacts=False, attributes={"status": "failed", "error.code": "unknown"}),
        reported(hidden, "delivered", contacts=False, recipient_id=None,
                 attributes={"status": "delivered", "identities": (Person(hidden).user,)}),
        reported(parent, "delivered", contacts=False, recipient_parent_user_id="GB.ENT.7",
                 attributes={"identities": (Person(parent).user, Identity("bsuid", "GB.ENT.7"), Person(parent).phone)}),
        reported(group, "delivered", contacts=False, recipient_id="120363041234567890", recipient_user_id=None, recipient_type="group",
                 recipient_participant_id="447700900999", attributes={"identities": ()}),
        reported("status with our own mark", "sent", biz_opaque_callback_data="0b6d", attributes={"callback_data": "0b6d"}),
        reported("status in milliseconds", "sent", timestamp=1750030073000, attributes={"at.timestamp": 1750030073}),
        reported("status with a number for a time", "sent", timestamp=1750030073, attributes={"at.timestamp": 1750030073}),
        reported("deleted of old", "deleted", gives="Ignored", attributes={"understood": True}),
        reported("status of a payment", "failed", type="payment", gives="Ignored", attributes={"understood": True}),
        reported("status of the future", "evaporated", gives="Ignored", attributes={"understood": False}),
    ]  # fmt: skip


ERROR = {
    "code": 130429,
    "title": "Rate limit hit",
    "message": "Rate limit hit",
    "error_data": {"details": "Too fast."},
}
ERROR_NOTICE = {
    "level": "error",
    "code": "130429",
    "title": "This number sends faster than WhatsApp allows",
    "detail": "Too fast.",
}
ERRORS = [
    Case("error of the number", "A7", change(errors=[ERROR]), ("Notice",), ERROR_NOTICE | {"route": ROUTE}),
    Case("error next to contacts", "A7", change(errors=[ERROR], contacts=[Person("error next to contacts").contact]),
         ("Notice",), ERROR_NOTICE),
    Case("error that nobody described", "A7", change(errors=[{"code": 987654, "title": "Odd", "message": "Odd"}]),
         ("Notice",), {"level": "error", "code": "987654", "title": "WhatsApp reported error 987654", "detail": "Odd"}),
    Case("error without a number", "A7", {"field": "messages", "value": {"errors": [ERROR]}},
         ("Notice",), {"route": "", "account": WABA}),
]  # fmt: skip

STATUSES = [*_receipts(), *ERRORS]
