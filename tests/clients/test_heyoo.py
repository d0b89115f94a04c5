"""heyoo (Python) at the simulator as at the Graph API, by the versions of 2022."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from heyoo import WhatsApp

from simulator.media_samples import sample
from tests.clients import heyoo_client
from tests.clients.simulated import Number, Receiver

ANN = "447700900123"


@pytest.fixture
def heyoo(meta: Number) -> WhatsApp:
    return heyoo_client.connected(meta)


def test_every_kind_is_on_the_customers_phone(meta: Number, heyoo: WhatsApp) -> None:
    ann = meta.customer(ANN)
    sent = heyoo.send_message("Hello Ann", ANN)
    assert sent["contacts"] == [{"input": ANN, "wa_id": ANN}]
    wamid = sent["messages"][0]["id"]
    section = {"title": "Lamps", "rows": [{"id": "brass", "title": "Brass"}]}
    reply = {"type": "reply", "reply": {"id": "yes", "title": "Yes"}}
    answers = [
        heyoo.reply_to_message(wamid, ANN, "Quoting"),
        heyoo.send_image("https://example.org/a.png", ANN),
        heyoo.send_sticker("https://example.org/a.webp", ANN),
        heyoo.send_audio("https://example.org/a.ogg", ANN),
        heyoo.send_video("https://example.org/a.mp4", ANN, caption="Look"),
        heyoo.send_document("https://example.org/a.pdf", ANN),
        heyoo.send_location(51.5, -0.12, "Shop", "High Street", ANN),
        heyoo.send_contacts([{"name": {"formatted_name": "Kim", "first_name": "Kim"}}], ANN),
        heyoo.send_button({"body": "Which?", "action": {"button": "Choose", "sections": [section]}}, ANN),
        heyoo.send_reply_button(
            {"type": "button", "body": {"text": "Well?"}, "action": {"buttons": [reply]}}, ANN
        ),
        heyoo.send_template("still_there", ANN, [], lang="en"),
        heyoo.send_reaction("👍", wamid, ANN),
    ]
    assert [answer for answer in answers if "messages" not in answer] == []
    lines = meta.chat(ann)[1:]
    assert [line["kind"] for line in lines] == [
        *("text", "text", "image", "sticker", "audio", "video", "document"),
        *("location", "contacts", "interactive", "interactive", "template"),
    ]
    assert (lines[0]["business_reaction"], lines[1]["reply_to"]["body"]) == ("👍", "Hello Ann")


# It leaves the file that it uploads open.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_file_goes_up_comes_down_and_goes(heyoo: WhatsApp, tmp_path: Path) -> None:
    picture = sample("image")
    (tmp_path / "a.jpg").write_bytes(picture.data)
    media = heyoo.upload_media(str(tmp_path / "a.jpg"))
    assert media
    url = heyoo.query_media_url(media["id"])
    saved = heyoo.download_media(url, "image/jpeg", str(tmp_path / "b"))
    assert Path(saved).read_bytes() == picture.data
    assert heyoo.delete_media(media["id"]) == {"success": True}
    assert heyoo.query_media_url(media["id"]) is None


def test_webhooks_are_read(meta: Number, receiver: Receiver, heyoo: WhatsApp) -> None:
    ann = meta.customer(ANN)
    data: dict[str, Any] = json.loads(receiver.next().body)
    assert heyoo.is_message(data)
    assert (heyoo.changed_field(data), heyoo.get_message_type(data)) == ("messages", "text")
    assert (heyoo.get_mobile(data), heyoo.get_name(data), heyoo.get_message(data)) == (
        ANN,
        "Ann Lee",
        "Hello",
    )
    assert heyoo.mark_as_read(heyoo.get_message_id(data)) == {"success": True}
    assert meta.chat(ann)[0]["status"] == "read"
    heyoo.send_message("Hello Ann", ANN)
    assert heyoo.get_delivery(json.loads(receiver.next().body)) == "sent"


def test_refusals_are_metas_bodies(meta: Number, heyoo: WhatsApp) -> None:
    assert heyoo.send_message("Hello", meta.display)["error"]["code"] == 131021
    heyoo.headers["Authorization"] = "Bearer wrong"
    assert heyoo.send_message("Hello", ANN)["error"]["code"] == 190
