"""@kapso/whatsapp-cloud-api (Node) at the simulator as at the Graph API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulator.media_samples import sample
from tests.clients.node import Library, LibraryError, blob, bytes_of
from tests.clients.simulated import Number, Receiver

ANN = "447700900123"
BODY = {"type": "BODY", "text": "Hello {{1}}, it is ready.", "example": {"bodyText": [["Ann"]]}}


@pytest.fixture
def phone(meta: Number) -> dict[str, str]:
    """What every call names."""
    return {"phoneNumberId": meta.settings["phone_number_id"]}


def test_every_kind_is_on_the_customers_phone(meta: Number, kapso: Library, phone: dict[str, str]) -> None:
    ann = meta.customer(ANN)
    to_ann = phone | {"to": f"+{ANN}"}
    sent = kapso("messages.sendText", to_ann | {"body": "Hello Ann"})
    assert sent["contacts"] == [{"input": f"+{ANN}", "waId": ANN}]
    wamid = sent["messages"][0]["id"]
    for name, part in [
        ("Image", {"image": {"link": "https://example.org/a.png", "caption": "Look"}}),
        ("Location", {"location": {"latitude": 51.5, "longitude": -0.12, "name": "Shop"}}),
        ("Contacts", {"contacts": [{"name": {"formattedName": "Kim", "firstName": "Kim"}}]}),
        ("Reaction", {"reaction": {"messageId": wamid, "emoji": "👍"}}),
        ("InteractiveButtons", {"bodyText": "Well?", "buttons": [{"id": "y", "title": "Yes"}]}),
        (
            "InteractiveList",
            {
                "bodyText": "Which?",
                "buttonText": "Choose",
                "sections": [{"rows": [{"id": "r", "title": "Row"}]}],
            },
        ),
        (
            "InteractiveCtaUrl",
            {"bodyText": "Go", "parameters": {"displayText": "Open", "url": "https://a.example/"}},
        ),
        ("Text", {"body": "Quoting", "contextMessageId": wamid}),
    ]:
        kapso(f"messages.send{name}", to_ann | part)
    lines = meta.chat(ann)[1:]
    assert [line["kind"] for line in lines] == [
        *("text", "image", "location", "contacts"),
        *("interactive", "interactive", "interactive", "text"),
    ]
    assert (lines[0]["business_reaction"], lines[-1]["reply_to"]["body"]) == ("👍", "Hello Ann")


def test_reading_and_typing(meta: Number, kapso: Library, phone: dict[str, str]) -> None:
    ann = meta.customer(ANN)
    named = phone | {"messageId": meta.chat(ann)[0]["wamid"], "typingIndicator": {"type": "text"}}
    assert kapso("messages.markRead", named) == {"success": True}
    assert meta.chat(ann)[0]["status"] == "read"


def test_a_file_goes_up_comes_down_and_goes(meta: Number, kapso: Library, phone: dict[str, str]) -> None:
    picture = sample("image")
    file = blob(picture.data, picture.mime_type)
    made = kapso("media.upload", phone | {"type": picture.mime_type, "file": file, "fileName": "a.jpg"})
    named = phone | {"mediaId": made["id"]}
    assert kapso("media.get", named)["mimeType"] == picture.mime_type
    assert bytes_of(kapso("media.download", named | {"auth": "always"})) == picture.data
    # It sends its token to hosts of its own only, as long as nobody says "always": Meta's files want it.
    assert bytes_of(kapso("media.download", named)) != picture.data
    assert kapso("media.delete", named) == {"success": True}
    assert problem(kapso, "media.get", named).errorSubcode == 33


def test_a_template_is_made_listed_sent_and_deleted(
    meta: Number, kapso: Library, phone: dict[str, str]
) -> None:
    account = {"businessAccountId": meta.settings["waba_id"]}
    draft = {"name": "ready", "language": "en_GB", "category": "UTILITY", "components": [BODY]}
    made = kapso("templates.create", account | draft)
    assert (made["status"], made["category"]) == ("PENDING", "UTILITY")
    assert problem(kapso, "templates.create", account | draft).errorSubcode == 2388024
    meta.play(f"templates/{meta.template('ready')}", {"event": "APPROVED"})
    listed = kapso("templates.list", account | {"name": "ready", "status": "APPROVED", "limit": 5})
    assert [(one["id"], one["language"]) for one in listed["data"]] == [(made["id"], "en_GB")]
    assert listed["data"][0]["components"] == [BODY]
    parameters = [{"type": "body", "parameters": [{"type": "text", "text": "Ben"}]}]
    template = {"name": "ready", "language": {"code": "en_GB"}, "components": parameters}
    sent = kapso("messages.sendTemplate", phone | {"to": f"+{ANN}", "template": template})
    assert sent["messages"][0]["messageStatus"] == "accepted"
    assert kapso("templates.delete", account | {"name": "ready"}) == {"success": True}
    assert kapso("templates.list", account | {"name": "ready"})["data"] == []


def test_the_number_and_its_profile(kapso: Library, phone: dict[str, str]) -> None:
    assert kapso("phoneNumbers.register", phone | {"pin": "123456"}) == {"success": True}
    assert kapso("phoneNumbers.deregister", phone) == {"success": True}
    assert problem(kapso, "phoneNumbers.register", phone | {"pin": "654321"}).code == 133005
    written = {"about": "Lamps", "websites": ["https://example.org/"], "vertical": "RETAIL"}
    assert kapso("phoneNumbers.businessProfile.update", phone | written) == {"success": True}
    read = kapso("phoneNumbers.businessProfile.get", phone | {"fields": "about,websites,vertical"})
    assert read["data"] == [written | {"messagingProduct": "whatsapp"}]


def test_refusals_are_its_own_errors(meta: Number, kapso: Library, phone: dict[str, str]) -> None:
    text = phone | {"to": f"+{ANN}", "body": "Hello"}
    oneself = problem(kapso, "messages.sendText", text | {"to": meta.display})
    assert (oneself.name, oneself.code, oneself.httpStatus) == ("GraphApiError", 131021, 400)
    elsewhere = problem(kapso, "messages.sendText", text | {"phoneNumberId": "1234567890"})
    assert (elsewhere.code, elsewhere.errorSubcode, elsewhere.category) == (100, 33, "parameter")
    meta.play("faults", {"fault": "rate_limit", "number": meta.id, "seconds": 5})
    limited = problem(kapso, "messages.sendText", text)
    assert (limited.category, limited.retry) == (
        "throttling",
        {"action": "retry_after", "retryAfterMs": 5000},
    )
    stranger = problem(kapso.use(meta, access_token="wrong"), "messages.sendText", text)
    assert (stranger.code, stranger.category, stranger.httpStatus) == (190, "authorization", 401)


def problem(library: Library, call: str, argument: dict[str, Any]) -> LibraryError:
    with pytest.raises(LibraryError) as caught:
        library(call, argument)
    return caught.value


def test_webhooks_are_verified_and_read(
    meta: Number, receiver: Receiver, kapso: Library, phone: dict[str, str]
) -> None:
    meta.customer(ANN, "Ann Lée")
    came = receiver.next()
    signed = {
        "appSecret": meta.settings["app_secret"],
        "rawBody": came.body.decode(),
        "signatureHeader": came.headers["x-hub-signature-256"],
    }
    assert kapso("verifySignature", signed) is True
    assert kapso("verifySignature", signed | {"appSecret": "another"}) is False
    read = kapso("normalizeWebhook", json.loads(came.body))
    assert (read["phoneNumberId"], read["contacts"][0]["profile"]["name"]) == (
        phone["phoneNumberId"],
        "Ann Lée",
    )
    assert (read["messages"][0]["text"], read["messages"][0]["kapso"]["direction"]) == (
        {"body": "Hello"},
        "inbound",
    )
    sent = kapso("messages.sendText", phone | {"to": "+447700900456", "body": "Good morning"})
    [failed] = kapso("normalizeWebhook", json.loads(receiver.next().body))["statuses"]
    assert (failed["id"], failed["status"]) == (sent["messages"][0]["id"], "failed")
    assert failed["errors"][0]["code"] == 131047
