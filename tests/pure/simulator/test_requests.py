"""What the fake Graph API takes and what it refuses."""

from __future__ import annotations

import json

import pytest

from simulator.wire.facts import SendRequest
from simulator.wire.meta import bodies, errors, requests
from simulator.wire.meta.errors import GraphError
from simulator.wire.meta.recipients import wa_id_of, whatsapp_id
from simulator.wire.meta.requests import ReadRequest

BUSINESS = "441174960123"


def parse(raw: bytes) -> SendRequest | ReadRequest:
    return requests.parse(bodies.json_object(raw), BUSINESS)


def body(**changes: object) -> bytes:
    message = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+447700900123",
        "type": "text",
        "text": {"body": "Hello"},
    }
    kept = {key: value for key, value in (message | changes).items() if value is not ...}
    return json.dumps(kept).encode()


def refusal(raw: bytes) -> GraphError:
    with pytest.raises(GraphError) as caught:
        parse(raw)
    return caught.value


def test_a_text():
    raw = body(biz_opaque_callback_data="0b5c", context={"message_id": "wamid.B"})
    assert parse(raw) == SendRequest(
        typed="+447700900123",
        wa_id="447700900123",
        bsuid="",
        kind="text",
        body="Hello",
        callback_data="0b5c",
        reply_to="wamid.B",
        part={"body": "Hello"},
    )


def test_spellings_of_a_number(subtests):
    for typed in ["+447700900123", "447700900123", "+44 7700 900-123", "+44 (7700) 900.123"]:
        with subtests.test(typed=typed):
            assert parse(body(to=typed)).wa_id == "447700900123"
            assert parse(body(to=typed)).typed == typed


def test_what_is_no_number(subtests):
    for typed in [
        "Ann",
        "+44x7700900123",
        "1234",
        "+" + "1" * 16,
        "+",
        ["+44"],
        True,
        "+44 7700 900123 ext. 2",
    ]:
        with subtests.test(typed=typed):
            error = refusal(body(to=typed))
            assert (error.code, error.status) == (131009, 400)


def test_what_a_number_is_typed_like_and_the_id_that_whatsapp_answers(subtests):
    for home, typed, wa_id in [
        ("441174960123", "0044 7700 900123", "447700900123"),
        ("441174960123", "07700 900123", "447700900123"),
        ("441174960123", 447700900123, "447700900123"),
        ("15550001111", "(631) 555-1234", "16315551234"),
        ("15550001111", "6315551234", "16315551234"),
        # Brazil: the ninth digit belongs to the ids of the areas 11 to 28 only.
        ("551130001111", "+55 11 98765-4321", "5511987654321"),
        ("551130001111", "+55 11 8765-4321", "5511987654321"),
        ("551130001111", "+55 31 98765-4321", "553187654321"),
        ("551130001111", "+55 31 8765-4321", "553187654321"),
        ("551130001111", "11 98765-4321", "5511987654321"),
        ("551130001111", "+55 31 3765-4321", "553137654321"),
        ("525550001111", "+52 55 1234 5678", "5215512345678"),
        ("525550001111", "+52 1 55 1234 5678", "5215512345678"),
        ("541140001111", "+54 11 2345 6789", "5491123456789"),
        ("541140001111", "+54 9 11 2345-6789", "5491123456789"),
        ("441174960123", "+12345", "12345"),
    ]:
        with subtests.test(home=home, typed=typed):
            assert wa_id_of(typed, home) == wa_id
            assert whatsapp_id(wa_id) == wa_id


def test_nobody_writes_to_oneself():
    error = refusal(body(to="+44 117 496 0123"))
    assert (error.code, error.status) == (131021, 400)


def test_a_user_id_instead_of_a_number():
    sent = parse(body(to=..., recipient="GB.1349120865530274"))
    assert (sent.wa_id, sent.bsuid, sent.typed) == ("", "GB.1349120865530274", "GB.1349120865530274")


def test_the_number_wins_over_the_user_id():
    sent = parse(body(recipient="GB.1349120865530274"))
    assert (sent.wa_id, sent.bsuid) == ("447700900123", "")


