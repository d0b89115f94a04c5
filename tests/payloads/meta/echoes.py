"""A8: what the business's own phone sent, and its history."""

from __future__ import annotations

from typing import Any

from messaging.transports.base import RemoteMedia
from tests.payloads.meta.building import AT, BUSINESS, JSON, change
from tests.payloads.meta.cases import Case, Person, id_of
from tests.payloads.meta.media import BASE64, HEX

IMAGE = {"id": "7001", "mime_type": "image/jpeg", "sha256": BASE64}
REMOTE = RemoteMedia("image", "7001", mime_type="image/jpeg", sha256=HEX)


def echo_of(name: str, kind: str, part: Any, which: str = "") -> JSON:
    """An element of ``message_echoes``, which comes without contacts."""
    who = {"from": BUSINESS, "to": Person(name).wa_id, "to_user_id": Person(name).bsuid}
    return who | {"id": id_of(name, which), "timestamp": AT, "type": kind, kind: part}


def echoed(
    name: str, kind: str, part: Any, gives: str = "Echo", /, *, target: bool = False, **attributes: Any
) -> Case:
    person, expected = Person(name), {"external_id": id_of(name)}
    first = change("smb_message_echoes", message_echoes=[echo_of(name, "text", {"body": "First"}, ".target")])
    expected |= {"target": id_of(name, ".target"), "by_us": True} if target else {"kind": kind}
    return Case(
        name,
        "A8",
        change("smb_message_echoes", message_echoes=[echo_of(name, kind, part)]),
        (gives,),
        expected | {"identities": (person.user, person.phone)} | attributes,
        (first,) if target else (),
    )


def _echoes() -> list[Case]:
    edited, deleted, liked, plain = (
        "edit on our phone",
        "deletion on our phone",
        "reaction on our phone",
        "echo to a phone",
    )
    to_phone = {
        key: value for key, value in echo_of(plain, "text", {"body": "Hi"}).items() if key != "to_user_id"
    }
    return [
        echoed("echo", "text", {"body": "We come"}, content="We come", status="sent", silent=False),
        echoed("echo of an image", "image", IMAGE | {"caption": "Look"}, content="Look",
               media=(RemoteMedia("image", "7001", mime_type="image/jpeg", sha256=HEX, caption="Look"),)),
        echoed("echo of a document", "document", {"id": "7001", "filename": "a.pdf"}, content="📄 a.pdf"),
        echoed("echo of something new", "hologram", {}, kind="unsupported", content="⚠️ Unsupported message: hologram"),
        echoed(edited, "edit", {"original_message_id": id_of(edited, ".target"), "message": {"type": "text", "text": {"body": "Then"}}},
               "Edit", target=True, content="Then"),
        echoed(deleted, "revoke", {"original_message_id": id_of(deleted, ".target")}, "Deletion", target=True),
        echoed(liked, "reaction", {"message_id": id_of(liked, ".target"), "emoji": "👍"}, "Reaction", target=True, emoji="👍"),
        Case(plain, "A8", change("smb_message_echoes", message_echoes=[to_phone]), ("Echo",), {"identities": (Person(plain).phone,)}),
        Case("group echo", "A8", change("smb_message_echoes", message_echoes=[
             echo_of("group echo", "text", {"body": "all"}) | {"group_id": "120363"}]), ("Notice",), {"level": "warning"}),
    ]  # fmt: skip


def thread(name: str, *items: JSON) -> JSON:
    progress = {"phase": 0, "chunk_order": 1, "progress": 55}
    return change(
        "history",
        history=[{"metadata": progress, "threads": [{"id": Person(name).wa_id, "messages": [*items]}]}],
    )


def old(name: str, sender: str, state: str, kind: str = "text", part: Any = None, **more: Any) -> JSON:
    content = {kind: part or {"body": "Long ago"}} if kind != "media_placeholder" else {}
    item = {"from": sender, "id": id_of(name), "timestamp": "1700000000", "type": kind} | content
    return item | {"history_context": {"status": state}} | more


def _written_by_us(state: str, status: str) -> Case:
    name = f"history {state.lower()}"
    return Case(name, "A8", thread(name, old(name, BUSINESS, state)), ("Echo",),
                {"silent": True, "status": status, "content": "Long ago", "identities": (Person(name).phone,)})  # fmt: skip


def _history() -> list[Case]:
    theirs, place, spelled = "history of a customer", "history of a file", "history by a spelled number"
    mixed, late, sent = "history both ways", "history file that follows", "history file of ours that follows"
    silent = {
        "silent": True,
        "identities": (Person(theirs).phone,),
        "content": "Long ago",
        "sent_at.timestamp": 1700000000,
    }
    items = [
        old(mixed, Person(mixed).wa_id, "READ"),
        old(mixed, BUSINESS, "SENT") | {"id": id_of(mixed, ".2")},
    ]
    plain = {"timestamp": "1700000000", "type": "image", "image": IMAGE}
    return [
        Case(theirs, "A8", thread(theirs, old(theirs, Person(theirs).wa_id, "READ")), attributes=silent),
        *(_written_by_us(*pair) for pair in [("DELIVERED", "delivered"), ("READ", "read"), ("SENT", "sent"),
                                             ("PLAYED", "read"), ("PENDING", "sent"), ("ERROR", "failed"), ("BEYOND", "sent")]),
        Case(spelled, "A8", thread(spelled, old(spelled, "+1 555-000-1111", "SENT", to=Person(spelled).wa_id)), ("Echo",), {"silent": True}),
        Case(place, "A8", thread(place, old(place, Person(place).wa_id, "READ", "media_placeholder")),
             attributes={"silent": True, "kind": "unsupported", "content": "📎 File that has not arrived yet"}),
        Case(mixed, "A8", thread(mixed, *items), ("InboundMessage", "Echo"), {"silent": True}),
        Case(late, "A8", change("history", messages=[plain | {"from": Person(late).wa_id, "id": id_of(late)}]),
             attributes={"silent": True, "media": (REMOTE,)}, before=(thread(late, old(late, Person(late).wa_id, "READ", "media_placeholder")),)),
        Case(sent, "A8", change("history", messages=[plain | {"from": BUSINESS, "to": Person(sent).wa_id, "id": id_of(sent)}]),
             ("Echo",), {"silent": True, "media": (REMOTE,)},
             before=(thread(sent, old(sent, BUSINESS, "READ", "media_placeholder")),)),
        Case("history declined", "A8", change("history", history=[{"errors": [{"code": 2593109, "title": "Declined", "message": "x"}]}]),
             ("Notice",), {"level": "info", "code": "2593109", "title": "The phone's chat history could not be fetched"}),
        Case("history without a message", "A8", change("history", history=[{"metadata": {"phase": 0, "progress": 100}, "threads": []}]),
             ("Ignored",), {"understood": True}),
        Case("contact book of our phone", "A8", change("smb_app_state_sync", state_sync=[{"type": "contact", "action": "add"}]),
             ("Ignored",), {"understood": True}),
    ]  # fmt: skip


ECHOES = [*_echoes(), *_history()]
