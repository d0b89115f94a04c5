"""What the fake Meta writes, byte by byte and key by key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime

from simulator.wire import facts
from simulator.wire.meta import webhooks

AT = datetime(2026, 9, 14, 12, 0, 1, 999_000, tzinfo=UTC)
BUSINESS = facts.Business("2040", "106540000000001", "+1 555-000-1111")
ANN = facts.Customer("447700900123", "GB.1349120865530274", "Ann Lée", "annlee")


def value_of(webhook: str) -> dict:
    envelope = json.loads(webhook)
    assert envelope["object"] == "whatsapp_business_account"
    [entry] = envelope["entry"]
    assert entry["id"] == "2040"
    [change] = entry["changes"]
    assert change["field"] == "messages"
    return change["value"]


def test_signature_is_hmac_sha256_of_the_exact_bytes():
    body = b'{"name":"Ann L\\u00e9e","url":"https:\\/\\/example.org"}'
    digest = hmac.new(b"app secret", body, hashlib.sha256).hexdigest()
    assert webhooks.sign("app secret", body) == f"sha256={digest}"


def test_signature_with_a_published_vector():
    # RFC 4231, test case 2.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert webhooks.sign("Jefe", b"what do ya want for nothing?") == f"sha256={expected}"


def test_text_is_escaped_as_meta_escapes():
    encoded = webhooks.encode({"body": 'é / "\\/" 👍'})
    assert encoded == '{"body":"\\u00e9 \\/ \\"\\\\\\/\\" \\ud83d\\udc4d"}'
    assert json.loads(encoded) == {"body": 'é / "\\/" 👍'}


def test_one_webhook_is_posted_as_it_was_written():
    webhook = webhooks.message_webhook(BUSINESS, ANN, facts.text_message("wamid.A", "Hello / é", AT))
    assert webhooks.merge([webhook]) == webhook


def test_several_webhooks_are_one_body_in_their_order():
    bodies = [
        webhooks.message_webhook(BUSINESS, ANN, facts.text_message(f"wamid.{n}", "Hi", AT)) for n in range(3)
    ]
    merged = json.loads(webhooks.merge(bodies))
    ids = [entry["changes"][0]["value"]["messages"][0]["id"] for entry in merged["entry"]]
    assert ids == ["wamid.0", "wamid.1", "wamid.2"]


def test_text_webhook_key_by_key():
    text = facts.text_message("wamid.A", "Hello / é", AT, reply_to="wamid.B")
    assert value_of(webhooks.message_webhook(BUSINESS, ANN, text)) == {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": "106540000000001"},
        "contacts": [
            {
                "profile": {"name": "Ann Lée", "username": "annlee"},
                "wa_id": "447700900123",
                "user_id": "GB.1349120865530274",
            }
        ],
        "messages": [
            {
                "from": "447700900123",
                "from_user_id": "GB.1349120865530274",
                "id": "wamid.A",
                "timestamp": "1789387201",
                "text": {"body": "Hello / é"},
                "type": "text",
                "context": {"from": "15550001111", "id": "wamid.B"},
            }
        ],
    }


def test_a_text_that_quotes_nothing_has_no_context():
    value = value_of(webhooks.message_webhook(BUSINESS, ANN, facts.text_message("wamid.A", "Hi", AT)))
    assert "context" not in value["messages"][0]


def test_status_webhook_key_by_key():
    message = facts.StatusUpdate("wamid.A", "delivered", AT, callback_data="0b5c")
    value = value_of(webhooks.status_webhook(BUSINESS, ANN, message))
    ids = {"wa_id": "447700900123", "user_id": "GB.1349120865530274"}
    assert value["contacts"] == [{"profile": {"username": "annlee"}, **ids}]
    assert value["statuses"] == [
        {
            "id": "wamid.A",
            "status": "delivered",
            "timestamp": "1789387201",
            "recipient_id": "447700900123",
            "biz_opaque_callback_data": "0b5c",
            "recipient_user_id": "GB.1349120865530274",
            "pricing": {
                "billable": True,
                "pricing_model": "PMP",
                "category": "service",
                "type": "regular",
            },
        }
    ]


def test_sent_does_not_tell_the_username():
    value = value_of(webhooks.status_webhook(BUSINESS, ANN, facts.StatusUpdate("wamid.A", "sent", AT)))
    assert value["contacts"] == [{"wa_id": "447700900123", "user_id": "GB.1349120865530274"}]
    assert "biz_opaque_callback_data" not in value["statuses"][0]


def test_failed_says_why_and_names_only_the_number():
    value = value_of(
        webhooks.status_webhook(BUSINESS, ANN, facts.StatusUpdate("wamid.A", "failed", AT, "0b5c"))
    )
    assert value["contacts"] == [{"wa_id": "447700900123"}]
    [status] = value["statuses"]
    assert status["errors"][0]["code"] == 131026
    assert status["biz_opaque_callback_data"] == "0b5c"
    assert "recipient_user_id" not in status


def test_a_hidden_number_is_nowhere():
    hidden = facts.Customer("", "GB.77", "Sam", "sam")
    text = value_of(webhooks.message_webhook(BUSINESS, hidden, facts.text_message("wamid.A", "Hi", AT)))
    assert text["contacts"] == [{"profile": {"name": "Sam", "username": "sam"}, "user_id": "GB.77"}]
    assert "from" not in text["messages"][0]
    for status in ("read", "failed"):
        value = value_of(webhooks.status_webhook(BUSINESS, hidden, facts.StatusUpdate("wamid.A", status, AT)))
        [item] = value["statuses"]
        assert "recipient_id" not in item
        assert item["recipient_user_id"] == "GB.77"


def test_wamids_look_like_metas(subtests):
    for inbound, mark in [(True, 0x12), (False, 0x11)]:
        with subtests.test(inbound=inbound, mark=mark):
            wamid = webhooks.new_wamid("447700900123", inbound=inbound)
            raw = base64.b64decode(wamid.removeprefix("wamid."), validate=True)
            assert raw.startswith(b"\x1c\x18\x0c447700900123\x15\x02\x00" + bytes([mark]))
            assert len(wamid) < 191


def test_wamids_are_unique():
    assert len({webhooks.new_wamid("447700900123", inbound=True) for _ in range(1000)}) == 1000


def test_user_ids_are_metas_form_and_stable(subtests):
    for wa_id, country in [("447700900123", "GB"), ("15550001111", "US"), ("999", "ZZ")]:
        with subtests.test(wa_id=wa_id, country=country):
            bsuid = webhooks.bsuid_of("2040", wa_id)
            assert re.fullmatch(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}", bsuid)
            assert bsuid.startswith(country)
            assert bsuid == webhooks.bsuid_of("2040", wa_id)
            assert bsuid != webhooks.bsuid_of("2041", wa_id)
