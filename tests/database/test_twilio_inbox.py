"""An inbox by Twilio, from each of the doors through which one is made."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from messaging.actions.inbox.inboxes import configure_inbox, rename_inbox
from messaging.errors import ConsoleError
from messaging.models import Inbox
from tests.factories import BY, an_agent, an_inbox
from tests.payloads import twilio
from tests.twilio_inbox import PUBLIC_URL, a_twilio_inbox

pytestmark = pytest.mark.django_db

NEEDED = {"account_sid": twilio.ACCOUNT, "auth_token": twilio.TOKEN}


def command(**given: str) -> Inbox:
    pairs = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
    named = ("--transport", "twilio", "--name", "Shop", "--address", "+1 (555) 000-1111")
    printed = StringIO()
    call_command("create_inbox", *named, *pairs, stdout=printed)
    return Inbox.objects.get(pk=int(printed.getvalue().splitlines()[-1]))


def test_by_the_command() -> None:
    inbox = command(**NEEDED, public_url=PUBLIC_URL)
    assert (inbox.transport, inbox.route) == ("twilio", twilio.ROUTE)
    assert twilio.TOKEN not in str(inbox.settings)
    assert inbox.config["auth_token"] == twilio.TOKEN


def test_public_url_is_that_of_the_installation_unless_one_is_given(settings) -> None:
    settings.PUBLIC_URL = "https://installation.example.com"
    inbox = command(**NEEDED)
    assert inbox.config["public_url"] == "https://installation.example.com"
    changed = configure_inbox(inbox, {"public_url": "https://own.example.com"}, by=BY)
    assert changed.config["public_url"] == "https://own.example.com"
    assert configure_inbox(inbox, {"public_url": ""}, by=BY).config["public_url"] == settings.PUBLIC_URL


def test_without_any_public_url_there_is_no_inbox(settings) -> None:
    settings.PUBLIC_URL = ""
    with pytest.raises(Exception, match="public_url: This setting is required"):
        command(**NEEDED)
    assert not Inbox.objects.exists()


def test_meta_wants_no_public_url(settings) -> None:
    settings.PUBLIC_URL = "https://installation.example.com"
    assert "public_url" not in an_inbox().config


def test_two_inboxes_of_one_number_are_refused_however_it_is_written() -> None:
    a_twilio_inbox()
    with pytest.raises(ConsoleError):
        a_twilio_inbox(address="1 555 000 1111")


def test_another_address_is_another_route() -> None:
    inbox = rename_inbox(a_twilio_inbox(), name="Shop", address="whatsapp:+15550002222", by=BY)
    assert inbox.route == "whatsapp:+15550002222"


def test_by_the_admin(client: Client) -> None:
    client.force_login(an_agent("admin", is_staff=True, is_superuser=True))
    url = reverse("admin:messaging_inbox_add") + "?transport=twilio"
    page = client.get(url).content.decode()
    assert 'name="set_account_sid"' in page
    assert 'name="set_phone_number_id"' not in page
    form = {
        "name": "Twilio",
        "address": twilio.NUMBER,
        **{f"set_{name}": value for name, value in NEEDED.items()},
        "set_public_url": PUBLIC_URL,
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    answer = client.post(url, form, follow=True).content.decode()
    inbox = Inbox.objects.get()
    assert (inbox.transport, inbox.route) == ("twilio", twilio.ROUTE)
    assert f"{PUBLIC_URL}/webhooks/twilio/{inbox.pk}/#rc=5&amp;rp=all" in answer
    assert "Verify token" not in answer
    assert twilio.TOKEN not in answer
    wrong = client.post(url, {**form, "address": "+15550002222", "set_account_sid": "AC1"}).content.decode()
    assert "AC followed by 32" in wrong
