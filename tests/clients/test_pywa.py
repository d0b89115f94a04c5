"""pywa (Python) sends to the simulator as to the Graph API, and reads what comes back."""

from __future__ import annotations

from typing import Any

import pytest
from pywa import errors
from pywa.types import callback, message, message_status, others, system

from simulator.media_samples import sample
from tests.clients import pywa_client
from tests.clients.pywa_client import Client
from tests.clients.simulated import Number, Receiver

ANN = "447700900123"
CARD = others.Contact(
    name=others.Contact.Name(formatted_name="Kim Park", first_name="Kim"),
    phones=[others.Contact.Phone(phone="+447700900777", type="MOBILE")],
)


def statuses(wa: Client, count: int) -> list[tuple[str, str]]:
    found = [wa.next_update(message_status.MessageStatus) for _ in range(count)]
    return [(status.id, status.status.value) for status in found]


def test_a_text_arrives_and_is_read(meta: Number, wa: Client) -> None:
    meta.customer(ANN)
    sent = wa.send_message(to=f"+{ANN}", text="Hello Ann", tracker="0b5c")
    assert (sent.to, sent.input) == (ANN, f"+{ANN}")
    found = [wa.next_update(message_status.MessageStatus) for _ in range(3)]
    assert [(one.id, one.status.value, one.tracker, one.from_user.wa_id) for one in found] == [
        (sent.id, status, "0b5c", ANN) for status in ("sent", "delivered", "read")
    ]


def test_every_kind_is_on_the_customers_phone(meta: Number, wa: Client) -> None:
    ann = meta.customer(ANN)
    files = {kind: sample(kind) for kind in ("image", "video", "audio", "document", "sticker")}
    for kind, file in files.items():
        named = {"filename": "a.pdf"} if kind == "document" else {}
        getattr(wa, f"send_{kind}")(ANN, file.data, mime_type=file.mime_type, **named)
    wa.send_location(ANN, latitude=51.5, longitude=-0.12, name="Shop")
    wa.send_contact(ANN, CARD)
    wa.send_message(ANN, "Well?", buttons=[callback.Button("Yes", "yes"), callback.Button("No", "no")])
    wa.send_message(ANN, "Which?", buttons=SECTIONS)
    wa.send_message(ANN, "Look", buttons=callback.URLButton("Open", "https://example.org/"))
    wa.request_location(ANN, "Where are you?")
    shown = [(line["kind"], line["payload"].get("type")) for line in meta.chat(ann)[1:]]
    assert shown == [
        *((kind, None) for kind in (*files, "location", "contacts")),
        *(("interactive", kind) for kind in ("button", "list", "cta_url", "location_request_message")),
    ]


SECTIONS = callback.SectionList(
    "Choose", [callback.Section("Lamps", [callback.SectionRow("Brass", "brass", "Warm light")])]
)


def test_what_the_customer_writes_taps_and_takes_back(meta: Number, wa: Client) -> None:
    ann = meta.customer(ANN)
    hello = wa.next_update(message.Message)
    assert (hello.text, hello.from_user.wa_id, hello.from_user.name) == ("Hello", ANN, "Ann Lee")
    asked = hello.reply("Well?", buttons=[callback.Button("Yes", "yes")], quote=True)
    assert meta.chat(ann)[1]["reply_to"]["body"] == "Hello"
    meta.play(f"messages/{meta.chat(ann)[1]['id']}/tap", {"button": 0})
    tapped = wa.next_update(callback.CallbackButton)
    assert (tapped.data, tapped.title, tapped.reply_to_message.id) == ("yes", "Yes", asked.id)
    wa.send_message(ANN, "Which?", buttons=SECTIONS)
    meta.play(f"messages/{meta.chat(ann)[-1]['id']}/tap", {"row": "brass"})
    assert wa.next_update(callback.CallbackSelection).data == "brass"
    first = meta.chat(ann)[0]["id"]
    meta.play(f"messages/{first}/edit", {"text": "Hello again"})
    assert wa.next_update(message.EditedMessage).message.text == "Hello again"
    meta.play(f"messages/{first}/delete", {})
    assert wa.next_update(message.DeletedMessage).original_message_id == hello.id


