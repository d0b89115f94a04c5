"""What the fake Twilio writes and reads (docs/design/providers.md B1 to B5)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import pytest
from twilio.request_validator import RequestValidator

from simulator.wire import facts
from simulator.wire.twilio import forms, requests
from simulator.wire.twilio.errors import TwilioError

AT = datetime(2026, 9, 14, 12, 0, 1, tzinfo=UTC)
ANN = facts.Customer("447700900123", "GB.1349", "Ann Lée")
HIDDEN = facts.Customer("", "GB.1349", "Ann Lée")
ACCOUNT, SENDER = "AC" + "0" * 32, "whatsapp:+15550001111"


def form(message: facts.CustomerMessage, customer: facts.Customer = ANN) -> dict[str, str]:
    body = forms.message_form(ACCOUNT, SENDER, customer, message)
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
    body = forms.message_form(ACCOUNT, SENDER, ANN, facts.text_message("SM1", "Hé & ho = 100%", AT))
    assert body is not None
    params: Any = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    url = "https://console.example.com/webhooks/twilio/2"
    signature = forms.sign("token", url, body)
    assert RequestValidator("token").validate(url, params, signature)
    assert base64.b64decode(signature)


def test_a_text():
    reported = form(facts.text_message("SM1", "Hé", AT, reply_to="SM0"))
    assert (reported["MessageSid"], reported["From"], reported["To"]) == (
        "SM1",
        "whatsapp:+447700900123",
        SENDER,
    )
    assert (reported["Body"], reported["NumMedia"], reported["WaId"]) == ("Hé", "0", "447700900123")
    assert (reported["ProfileName"], reported["ExternalUserId"]) == ("Ann Lée", "whatsapp:GB.1349")
    assert reported["OriginalRepliedMessageSid"] == "SM0"


def test_somebody_who_hides_the_number():
    reported = form(facts.text_message("SM1", "Hi", AT), HIDDEN)
    assert (reported["From"], reported["WaId"]) == ("whatsapp:GB.1349", "")
    assert "ExternalUserId" not in reported


def test_a_file_and_a_place():
    part = {"url": "https://api/Media/ME1", "mime_type": "image/jpeg", "caption": "Look"}
    reported = form(facts.CustomerMessage("MM1", AT, "image", part))
    assert (reported["NumMedia"], reported["MediaUrl0"], reported["MediaContentType0"], reported["Body"]) == (
        "1", "https://api/Media/ME1", "image/jpeg", "Look",
    )  # fmt: skip
    reported = form(
        facts.CustomerMessage("SM1", AT, "location", {"latitude": 1.5, "longitude": 2, "name": "Shop"})
    )
    assert (reported["Latitude"], reported["Longitude"], reported["Label"]) == ("1.5", "2", "Shop")
    assert "Address" not in reported


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
            assert expected.items() <= form(facts.CustomerMessage("SM1", AT, kind, part)).items()


def test_what_twilio_does_not_tell(subtests: pytest.Subtests) -> None:
    for kind in ["reaction", "edit", "revoke", "order", "unsupported", "system"]:
        with subtests.test(kind=kind):
            assert (
                forms.message_form(
                    ACCOUNT, SENDER, ANN, facts.CustomerMessage("SM1", AT, kind, {"type": "x"})
                )
                is None
            )


def test_status_callbacks(subtests: pytest.Subtests) -> None:
    for status, word, event in [
        ("sent", "sent", None),
        ("delivered", "delivered", "DELIVERED"),
        ("read", "read", "READ"),
    ]:
        with subtests.test(status=status, word=word, event=event):
            reported = dict(parse_qsl(forms.status_form(ACCOUNT, SENDER, ANN, ("SM1", status, 0))))
            assert (reported["MessageStatus"], reported.get("EventType")) == (word, event)
            assert reported["ChannelToAddress"] == "+44770090XXXX"
            assert "ErrorCode" not in reported


def test_a_failure_has_its_code():
    reported = dict(parse_qsl(forms.status_form(ACCOUNT, SENDER, ANN, ("SM1", "undelivered", 63016))))
    assert (reported["MessageStatus"], reported["ErrorCode"]) == ("undelivered", "63016")


def test_contact_cards_become_a_vcard():
    card = {"name": {"formatted_name": "A B"}, "phones": [{"phone": "+44"}]}
    assert b"FN:A B\r\nTEL;TYPE=CELL:+44\r\nEND:VCARD" in forms.vcard([card])


GOOD = {"From": SENDER, "To": "whatsapp:+447700900123", "Body": "Hi"}


def test_reading_a_send():
    request = requests.parse(GOOD | {"PersistentAction": "geo:1.5,-2|Shop"}, SENDER)
    assert (request.wa_id, request.bsuid, request.body) == ("447700900123", "", "Hi")
    assert request.place == {"latitude": 1.5, "longitude": -2.0, "name": "Shop"}
    assert requests.parse(GOOD | {"To": "whatsapp:GB.1"}, SENDER).bsuid == "GB.1"
    request = requests.parse(GOOD | {"ContentSid": "HX1", "ContentVariables": '{"1":"Ann"}'}, SENDER)
    assert (request.content_sid, request.variables) == ("HX1", {"1": "Ann"})


def test_refusals_have_twilios_codes(subtests: pytest.Subtests) -> None:
    for changes, code in [
        ({"To": ""}, 21604),
        ({"To": "+447700900123"}, 21910),
        ({"To": SENDER}, 63031),
        ({"To": "whatsapp:Ann"}, 21211),
        ({"From": "whatsapp:+1999"}, 63007),
        ({"From": ""}, 63007),
        ({"Body": " "}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"MediaUrl": "file:///etc/passwd"}, 21620),
        ({"StatusCallback": "console"}, 21609),
        ({"ContentVariables": "{"}, 21656),
        ({"ContentVariables": '{"1": 5}'}, 21656),
    ]:
        with subtests.test(changes=changes, code=code):
            with pytest.raises(TwilioError) as caught:
                requests.parse(GOOD | changes, SENDER)
            assert caught.value.code == code
            assert caught.value.as_body()["more_info"].endswith(f"/{code}")