def test_what_is_no_user_id():
    assert refusal(body(to=..., recipient="447700900123")).code == 131009


def test_refusals_say_which_parameter(subtests):
    for raw, sentence in [
        (body(to=...), "parameter to is required"),
        (body(messaging_product="sms"), "messaging_product is required"),
        (body(type="carrier_pigeon"), "Param type must be one of"),
        (body(type=["text"]), "Param type must be one of"),
        (body(text=...), "parameter text is required"),
        (body(text="Hello"), "parameter text is required"),
        (body(text={"preview_url": True}), "text['body'] is required"),
        (body(text={"body": 12}), "must be a string"),
        (body(text={"body": "  \n"}), "at least 1 characters"),
        (body(text={"body": "x" * 4097}), "at most 4096 characters"),
        (body(biz_opaque_callback_data="x" * 513), "biz_opaque_callback_data"),
        (body(biz_opaque_callback_data=5), "biz_opaque_callback_data"),
        (body(context="wamid.B"), "context"),
        (body(context={"message_id": 5}), "context"),
        (body(status="delivered", message_id="wamid.A"), "Param status"),
        (body(status="read"), "message_id is required"),
        (b"{", "Invalid JSON"),
        (b"\xff", "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        (b"[]", "must be a JSON object"),
    ]:
        with subtests.test(raw=raw, sentence=sentence):
            error = refusal(raw)
            assert (error.code, error.status) == (100, 400)
            assert sentence in error.message


def test_the_longest_text():
    assert len(parse(body(text={"body": "é" * 4096})).body) == 4096


def test_text_that_no_database_stores_is_made_storable():
    raw = b'{"messaging_product":"whatsapp","to":"+447700900123","text":{"body":"a\\u0000b\\ud800c"}}'
    assert parse(raw).body == "a\ufffdb?c"


def test_other_kinds_become_a_readable_line(subtests):
    for kind, part, line in [
        ("image", {"link": "https://example.org/a.png", "caption": "Look"}, "📷 Look"),
        ("document", {"id": "1", "filename": "a.pdf"}, "📄 a.pdf"),
        ("audio", {"id": "1"}, "🎤 Audio"),
        ("location", {"latitude": 1.5, "longitude": 2.5}, "📍 1.5, 2.5"),
        ("location", {"latitude": 1.5, "longitude": 2.5, "name": "Home"}, "📍 Home"),
        ("reaction", {"message_id": "wamid.A", "emoji": "👍"}, "👍"),
        ("template", {"name": "order", "language": {"code": "en_US"}}, "order (en_US)"),
        (
            "interactive",
            {
                "type": "location_request_message",
                "body": {"text": "Where?"},
                "action": {"name": "send_location"},
            },
            "Where?",
        ),
        ("contacts", [{"name": {"formatted_name": "A B", "first_name": "A"}}], "👤 A B"),
    ]:
        with subtests.test(kind=kind, part=part, line=line):
            sent = parse(body(type=kind, text=..., **{kind: part}))
            assert (sent.kind, sent.body) == (kind, line)


def test_marking_as_read():
    raw = body(to=..., text=..., type=..., status="read", message_id="wamid.A")
    assert parse(raw) == ReadRequest("wamid.A", typing=False)


def test_marking_as_read_and_typing():
    raw = body(status="read", message_id="wamid.A", typing_indicator={"type": "text"})
    assert parse(raw) == ReadRequest("wamid.A", typing=True)


def test_the_form_of_an_error():
    error = errors.bad_value("no such number").as_body()["error"]
    assert error.pop("fbtrace_id")
    assert error == {
        "message": "(#131009) Parameter value is not valid",
        "type": "OAuthException",
        "code": 131009,
        "error_data": {"messaging_product": "whatsapp", "details": "no such number"},
    }


def test_a_wrong_token_and_a_wrong_number():
    assert errors.bad_token().status == 401
    assert errors.bad_token().as_body()["error"]["code"] == 190
    error = errors.no_such_object("POST", "77").as_body()["error"]
    assert (error["code"], error["error_subcode"], error["type"]) == (100, 33, "GraphMethodException")
    assert "Object with ID '77' does not exist" in error["message"]
