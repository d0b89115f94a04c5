"""The attacks, at every door that there is."""

from __future__ import annotations

import itertools
import json

import pytest
from django.test import Client

from messaging import transports
from messaging.actions.inbox.inboxes import configure_inbox, make_default
from messaging.models import Inbox, InboxNotice, WebhookCall
from tests.database.webhooks.signature_attacks import SECRET, DoorAttacks, RotatingDoorAttacks
from tests.factories import BY, an_inbox, meta_body, signature, text_item
from tests.payloads import twilio
from tests.twilio_inbox import FORM, a_twilio_inbox, post_twilio, sign

pytestmark = pytest.mark.django_db(transaction=True)
_numbers = itertools.count(1)


class TestWhatsAppCloud(RotatingDoorAttacks):
    header = "X-Hub-Signature-256"

    def make_inbox(self, secret: str, previous: str = "") -> Inbox:
        return an_inbox(config={"app_secret": secret, "app_secret_previous": previous})

    def rotate(self, inbox: Inbox, secret: str) -> None:
        configure_inbox(inbox, {"app_secret": secret}, by=BY)

    def path(self, inbox: Inbox) -> str:
        return f"/webhooks/whatsapp/{inbox.pk}/"

    def body(self, inbox: Inbox, text: str = "Zoë / Müller 👋") -> bytes:
        item = {**text_item(text, wamid="wamid.attack"), "timestamp": "1750030073"}
        return json.dumps(meta_body(inbox, messages=[item])).encode().replace(b"/", b"\\/")

    def sign(self, inbox: Inbox, body: bytes, secret: str) -> str:
        return signature(body, secret)

    def other_words(self, body: bytes) -> bytes:
        return json.dumps(json.loads(body), ensure_ascii=False).encode()


class TestTwilio(RotatingDoorAttacks):
    header = "X-Twilio-Signature"
    content_type = FORM

    def make_inbox(self, secret: str, previous: str = "") -> Inbox:
        address = f"+1555{next(_numbers):07}"
        return a_twilio_inbox(address=address, auth_token=secret, auth_token_previous=previous)

    def rotate(self, inbox: Inbox, secret: str) -> None:
        configure_inbox(inbox, {"auth_token": secret}, by=BY)

    def path(self, inbox: Inbox) -> str:
        return f"/webhooks/twilio/{inbox.pk}/"

    def body(self, inbox: Inbox, text: str = "Zoë / Müller 👋") -> bytes:
        fields = twilio.without_none(twilio.incoming(text))
        return twilio.form({**fields, "Body": text, "To": inbox.route, "Blank": "  "})

    def sign(self, inbox: Inbox, body: bytes, secret: str) -> str:
        return sign(self.path(inbox), body, token=secret)

    def other_words(self, body: bytes) -> bytes:
        """Trimmed, as frameworks like to do (Twilio's error 57012)."""
        return body.replace(b"Blank=++", b"Blank=")


class TestSeed(DoorAttacks):
    header = "X-Signature-256"

    def make_inbox(self, secret: str, previous: str = "") -> Inbox:
        inbox = an_inbox(config={"webhook_secret": secret})
        make_default(inbox, by=BY)
        return inbox

    def rotate(self, inbox: Inbox, secret: str) -> None:
        configure_inbox(inbox, {"webhook_secret": secret}, by=BY)

    def path(self, inbox: Inbox) -> str:
        return f"/api/webhook/?inbox={inbox.pk}"

    def body(self, inbox: Inbox, text: str = "Zoë / Müller 👋") -> bytes:
        return json.dumps({"sender": "+447700900123", "content": text}).encode()

    def sign(self, inbox: Inbox, body: bytes, secret: str) -> str:
        return signature(body, secret)

    def other_words(self, body: bytes) -> bytes:
        return json.dumps(json.loads(body), ensure_ascii=False).encode()


def test_every_transport_is_attacked() -> None:
    attacked = {"whatsapp_cloud": TestWhatsAppCloud, "twilio": TestTwilio}
    assert set(attacked) == set(transports.kinds())
    assert all(issubclass(one, RotatingDoorAttacks) for one in attacked.values())


def test_signature_of_one_path_opens_no_other() -> None:
    """Twilio signs the address, so a status callback cannot be posted as a message, nor to another inbox."""
    inbox, other = a_twilio_inbox(), a_twilio_inbox(address="+15550009999")
    body = twilio.form(twilio.without_none(twilio.incoming("a")))
    header = {"X-Twilio-Signature": sign(f"/webhooks/twilio/{inbox.pk}/", body)}
    for path in (
        f"/webhooks/twilio/{inbox.pk}/status/",
        f"/webhooks/twilio/{inbox.pk}",
        f"/webhooks/twilio/{inbox.pk}/?m=1",
        f"/webhooks/twilio/{other.pk}/",
    ):
        assert Client().post(path, data=body, content_type=FORM, headers=header).status_code == 401, path
    assert not WebhookCall.objects.exists()


def test_a_wrong_signature_leaves_one_notice_for_those_who_run_the_inbox() -> None:
    inbox = a_twilio_inbox()
    for _ in range(3):
        Client().post(f"/webhooks/twilio/{inbox.pk}/", data=b"Body=1", content_type=FORM)
    assert InboxNotice.objects.get().code == "bad_signature"
    assert post_twilio(Client(), inbox, twilio.MESSAGES[0].body).status_code == 200


def test_twilios_request_by_get_is_refused() -> None:
    inbox = a_twilio_inbox()
    answer = Client().get(f"/webhooks/twilio/{inbox.pk}/", {"Body": "x"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert SECRET not in answer.content.decode()
