"""Searches that are narrowed: what is found is what a look at every message says, for whoever asks, on both engines."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.models import Agent, Attachment, Conversation, Inbox, Label, Message
from messaging.search import finding, lookup, rebuild_messages
from messaging.search.words import words
from tests.factories import an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db

LINES = 150
WORDS = ["lamp", "table", "sofa", "stool"]


@pytest.fixture
def written(inbox: Inbox, agent: Agent) -> list[Conversation]:
    """Messages of three years in two inboxes, of which the agent sees one, from two who answer and five who ask."""
    rng, elsewhere = random.Random(4), an_inbox()
    people = [agent, an_agent("supervisor", inboxes=[inbox, elsewhere])]
    conversations = [
        from_customer(where, "Hello", f"4477009001{n:02}").conversation
        for where in (inbox, elsewhere)
        for n in range(5)
    ]
    for name in ("vip", "late", "nobody's"):
        label = Label.objects.create(name=name)
        for conversation in rng.sample(conversations, 0 if name == "nobody's" else 4):
            conversation.labels.add(label)
    # Some at the very moments that are asked for.
    moments = [moment for moment in MOMENTS for _ in range(3)]
    for n in range(LINES):
        conversation = rng.choice(conversations)
        direction = rng.choice(Message.Direction.values)
        message = Message.objects.create(
            conversation=conversation,
            inbox_id=conversation.inbox_id,
            direction=direction,
            kind="note" if direction == "note" else "text",
            status="sent" if direction == "outbound" else "received",
            content=" ".join(rng.choices(WORDS, k=3)),
            timestamp=moments[n] if n < len(moments) else NOW - timedelta(hours=rng.uniform(0, 26_000)),
            author=None if direction == "inbound" else rng.choice([None, *people]),
        )
        if rng.random() < 0.3:
            Attachment.objects.create(inbox_id=conversation.inbox_id, message=message, kind="image")
    rebuild_messages(after=0)
    return conversations


NOW = timezone.now()
MOMENTS = [
    datetime(NOW.year - 1, 1, 1, tzinfo=UTC),
    datetime(NOW.year - 1, 1, 31, 23, 59, 59, tzinfo=UTC),
    NOW - timedelta(days=40),
    NOW - timedelta(days=400),
]


Line = tuple[Message, frozenset[str]]


def everything(agent: Agent) -> list[Line]:
    """All that the agent sees, newest first, with its words."""
    rows = Message.objects.thread().filter(revoked_at=None, conversation__in=visible(agent))
    rows = rows.select_related("conversation").prefetch_related("conversation__labels", "attachments")
    return [(row, frozenset(words(row.content))) for row in rows.order_by("-timestamp", "-pk")]


def brute_force(lines: list[Line], agent: Agent, asked: dict[str, str]) -> list[int]:
    """The ids of those that fit."""
    return [
        row.pk
        for row, known in lines
        if asked["q"].strip('"') in known
        and all(FITS[name](row, agent, value) for name, value in asked.items() if name != "q")
    ]


def visible(agent: Agent) -> list[int]:
    rows = Conversation.objects.all()
    if not agent.sees_everything:
        rows = rows.filter(inbox__members=agent)
    return list(rows.values_list("pk", flat=True))


FITS: dict[str, Callable[[Message, Agent, str], bool]] = {
    "contact": lambda row, _, value: row.conversation.contact_id == int(value),
    "conversation": lambda row, _, value: row.conversation_id == int(value),
    "inbox": lambda row, _, value: row.inbox_id == int(value),
    "label": lambda row, _, value: value in {label.name for label in row.conversation.labels.all()},
    "author": lambda row, agent, value: row.author_id == (agent.pk if value == "me" else int(value)),
    "direction": lambda row, _, value: row.direction == value,
    "has": lambda row, *_: bool(row.attachments.all()),
    "after": lambda row, _, value: row.timestamp >= moment(value),
    "before": lambda row, _, value: row.timestamp < moment(value),
}


def moment(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def questions(conversations: list[Conversation]) -> list[dict[str, str]]:
    """Each filter alone, and some together."""
    supervisor = Agent.objects.get(role="supervisor")
    times = [
        "2000-01-01",
        "9000-01-01T00:00:00Z",
        *(one.isoformat() for one in MOMENTS),
        f"{NOW.year - 1}-01-31",
    ]
    values = {
        "contact": [str(conversations[0].contact_id), str(conversations[7].contact_id), str(10**15)],
        "conversation": [str(conversations[1].pk), str(conversations[6].pk)],
        "inbox": [str(conversations[0].inbox_id), str(conversations[-1].inbox_id)],
        "label": ["vip", "late", "nobody's", "unknown"],
        "author": ["me", str(supervisor.pk), str(10**15)],
        "direction": Message.Direction.values,
        "has": ["file"],
        "after": times,
        "before": times,
    }
    rng = random.Random(7)
    alone = [{name: value} for name, several in values.items() for value in several]
    several = [
        {name: rng.choice(values[name]) for name in rng.sample(sorted(values), rng.choice((2, 2, 3, 4)))}
        for _ in range(60)
    ]
    return [{"q": f'"{rng.choice(WORDS)}"', **asked} for asked in (*alone, *several)]


def found(client: Client, asked: dict[str, str]) -> list[int]:
    """The ids on all pages."""
    page = client.get("/api/search/", {"page_size": "20", **asked}).json()
    ids = [hit["message"]["id"] for hit in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        ids += [hit["message"]["id"] for hit in page["results"]]
    return ids


@pytest.mark.parametrize(
    ("marked", "months", "ranked"),
    [(500, 120, 200), (0, 120, 25), (500, 3, 200)],
    ids=["few", "many conversations, and several looks", "few months"],
)
@pytest.mark.parametrize("role", ["agent", "admin"])
def test_what_is_found_is_what_is_there(
    monkeypatch: pytest.MonkeyPatch,
    written: list[Conversation],
    *,
    api: Client,
    agent: Agent,
    role: str,
    marked: int,
    months: int,
    ranked: int,
) -> None:
    monkeypatch.setattr(finding, "RANKED", ranked)
    monkeypatch.setattr(lookup, "MOST_MARKED", marked)
    monkeypatch.setattr(lookup, "MOST_MONTHS", months)
    agent.role = role
    agent.save(update_fields=["role"])
    lines, hits = everything(agent), 0
    for asked in questions(written):
        expected = brute_force(lines, agent, asked)
        assert found(api, asked) == expected, asked
        hits += bool(expected)
    assert hits > 30


def test_what_is_written_is_found_at_once(api: Client, inbox: Inbox, agent: Agent) -> None:
    conversation = from_customer(inbox, "The lamp flickers").conversation
    notes = f"/api/conversations/{conversation.pk}/notes/"
    api.post(notes, {"content": "A lamp of 2019"}, content_type="application/json")
    (note,) = found(api, {"q": "lamp", "direction": "note", "author": "me"})
    assert Message.objects.get(pk=note).content == "A lamp of 2019"
    assert found(api, {"q": "lamp", "author": str(agent.pk), "before": "2020-01-01"}) == []
    assert (
        len(found(api, {"q": "lamp", "direction": "inbound", "contact": str(conversation.contact_id)})) == 1
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("author", "agent"),
        ("author", "-1"),
        ("contact", "x"),
        ("label", ""),
        ("direction", "up"),
        ("direction", ""),
        ("has", "link"),
        ("after", "yesterday"),
        ("after", "2026-02-30"),
        ("after", "2026-02-01T10:00:00"),
        ("before", "0001-01-01"),
        ("before", ""),
    ],
)
def test_what_no_message_can_be_is_refused_by_name(api: Client, name: str, value: str) -> None:
    answer = api.get("/api/search/", {"q": "lamp", name: value})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]
    answer = api.get("/api/search/", {"q": "lamp", name: "1", "kind": "contacts"})
    assert answer.status_code == 400


def test_a_frequent_word_is_looked_for_within_what_is_asked_for(
    api: Client, written: list[Conversation]
) -> None:
    """The index answers both together, so that no message is read to be thrown away."""
    with CaptureQueriesContext(connection) as caught:
        found(api, {"q": "lamp", "label": "vip", "author": "me", "has": "file", "direction": "note"})
        found(api, {"q": "lamp", "after": (NOW - timedelta(days=5)).isoformat()})
    looks = [one["sql"] for one in caught if "FROM messaging_messagesearch" in one["sql"]]
    assert looks
    for sql in looks[:-1]:
        assert all(mark in sql for mark in ("h:file", "d:note", "a:", "c:"))
        assert "EXISTS" not in sql
    # Months before that moment are not looked at.
    assert sum("entry.at >=" in sql for sql in looks) == 1
