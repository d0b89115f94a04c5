"""What the fake Twilio writes and reads (docs/design/providers.md B1 to B5)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import pytest
from twilio.request_validator import RequestValidator

from simulator.wire.meta import webhooks
from simulator.wire.twilio import forms, requests
from simulator.wire.twilio.errors import TwilioError

AT = datetime(2026, 9, 14, 12, 0, 1, tzinfo=UTC)
ANN = webhooks.Customer("447700900123", "GB.1349", "Ann Lée")
HIDDEN = webhooks.Customer("", "GB.1349", "Ann Lée")
ACCOUNT, SENDER = "AC" + "0" * 32, "whatsapp:+15550001111"


def form(said: webhooks.Said, customer: webhooks.Customer = ANN) -> dict[str, str]:
    body = forms.message_form(ACCOUNT, SENDER, customer, said)
    assert body is not None
    return dict(parse_qsl(body, keep_blank_values=True))


def test_the_signature_is_the_published_one():
    params = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert forms.sign("12345", url, urlencode(params)) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert forms.sign("12345", f"{url}#rc=5", urlencode(params)) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_twilios_own_validator_takes_the_signature():
    body = forms.message_form(ACCOUNT, SENDER, ANN, webhooks.said_text("SM1", "Hé & ho = 100%", AT))
    assert body is not None
    params: Any = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    url = "https://desk.example.com/webhooks/twilio/2"
    signature = forms.sign("token", url, body)
    assert RequestValidator("token").validate(url, params, signature)
    assert base64.b64decode(signature)


def test_a_text():
    told = form(webhooks.said_text("SM1", "Hé", AT, reply_to="SM0"))
    assert (told["MessageSid"], told["From"], told["To"]) == ("SM1", "whatsapp:+447700900123", SENDER)
    assert (told["Body"], told["NumMedia"], told["WaId"]) == ("Hé", "0", "447700900123")
    assert (told["ProfileName"], told["ExternalUserId"]) == ("Ann Lée", "whatsapp:GB.1349")
    assert told["OriginalRepliedMessageSid"] == "SM0"


def test_somebody_who_hides_the_number():
    told = form(webhooks.said_text("SM1", "Hi", AT), HIDDEN)
    assert (told["From"], told["WaId"]) == ("whatsapp:GB.1349", "")
    assert "ExternalUserId" not in told


def test_a_file_and_a_place():
    part = {"url": "https://api/Media/ME1", "mime_type": "image/jpeg", "caption": "Look"}
    told = form(webhooks.Said("MM1", AT, "image", part))
    assert (told["NumMedia"], told["MediaUrl0"], told["MediaContentType0"], told["Body"]) == (
        "1", "https://api/Media/ME1", "image/jpeg", "Look",
    )  # fmt: skip
    told = form(webhooks.Said("SM1", AT, "location", {"latitude": 1.5, "longitude": 2, "name": "Shop"}))
    assert (told["Latitude"], told["Longitude"], told["Label"]) == ("1.5", "2", "Shop")
    assert "Address" not in told


def test_taps(subtests: pytest.Subtests) -> None:
    for kind, part, expected in [
        ("button", {"payload": "p", "text": "Yes"}, {"ButtonPayload": "p", "ButtonText": "Yes"}),
        (
            "interactive",
            {"type": "button_reply", "button_reply": {"id": "y", "title": "Yes"}},
            {"ButtonPayload": "y", "Body": "Yes", "ButtonType": "REPLY"},
        ),
        (
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "r", "title": "Row"}},
            {"ListId": "r", "ListTitle": "Row", "Body": "Row"},
        ),
    ]:
        with subtests.test(kind=kind, part=part, expected=expected):
            assert expected.items() <= form(webhooks.Said("SM1", AT, kind, part)).items()


def test_what_twilio_does_not_tell(subtests: pytest.Subtests) -> None:
    for kind in ["reaction", "edit", "revoke", "order", "unsupported", "system"]:
        with subtests.test(kind=kind):
            assert (
                forms.message_form(ACCOUNT, SENDER, ANN, webhooks.Said("SM1", AT, kind, {"type": "x"}))
                is None
            )


def test_status_callbacks(subtests: pytest.Subtests) -> None:
    for status, word, event in [
        ("sent", "sent", None),
        ("delivered", "delivered", "DELIVERED"),
        ("read", "read", "READ"),
    ]:
        with subtests.test(status=status, word=word, event=event):
            told = dict(parse_qsl(forms.status_form(ACCOUNT, SENDER, ANN, ("SM1", status, 0))))
            assert (told["MessageStatus"], told.get("EventType")) == (word, event)
            assert told["ChannelToAddress"] == "+44770090XXXX"
            assert "ErrorCode" not in told


def test_a_failure_has_its_code():
    told = dict(parse_qsl(forms.status_form(ACCOUNT, SENDER, ANN, ("SM1", "failed", 63016))))
    assert (told["MessageStatus"], told["ErrorCode"]) == ("undelivered", "63016")


def test_contact_cards_become_a_vcard():
    card = {"name": {"formatted_name": "A B"}, "phones": [{"phone": "+44"}]}
    assert b"FN:A B\r\nTEL;TYPE=CELL:+44\r\nEND:VCARD" in forms.vcard([card])


GOOD = {"From": SENDER, "To": "whatsapp:+447700900123", "Body": "Hi"}


def test_reading_a_send():
    asked = requests.parse(GOOD | {"PersistentAction": "geo:1.5,-2|Shop"}, SENDER)
    assert (asked.wa_id, asked.bsuid, asked.body) == ("447700900123", "", "Hi")
    assert asked.place == {"latitude": 1.5, "longitude": -2.0, "name": "Shop"}
    assert requests.parse(GOOD | {"To": "whatsapp:GB.1"}, SENDER).bsuid == "GB.1"
    asked = requests.parse(GOOD | {"ContentSid": "HX1", "ContentVariables": '{"1":"Ann"}'}, SENDER)
    assert (asked.content_sid, asked.variables) == ("HX1", {"1": "Ann"})


def test_refusals_have_twilios_codes(subtests: pytest.Subtests) -> None:
    for changes, code in [
        ({"To": ""}, 21604),
        ({"To": "+447700900123"}, 21211),
        ({"To": "whatsapp:Ann"}, 21211),
        ({"From": "whatsapp:+1999"}, 63007),
        ({"From": ""}, 63007),
        ({"Body": " "}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"MediaUrl": "file:///etc/passwd"}, 21620),
        ({"StatusCallback": "desk"}, 21609),
        ({"ContentVariables": "{"}, 21656),
        ({"ContentVariables": '{"1": 5}'}, 21656),
    ]:
        with subtests.test(changes=changes, code=code):
            with pytest.raises(TwilioError) as caught:
                requests.parse(GOOD | changes, SENDER)
            assert caught.value.code == code
            assert caught.value.as_body()["more_info"].endswith(f"/{code}")