def test_a_file_of_the_customer_is_fetched(meta: Number, wa: Client) -> None:
    ann = meta.customer(ANN, wrote=False)
    meta.play(f"customers/{ann}/messages", {"kind": "image", "text": "Like this"})
    got = wa.next_update(message.Message)
    assert got.image
    assert (got.caption, got.image.get_bytes()[:3]) == ("Like this", b"\xff\xd8\xff")


def test_a_reaction_comes_and_goes_on_both_sides(meta: Number, wa: Client) -> None:
    ann = meta.customer(ANN)
    hello = wa.next_update(message.Message)
    hello.react("👍")
    assert meta.chat(ann)[0]["business_reaction"] == "👍"
    hello.unreact()
    assert meta.chat(ann)[0]["business_reaction"] == ""
    sent = wa.send_message(ANN, "Hello Ann")
    meta.play(f"messages/{meta.chat(ann)[1]['id']}/reaction", {"emoji": "❤️"})
    reaction = wa.next_update(message.Message).reaction
    assert reaction
    assert (reaction.emoji, reaction.message_id) == ("❤️", sent.id)


def test_reading_and_typing(meta: Number, wa: Client) -> None:
    ann = meta.customer(ANN)
    hello = wa.next_update(message.Message)
    assert hello.mark_as_read()
    assert meta.chat(ann)[0]["status"] == "read"
    assert hello.indicate_typing()
    with pytest.raises(errors.InvalidParameter):
        wa.mark_message_as_read("wamid.none")


def test_a_new_number_of_the_customer(meta: Number, wa: Client) -> None:
    ann = meta.customer(ANN)
    meta.play(f"customers/{ann}/number", {"wa_id": "+447700900888"})
    changed = wa.next_update(system.PhoneNumberChange)
    assert (changed.old_wa_id, changed.new_wa_id) == (ANN, "447700900888")


def test_free_text_to_somebody_who_never_wrote_fails_later(wa: Client) -> None:
    sent = wa.send_message(to="+447700900456", text="Good morning")
    failed = wa.next_update(message_status.MessageStatus)
    assert (failed.id, failed.status.value) == (sent.id, "failed")
    assert isinstance(failed.error, errors.ReEngagementMessage)


@pytest.mark.parametrize(
    ("typed", "wa_id"),
    [
        ("0044 7700 900456", "447700900456"),
        ("+55 31 98765-4321", "553187654321"),
        ("+55 11 8765-4321", "5511987654321"),
        ("+52 55 1234 5678", "5215512345678"),
    ],
)
def test_the_answer_names_the_id_of_the_phone(wa: Client, typed: str, wa_id: str) -> None:
    assert wa.send_message(to=typed, text="Hello").to == wa_id


def test_refusals_are_pywas_own_exceptions(meta: Number, receiver: Receiver, wa: Client) -> None:
    with pytest.raises(errors.RecipientCannotBeSender):
        wa.send_message(to=meta.display, text="Hello")
    refused = problem(lambda: wa.send_message(to=ANN, text=""))
    assert (refused.code, refused.status_code) == (100, 400)
    refused = problem(lambda: wa.send_message(to=ANN, text="Hello", sender="1234567890"))
    assert (refused.code, refused.subcode, refused.type) == (100, 33, "GraphMethodException")
    with (
        pywa_client.connected(meta, receiver, token="wrong") as stranger,
        pytest.raises(errors.ExpiredAccessToken),
    ):
        stranger.send_message(to=ANN, text="Hello")
    for fault, kind in [("rate_limit", errors.RateLimitHit), ("permission", errors.PermissionDenied)]:
        meta.play("faults", {"fault": fault, "number": meta.id})
        with pytest.raises(kind):
            wa.send_message(to=ANN, text="Hello")


def problem(call: Any) -> errors.WhatsAppError:
    with pytest.raises(errors.WhatsAppError) as caught:
        call()
    return caught.value
