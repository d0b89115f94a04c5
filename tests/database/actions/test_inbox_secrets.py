"""Secrets of an inbox: ciphertext in the row, decrypted when somebody asks and not before."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import override_settings

from messaging.errors import ConsoleError
from messaging.models import Inbox
from messaging.models.secrets import Ciphertext
from tests.factories import APP_SECRET, an_inbox

pytestmark = pytest.mark.django_db


def _column() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets FROM messaging_inbox")
        return str(cursor.fetchone()[0])


def test_loading_decrypts_nothing_and_asking_does() -> None:
    an_inbox()
    inbox = Inbox.objects.get()
    assert isinstance(inbox.__dict__["secrets"], Ciphertext)
    assert inbox.secrets["app_secret"] == APP_SECRET
    assert inbox.config["app_secret"] == APP_SECRET
    assert isinstance(inbox.__dict__["secrets"], dict)


def test_what_nobody_asked_for_is_written_as_it_was_read() -> None:
    an_inbox()
    before = _column()
    assert APP_SECRET not in before
    Inbox.objects.filter(name=Inbox.objects.get().name).update(
        secrets=Inbox.objects.get().__dict__["secrets"]
    )
    assert _column() == before


def test_with_another_key_the_row_is_read_and_only_its_secrets_are_lost() -> None:
    an_inbox()
    with override_settings(SECRET_KEY="another-secret-key-" + "x" * 32):
        inbox = Inbox.objects.get()
        with pytest.raises(ConsoleError, match="cannot be decrypted"):
            _ = inbox.config
