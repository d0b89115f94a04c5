"""Large signed bodies of every kind that a provider may send, for `benchmarks.webhook_load`."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

_numbers = itertools.count(1)


def phone() -> str:
    return f"4477{next(_numbers):08}"


def message(kind: str, sender: str | None = None, **content: Any) -> dict[str, Any]:
    return {
        "from": sender or phone(),
        "id": f"wamid.load{next(_numbers)}",
        "timestamp": str(int(time.time())),
        "type": kind,
        **content,
    }


def text(sender: str | None = None) -> dict[str, Any]:
    return message("text", sender, text={"body": "Hello, where is my order?"})


def moved() -> dict[str, Any]:
    new = phone()
    return message("system", system={"body": "Moved.", "type": "user_changed_number", "wa_id": new})


def reaction() -> dict[str, Any]:
    return message("reaction", reaction={"message_id": f"wamid.unknown{next(_numbers)}", "emoji": "👍"})


def edit() -> dict[str, Any]:
    new = {"type": "text", "text": {"body": "Other words"}}
    return message("edit", edit={"original_message_id": f"wamid.unknown{next(_numbers)}", "message": new})


def deletion() -> dict[str, Any]:
    return message("revoke", revoke={"original_message_id": f"wamid.unknown{next(_numbers)}"})


def picture() -> dict[str, Any]:
    media = {"id": f"{next(_numbers)}", "mime_type": "image/jpeg", "sha256": "x"}
    return message("image", image=media)


def quoting() -> dict[str, Any]:
    return {**text(), "context": {"id": f"wamid.unknown{next(_numbers)}"}}


def status() -> dict[str, Any]:
    return {
        "id": f"wamid.unknown{next(_numbers)}",
        "status": "delivered",
        "timestamp": str(int(time.time())),
        "recipient_id": phone(),
    }


def echo() -> dict[str, Any]:
    sent = message("text", "15550001111", text={"body": "From the phone"})
    return {**sent, "to": phone()}


def id_update() -> dict[str, Any]:
    ids = {"previous": f"GB.{next(_numbers):020}", "current": f"GB.{next(_numbers):020}"}
    return {"wa_id": phone(), "user_id": ids, "detail": "Moved.", "timestamp": str(int(time.time()))}


def preference() -> dict[str, Any]:
    choice = {
        "category": "marketing_messages",
        "value": "stop",
        "detail": "No.",
        "timestamp": int(time.time()),
    }
    return {"wa_id": phone(), **choice}


def of_field(inbox: Any, field: str, key: str, items: list[Any], **more: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "15550001111", "phone_number_id": inbox.route}
    value = {"messaging_product": "whatsapp", "metadata": metadata, key: items, **more}
    return {"object": "whatsapp_business_account", "entry": [entry(field, value)]}


def entry(field: str, value: Any) -> dict[str, Any]:
    return {"id": "20001", "changes": [{"field": field, "value": value}]}


def many(
    make: Callable[[], dict[str, Any]], count: int, key: str = "messages", field: str = "messages"
) -> Any:
    return lambda inbox: of_field(inbox, field, key, [make() for _ in range(count)])


def contacts(inbox: Any) -> dict[str, Any]:
    people = [{"profile": {"name": "Ann"}, "wa_id": phone()} for _ in range(50_000)]
    return of_field(inbox, "messages", "messages", [text()], contacts=people)


def keys(inbox: Any) -> dict[str, Any]:
    return of_field(inbox, "messages", "messages", [{**text(), **{f"k{n}": n for n in range(200_000)}}])


def notices(_: Any) -> dict[str, Any]:
    events = [{"event": "DISABLED_UPDATE", "ban_info": {"number": str(n)}} for n in range(300)]
    return {"object": "whatsapp_business_account", "entry": [entry("account_update", one) for one in events]}


def template_changes(_: Any) -> dict[str, Any]:
    values = [
        {
            "event": "APPROVED",
            "message_template_id": n,
            "message_template_name": f"t{n}",
            "message_template_language": "en",
        }
        for n in range(300)
    ]
    return {
        "object": "whatsapp_business_account",
        "entry": [entry("message_template_status_update", one) for one in values],
    }


same = phone()
BODIES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "300 texts of 300 customers": many(text, 300),
    "300 texts of one customer": many(lambda: text(same), 300),
    "300 notices of a new number": many(moved, 300),
    "300 updates of ids": many(id_update, 300, "user_id_update", "user_id_update"),
    "1,000 reactions to unknown": many(reaction, 1000),
    "1,000 edits of unknown": many(edit, 1000),
    "1,000 deletions of unknown": many(deletion, 1000),
    "300 pictures": many(picture, 300),
    "300 answers to unknown": many(quoting, 300),
    "1,000 receipts of unknown": many(status, 1000, "statuses"),
    "300 echoes to 300 customers": many(echo, 300, "message_echoes", "smb_message_echoes"),
    "300 preferences": many(preference, 300, "user_preferences", "user_preferences"),
    "300 notices of the account": notices,
    "300 changes of templates": template_changes,
    "10,000 texts of as many": many(text, 10_000),
    "50,000 contacts": contacts,
    "200,000 keys": keys,
}
