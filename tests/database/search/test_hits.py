"""What a hit shows is what lists and threads show of the same rows, letter by letter: they are read otherwise."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.renderers import JSONRenderer

from messaging.models import Agent, Contact, Conversation, Message
from messaging.search import rebuild_contacts, rebuild_messages
from messaging.search.words import words
from messaging.serializers import ContactSerializer, ConversationSerializer, MessageSerializer
from tests.rich_rows import make_rich_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(settings: Any, tmp_path: Path, agent: Agent) -> set[int]:
    """The messages on which everything hangs, of an index that knows them; the agent sees all."""
    settings.VAR_DIR = tmp_path / "var"
    made = make_rich_rows()
    rebuild_messages(after=0)
    rebuild_contacts(after=0)
    Agent.objects.filter(pk=agent.pk).update(role="admin")
    return {message.pk for message in made}


# By id: a message that several words find is read by the ORM once.
Known = dict[int, dict[str, Any]]


def by_serializers(hit: dict[str, Any], known: Known) -> dict[str, Any]:
    """The same hit, its rows read by the ORM."""
    if hit["contact"]:
        contact = Contact.objects.with_resources().get(pk=hit["contact"]["id"])
        return {**hit, "contact": ContactSerializer(contact).data}
    pk = hit["message"]["id"]
    if pk not in known:
        message = Message.objects.thread().with_resources().get(pk=pk)
        conversation = Conversation.objects.with_resources().get(pk=message.conversation_id)
        known[pk] = {
            "message": MessageSerializer(message).data,
            "conversation": ConversationSerializer(conversation).data,
        }
    return {**hit, **known[pk]}


def hits(api: Client, text: str, kind: str, known: Known | None = None) -> list[dict[str, Any]]:
    answer = api.get("/api/search/", {"q": text, "kind": kind})
    body = answer.json()
    read = {} if known is None else known
    expected = {**body, "results": [by_serializers(hit, read) for hit in body["results"]]}
    assert answer.content == JSONRenderer().render(expected)
    return list(body["results"])


def test_messages_and_conversations(api: Client, rich: set[int]) -> None:
    contents = Message.objects.thread().values_list("content", flat=True)
    counted = Counter(word for content in contents for word in words(content) if len(word) > 1)
    texts = [f'"{word}"' for word, _ in counted.most_common(8)]
    first, known = Message.objects.get(pk=min(rich)), Known()
    found = [
        hit["message"]["id"]
        for text in (*texts, "unicode", first.content)
        for hit in hits(api, text, "messages", known)
    ]
    assert rich <= set(found)
    assert len(set(found)) > 20


def test_contacts(api: Client, rich: set[int]) -> None:
    assert len(hits(api, "44", "contacts")) > 5
    (hit,) = hits(api, "4422222", "contacts")
    # One who has moved away from some of their numbers.
    assert {one["left"] for one in hit["contact"]["addresses"]} == {True, False}
    assert hit["excerpt"] == [{"text": "+4422222", "found": True}]


@pytest.mark.parametrize(("kind", "text"), [("messages", "you"), ("contacts", "44")])
def test_many_hits_take_as_many_statements_as_few(api: Client, rich: set[int], kind: str, text: str) -> None:
    def asked(size: int) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as caught:
            answer = api.get(f"/api/search/?q={text}&kind={kind}&page_size={size}")
        found = answer.json()["results"]
        return len(found), len(caught)

    asked(1)
    (few, statements), (many, same) = asked(1), asked(50)
    assert few == 1 < many
    # Labels, agents who reacted and what carried that are asked for where there are some.
    assert statements <= same <= statements + 3
