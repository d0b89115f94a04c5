"""A5 and A10: who somebody is, and who moved."""

from __future__ import annotations

from typing import Any

from messaging.transports.base import Identity
from tests.payloads.meta.building import AT, JSON, change, contact
from tests.payloads.meta.cases import Case, Person, id_of
from tests.payloads.meta.messages import item_of, message_case

PARENT = "GB.ENT.1181579"


def moved(name: str, notice: JSON, line: str, *, sender: JSON | None = None, **attributes: Any) -> Case:
    """A notice of the system, which never has contacts."""
    item = item_of(name, "system", notice)
    if sender is not None:
        item = {key: value for key, value in item.items() if not key.startswith("from")} | sender
    expected = {"kind": "system", "content": line} | attributes
    return Case(name, "A5", change(messages=[item]), attributes=expected)


def later(name: str) -> Person:
    """The same customer, after the move."""
    return Person(name + " later")


def written(name: str, contacts: list[JSON], identities: tuple[Identity, ...], *, attributes: JSON | None = None, **sender: Any) -> Case:  # fmt: skip
    item = {"id": id_of(name), "timestamp": AT, "type": "text", "text": {"body": "Hi"}} | sender
    expected = {"identities": identities, "content": "Hi"} | (attributes or {})
    return Case(name, "A10", change(contacts=contacts, messages=[item]), attributes=expected)


def _moves() -> list[Case]:
    number, old, user, both = (
        "moved to a number",
        "moved to a number of old",
        "moved to a user id",
        "moved to both",
    )
    customer = "moved by an older notice"
    return [
        moved(number, {"body": "A changed to B", "wa_id": later(number).wa_id, "type": "user_changed_number"}, "A changed to B",
              identities=(Person(number).user, Person(number).phone), moved_to=(later(number).phone,)),
        moved(old, {"new_wa_id": later(old).wa_id, "type": "customer_changed_number"}, "The customer has a new number",
              identities=(Person(old).user, Person(old).phone), moved_to=(later(old).phone,)),
        moved(customer, {"body": "moved", "wa_id": later(customer).wa_id, "customer": Person(customer).wa_id,
              "type": "customer_changed_number"}, "moved", sender={},
              identities=(Person(customer).phone,), moved_to=(later(customer).phone,)),
        moved(user, {"body": "moved", "user_id": later(user).bsuid, "type": "user_changed_user_id"}, "moved",
              identities=(Person(user).user, Person(user).phone), moved_to=(later(user).user,)),
        moved(both, {"user_id": later(both).bsuid, "wa_id": later(both).wa_id, "type": "user_changed_user_id"},
              "The customer has a new WhatsApp id",
              sender={"from_user_id": Person(both).bsuid}, identities=(Person(both).user,),
              moved_to=(later(both).user, later(both).phone)),
        message_case("identity changed", "system", {"body": "The code changed", "type": "customer_identity_changed"},
             identity={"acknowledged": True, "created_timestamp": AT, "hash": "h"},
             attributes={"content": "The code changed", "moved_to": ()}),
    ]  # fmt: skip


def _names() -> list[Case]:
    only_user, inside, parent, username = (
        "only a user id",
        "user id inside from",
        "parent user id",
        "username",
    )
    brazil = "Brazilian number"
    return [
        written(only_user, [contact(None, Person(only_user).bsuid, "Bea")], (Person(only_user).user,),
                attributes={"name": "Bea"}, from_user_id=Person(only_user).bsuid),
        written(inside, [contact(Person(inside).bsuid, None, "Bea")], (Person(inside).user,),
                attributes={"name": "Bea"}, **{"from": Person(inside).bsuid}),
        written(parent, [Person(parent).contact | {"parent_user_id": PARENT}],
                (Person(parent).user, Identity("bsuid", PARENT), Person(parent).phone), **Person(parent).sender),
        written(username, [Person(username).contact | {"profile": {"name": "Ann Lee", "username": "@annlee"}}],
                (Person(username).user, Person(username).phone), attributes={"name": "Ann Lee", "username": "annlee"},
                from_user_id=Person(username).bsuid),
        written(brazil, [contact("5511987654399", None, "Eva")], (Identity("phone", "551187654399"),),
                attributes={"name": ""}, **{"from": "551187654399"}),
        written("nobody in contacts", [], (Person("nobody in contacts").user, Person("nobody in contacts").phone),
                attributes={"name": "", "username": ""}, **Person("nobody in contacts").sender),
    ]  # fmt: skip


CUSTOMERS = [*_moves(), *_names()]
