"""The files that a customer and we have exchanged in a conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from messaging.actions.people.credentials import create_api_token
from messaging.models import Agent, Attachment, Conversation, Inbox, Message
from tests.factories import BY, an_agent, an_inbox, an_upload, from_customer

pytestmark = pytest.mark.django_db


def a_file(inbox: Inbox, agent: Agent, name: str, *, days: int = 0, **message: Any) -> Attachment:
    """On a line of the thread, which is so many days old."""
    line = from_customer(inbox, name)
    given = {"timestamp": timezone.now() - timedelta(days=days), **message}
    Message.objects.filter(pk=line.pk).update(**given)
    upload = an_upload(inbox, agent, filename=name)
    Attachment.objects.filter(pk=upload.pk).update(message=line)
    return upload


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox, "Is the lamp in stock?").conversation


def url(conversation: Conversation) -> str:
    return f"/api/conversations/{conversation.pk}/attachments/"


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["filename"] for row in answer.json()["results"]]


def test_they_are_listed_newest_first_by_their_messages(
    api: Client, inbox: Inbox, agent: Agent, conversation: Conversation
) -> None:
    # Imported history comes later and is older.
    for name, days in (("of today", 0), ("of last year", 365), ("of yesterday", 1)):
        a_file(inbox, agent, name, days=days)
    answer = api.get(url(conversation))
    assert names(answer) == ["of today", "of yesterday", "of last year"]
    newest = answer.json()["results"][0]
    line = Message.objects.get(pk=newest["message"])
    assert (line.content, newest["direction"]) == ("of today", "inbound")
    assert set(answer.json()["feed"]) == {str(inbox.pk)}


def test_pages_follow_each_other(api: Client, inbox: Inbox, agent: Agent, conversation: Conversation) -> None:
    for days in range(5):
        a_file(inbox, agent, str(days), days=days)
    first = api.get(f"{url(conversation)}?page_size=2")
    second = api.get(first.json()["next"])
    assert (names(first), names(second)) == (["0", "1"], ["2", "3"])
    assert names(api.get(second.json()["previous"])) == ["0", "1"]


def test_what_was_deleted_and_what_never_went_out_is_not_among_them(
    api: Client, inbox: Inbox, agent: Agent, conversation: Conversation
) -> None:
    a_file(inbox, agent, "shown")
    a_file(inbox, agent, "deleted", revoked_at=timezone.now())
    a_file(inbox, agent, "failed", direction="outbound", status="failed", stage="failed")
    an_upload(inbox, agent, filename="not sent yet")
    other = from_customer(inbox, "Hello", phone="447700900777").conversation
    assert names(api.get(url(conversation))) == ["shown"]
    assert names(api.get(url(other))) == []


def test_only_who_sees_the_inbox_sees_them(inbox: Inbox, agent: Agent, conversation: Conversation) -> None:
    a_file(inbox, agent, "secret")
    stranger = an_agent(username="jonas", inboxes=[an_inbox(name="Elsewhere")])
    client = Client(headers={"Authorization": f"Token {create_api_token(stranger, by=BY)}"})
    assert client.get(url(conversation)).status_code == 404
    assert Client().get(url(conversation)).status_code == 401


def test_many_take_no_more_statements_than_one(
    api: Client, inbox: Inbox, agent: Agent, conversation: Conversation, django_assert_max_num_queries: Any
) -> None:
    for days in range(12):
        a_file(inbox, agent, str(days), days=days)
    with django_assert_max_num_queries(6):
        assert len(names(api.get(url(conversation)))) == 12


@pytest.mark.parametrize("cursor", ["cD0xMg==", "cD1ub3c=", "x"])
def test_a_cursor_that_is_none_of_ours_is_refused(
    api: Client, conversation: Conversation, cursor: str
) -> None:
    assert api.get(f"{url(conversation)}?cursor={cursor}").status_code == 404
