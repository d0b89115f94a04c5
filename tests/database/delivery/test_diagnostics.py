"""How an inbox stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import override_settings
from django.utils import timezone

from messaging.actions.inbox.health import mark_unhealthy
from messaging.actions.inbox.rejected_calls import add_bad_signature_notice
from messaging.diagnostics import diagnose_inbox, webhook_url
from messaging.models import Inbox, WebhookCall
from messaging.transports.base import Finding
from tests.factories import BY

pytestmark = pytest.mark.django_db
EXPIRED = {"code": "190", "title": "The token has expired", "detail": "d", "action": "Make a new one."}


def found(inbox: Inbox) -> dict[str, Finding]:
    return {finding.check: finding for finding in diagnose_inbox(inbox)}


def called(inbox: Inbox, **ago: float) -> None:
    call = WebhookCall.objects.create(inbox=inbox, source=inbox.transport, body=b"{}")
    WebhookCall.objects.filter(pk=call.pk).update(received_at=timezone.now() - timedelta(**ago))


def paused(inbox: Inbox) -> None:
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    inbox.refresh_from_db()


def synced(inbox: Inbox, **ago: float) -> None:
    inbox.templates_synced_at = timezone.now() - timedelta(**ago)


def signed_wrongly_and_then_rightly(inbox: Inbox) -> None:
    add_bad_signature_notice(inbox, by=BY)
    called(inbox, seconds=-1)


def signed_rightly_and_then_wrongly(inbox: Inbox) -> None:
    called(inbox, minutes=5)
    add_bad_signature_notice(inbox, by=BY)


@pytest.mark.parametrize(
    ("happened", "check", "level"),
    [
        (lambda inbox: None, "settings", "ok"),
        (lambda inbox: None, "health", "ok"),
        (paused, "health", "failure"),
        (lambda inbox: None, "last webhook", "warning"),
        (lambda inbox: called(inbox, minutes=1), "last webhook", "ok"),
        (lambda inbox: called(inbox, days=3), "last webhook", "warning"),
        (lambda inbox: None, "signature", "ok"),
        (partial(add_bad_signature_notice, by=BY), "signature", "failure"),
        (signed_rightly_and_then_wrongly, "signature", "failure"),
        (signed_wrongly_and_then_rightly, "signature", "ok"),
        (lambda inbox: None, "templates", "warning"),
        (lambda inbox: synced(inbox, minutes=5), "templates", "ok"),
        (lambda inbox: synced(inbox, hours=4), "templates", "warning"),
    ],
)
def test_a_finding_and_its_next_step(
    inbox: Inbox, happened: Callable[[Inbox], object], check: str, level: str
) -> None:
    happened(inbox)
    finding = found(inbox)[check]
    assert finding.level == level
    assert finding.detail
    assert bool(finding.next_step) == (level != "ok")


def test_a_provider_that_cannot_be_reached_is_a_finding(inbox: Inbox) -> None:
    token = found(inbox)["token"]
    assert (token.level, token.detail) == (
        "failure",
        "WhatsApp could not be reached. The connection was refused.",
    )
    assert token.next_step == "Check this server's connection to the internet, then check again."


def test_with_wrong_settings_nobody_is_asked(inbox: Inbox) -> None:
    inbox.secrets = {**inbox.secrets, "access_token": ""}
    findings = found(inbox)
    assert findings["settings"].level == "failure"
    assert "token" not in findings


def test_the_webhook_s_address_is_the_public_one(inbox: Inbox) -> None:
    with override_settings(PUBLIC_URL="https://console.example.org/"):
        assert webhook_url(inbox) == f"https://console.example.org/webhooks/whatsapp/{inbox.pk}/"
    with override_settings(PUBLIC_URL=""):
        assert webhook_url(inbox) == ""
