"""Bodies that people reported, each posted through the door as Meta would, and what is seen afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from messaging.models import Inbox, WebhookCall
from tests.factories import from_customer, post_meta
from tests.payloads import meta

pytestmark = pytest.mark.django_db(transaction=True)

BODIES = Path(meta.__file__).parent / "reported"
ANSWERED = "447700900112"  # to whom the echo goes

Seen = Callable[[Client, Inbox], Any]


def body(name: str, inbox: Inbox, wamid: str) -> bytes:
    text = (BODIES / f"{name}.json").read_text()
    values = {
        "@PNID@": inbox.config["phone_number_id"],
        "@WABA@": inbox.config["waba_id"],
        "@NOW@": str(int(time.time())),
        "@ID@": wamid,
    }
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text.encode()


def lines(api: Client, _: Inbox) -> list[tuple[str, str, int]]:
    """Kind and line of the last message of each conversation, and how many are unread."""
    rows = api.get("/api/conversations/").json()["results"]
    return [(row["last_message"]["kind"], row["last_message"]["content"], row["unread"]) for row in rows]


def notices(_: Client, inbox: Inbox) -> list[str]:
    return list(inbox.notices.values_list("title", flat=True))


def health(api: Client, inbox: Inbox) -> tuple[str, str, str]:
    found = api.get(f"/api/inboxes/{inbox.pk}/").json()["health"]
    return found["state"], found["error"]["title"], found["error"]["detail"]


LINK = "https://en.wikipedia.org/wiki/Mercury_(planet) and https://x.example/abc_"
DISCONNECTED = "This number was disconnected from the Cloud API"
WHY = "Reason: account disconnected. Initiated by: end user."
TABLE: dict[str, dict[Seen, Any]] = {
    "missed-call": {
        lines: [("call", "📞 Missed call", 1), ("text", "Question?", 1)],
        notices: ["A customer called this number"],
    },
    "group-message": {
        lines: [("text", "Question?", 1)],
        notices: ["A message came in a group chat"],
    },
    "interactive-of-new-type": {lines: [("interactive", "Lamp", 1), ("text", "Question?", 1)]},
    "form-answers-nested": {
        lines: [("interactive", "📝 Sent (Choose: Yes and No)", 1), ("text", "Question?", 1)]
    },
    "echo-leaves-unread": {lines: [("text", "answered on the phone", 0)]},
    "link-in-parentheses": {lines: [("text", LINK, 1), ("text", "Question?", 1)]},
    "partner-removed": {
        lines: [("text", "Question?", 1)],
        notices: [DISCONNECTED],
        health: ("warning", DISCONNECTED, WHY),
    },
}


def test_every_file_is_in_the_table() -> None:
    assert sorted(TABLE) == sorted(path.stem for path in BODIES.glob("*.json"))


@pytest.mark.parametrize("name", TABLE)
def test_a_reported_body_is_seen(inbox: Inbox, api: Client, name: str) -> None:
    from_customer(inbox, "Question?", ANSWERED)
    for _ in range(2):  # Meta posts again what it is not sure of
        assert post_meta(Client(), inbox, body(name, inbox, f"wamid.{name}")).status_code == 200
    states = set(WebhookCall.objects.values_list("state", flat=True))
    assert states == {WebhookCall.State.PROCESSED}
    assert {seen.__name__: seen(api, inbox) for seen in TABLE[name]} == {
        seen.__name__: expected for seen, expected in TABLE[name].items()
    }
