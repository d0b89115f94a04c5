from __future__ import annotations

import subprocess
import sys

import pytest
from django.urls import resolve

from messaging import transports
from messaging.admin.inbox.instructions import MORE_FIELDS, NEXT_STEPS
from messaging.errors import ConsoleError
from messaging.models import Inbox, WebhookCall
from messaging.public_urls import webhook_path
from messaging.transports.whatsapp_cloud.webhook.parse import LIST_FIELDS, SINGLE_FIELDS
from messaging.webhooks import views
from tests.live import PROJECT


def test_both_are_there():
    assert transports.kinds() == ("whatsapp_cloud", "twilio")
    assert all(transports.get(kind).kind == kind for kind in transports.kinds())


def test_unknown_kind_is_refused_by_name(subtests):
    for kind in ["", "telegram", "WHATSAPP_CLOUD"]:
        with subtests.test(kind=kind):
            with pytest.raises(ConsoleError) as refused:
                transports.get(kind)
            assert "whatsapp_cloud" in refused.value.errors["transport"][0]


def test_transports_know_no_django():
    """They are a floor of their own: importing them must load neither Django nor the models."""
    program = "import sys, messaging.transports, messaging.backoff; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_inbox_is_called_what_its_transport_is_called():
    assert Inbox.Transport.choices == [(kind, transports.get(kind).label) for kind in transports.kinds()]


def test_every_list_of_providers_is_the_registrys(subtests):
    """A provider that one list lacks would be stored and not shown, or shown and not be reached."""
    kinds = set(transports.kinds())
    assert set(Inbox.Transport.values) == kinds
    assert set(WebhookCall.Source.values) == {*kinds, "generic"}
    assert set(NEXT_STEPS) == kinds
    for kind in kinds:
        with subtests.test(kind=kind):
            assert resolve(webhook_path(Inbox(pk=1, transport=kind))).func is getattr(views, kind)


def test_the_fields_to_subscribe_to_are_those_that_are_handled():
    """What the form and the guide leave out never arrives, though the code would understand it."""
    assert {"messages", *MORE_FIELDS} == {*LIST_FIELDS, *SINGLE_FIELDS}
    guide = (PROJECT / "docs/transports.md").read_text()
    step = next(line for line in guide.splitlines() if "Subscribe to `messages`" in line)
    assert {field for field in MORE_FIELDS if f"`{field}`" not in step} == set()
