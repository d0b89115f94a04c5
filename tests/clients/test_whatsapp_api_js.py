"""whatsapp-api-js (Node) at the simulator as at the Graph API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulator.media_samples import sample
from tests.clients.node import Library, LibraryError, blob, bytes_of, new
from tests.clients.simulated import Number, Receiver

ANN = "447700900123"
TO_ANN = {"phone": f"+{ANN}"}


@pytest.fixture
def phone(meta: Number) -> str:
    return meta.settings["phone_number_id"]


def test_every_kind_is_on_the_customers_phone(meta: Number, api_js: Library, phone: str) -> None:
    ann = meta.customer(ANN)
    sent = api_js("sendMessage", phone, TO_ANN, new("Text", "Hello Ann"), None, "0b5c")
    assert sent["contacts"] == [{"input": f"+{ANN}", "wa_id": ANN}]
    wamid = sent["messages"][0]["id"]
    yes = new("ActionButtons", new("Button", "yes", "Yes"))
    rows = new("ActionList", "Choose", new("ListSection", "Lamps", new("Row", "brass", "Brass", "Warm")))
    for part in [
        new("Image", "https://example.org/a.png", False, "Look"),
        new("Document", "https://example.org/a.pdf", False, "Bill", "a.pdf"),
        new("Location", -0.12, 51.5, "Shop"),
        # Contacts go as a JSON text inside the JSON.
        new("Contacts", [new("Name", "Kim Park", "Kim"), new("Phone", "+447700900777", "CELL")]),
        new("Reaction", wamid, "👍"),
        new("Interactive", yes, new("Body", "Well?"), new("Header", "Lamps"), new("Footer", "Shop")),
        new("Interactive", rows, new("Body", "Which?")),
        new("Interactive", new("ActionCTA", "Open", "https://example.org/"), new("Body", "Look")),
        new("Interactive", new("ActionLocation"), new("Body", "Where?")),
    ]:
        answer = api_js("sendMessage", phone, TO_ANN, part)
        assert "messages" in answer, answer
    api_js("sendMessage", phone, TO_ANN, new("Text", "Quoting"), wamid)
    lines = meta.chat(ann)[1:]
    assert [line["kind"] for line in lines] == [
        *("text", "image", "document", "location", "contacts"),
        *("interactive", "interactive", "interactive", "interactive", "text"),
    ]
    assert (lines[0]["business_reaction"], lines[-1]["reply_to"]["body"]) == ("👍", "Hello Ann")
    assert lines[4]["body"] == "👤 Kim Park"


def test_a_template_is_filled(meta: Number, api_js: Library, phone: str) -> None:
    ann = meta.customer(ANN)
    body = new("BodyComponent", new("BodyParameter", "Ann"), new("BodyParameter", "42"))
    answer = api_js(
        "sendMessage", phone, TO_ANN, new("Template", "order_update", new("Language", "en"), body)
    )
    assert answer["messages"][0]["message_status"] == "accepted"
    assert meta.chat(ann)[-1]["body"] == "Hello Ann, your order 42 is on its way."


def test_reading_and_typing(meta: Number, api_js: Library, phone: str) -> None:
    ann = meta.customer(ANN)
    wamid = meta.chat(ann)[0]["wamid"]
    assert api_js("markAsRead", phone, wamid, "text") == {"success": True}
    assert meta.chat(ann)[0]["status"] == "read"


def test_a_file_goes_up_comes_down_and_goes(api_js: Library, phone: str) -> None:
    """Its upload says the product in the query, and no type but the file's own."""
    picture = sample("image")
    made = api_js("uploadMedia", phone, new("Upload", blob(picture.data, picture.mime_type), "a.jpg"))
    found = api_js("retrieveMedia", made["id"], phone)
    assert (found["mime_type"], found["file_size"]) == (picture.mime_type, len(picture.data))
    assert bytes_of(api_js("fetchMedia", found["url"])) == picture.data
    assert api_js("deleteMedia", made["id"], phone) == {"success": True}
    assert api_js("retrieveMedia", made["id"])["error"]["error_subcode"] == 33


def test_who_is_blocked(meta: Number, api_js: Library, phone: str) -> None:
    """It asks without a version."""
    meta.customer(ANN)
    added = api_js("blockUser", phone, TO_ANN)["block_users"]["added_users"]
    assert [(user["input"], user["wa_id"]) for user in added] == [(f"+{ANN}", ANN)]
    assert api_js("sendMessage", phone, TO_ANN, new("Text", "Hello"))["error"]["code"] == 130403
    assert api_js("unblockUser", phone, TO_ANN)["block_users"]["removed_users"][0]["wa_id"] == ANN
    assert api_js("blockUser", phone, {"phone": "+447700900456"})["error"]["code"] == 139100


def test_refusals_are_metas_bodies(meta: Number, api_js: Library, phone: str) -> None:
    def refused(**changes: Any) -> dict[str, Any]:
        named = {"phone": phone, "to": TO_ANN, **changes}
        return dict(api_js("sendMessage", named["phone"], named["to"], new("Text", "Hello"))["error"])

    assert refused(to={"phone": meta.display})["code"] == 131021
    elsewhere = refused(phone="1234567890")
    assert (elsewhere["code"], elsewhere["error_subcode"]) == (100, 33)
    assert refused(to={"phone": "Ann"})["code"] == 131009
    api_js.use(meta, access_token="wrong")
    assert refused()["code"] == 190


def test_webhooks_are_verified_and_read(
    meta: Number, receiver: Receiver, api_js: Library, phone: str
) -> None:
    meta.customer(ANN, "Ann Lée")
    came = receiver.next()
    body, signature = came.body.decode(), came.headers["x-hub-signature-256"]
    read = api_js("post", json.loads(body), body, signature)
    assert (read["from"], read["name"], read["message"]["text"]["body"]) == (ANN, "Ann Lée", "Hello")
    with pytest.raises(LibraryError, match="Signature doesn't match"):
        api_js("post", json.loads(body), body + " ", signature)
    sent = api_js("sendMessage", phone, {"phone": "+447700900456"}, new("Text", "Good morning"))
    failed = receiver.next()
    read = api_js(
        "post", json.loads(failed.body), failed.body.decode(), failed.headers["x-hub-signature-256"]
    )
    assert (read["id"], read["status"]) == (sent["messages"][0]["id"], "failed")
    assert read["error"]["code"] == 131047


def test_the_handshake_of_the_webhook(meta: Number, api_js: Library) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": meta.settings["verify_token"], "hub.challenge": "7"}
    assert api_js("get", asked) == "7"
