"""Views, filters and orders of the list of conversations: whatever the console can ask, REST can."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from messaging.actions.conversation import set_conversation_status, update_conversation
from messaging.actions.outgoing import Draft, send_message
from messaging.actions.updates import mark_failed, mark_sending
from messaging.models import Agent, Conversation, Inbox, Label, Message, Team
from tests.factories import BY, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db
ERROR = {"code": "1", "title": "No", "detail": "", "action": ""}


class Lists:
    """What a list answers, by the names of the customers."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, query: str = "") -> list[str]:
        url: str | None = f"/api/conversations/?{query}"
        names: list[str] = []
        while url:
            page = self.client.get(url).json()
            names += [row["contact"]["name"] for row in page["results"]]
            url = page["next"]
        return names


@pytest.fixture
def listed(api: Client) -> Lists:
    return Lists(api)


def a_customer(inbox: Inbox, name: str, number: int, *, minutes: int = 1, **changes: Any) -> Conversation:
    """Somebody who wrote so many minutes ago, and what an agent noted since."""
    sent_at = timezone.now() - timedelta(minutes=minutes)
    message = from_customer(inbox, "Hello", phone=f"4477009002{number:02}", name=name, sent_at=sent_at)
    conversation = message.conversation
    Conversation.objects.filter(pk=conversation.pk).update(last_activity_at=sent_at)
    if changes:
        update_conversation(Conversation.objects.get(pk=conversation.pk), changes, by=BY)
    return Conversation.objects.get(pk=conversation.pk)


def reply(conversation: Conversation, agent: Agent | None = None) -> Message:
    at = conversation.last_activity_at
    message = send_message(conversation, Draft(author=agent, content="Hi"), by=BY)
    Conversation.objects.filter(pk=conversation.pk).update(last_activity_at=at)
    return message


def test_every_filter_by_itself_and_together(listed: Lists, inbox: Inbox, agent: Agent) -> None:
    mia, team = an_agent(inboxes=[inbox]), Team.objects.create(name="Returns")
    a_customer(inbox, "Ann", 1, minutes=9, assignee=agent, priority="urgent")
    a_customer(inbox, "Bob", 2, minutes=8, assignee=mia, team=team)
    tomorrow = timezone.now() + timedelta(days=1)
    a_customer(inbox, "Cid", 3, minutes=7, status="snoozed", snoozed_until=tomorrow)
    a_customer(inbox, "Dee", 4, minutes=6, status="pending", labels=[Label.objects.create(name="VIP")])
    reply(a_customer(inbox, "Eve", 5, minutes=5))
    failed = reply(a_customer(inbox, "Fay", 6, minutes=4))
    mark_sending(failed, by=BY)
    mark_failed(failed, ERROR, by=BY)
    set_conversation_status(a_customer(inbox, "Gus", 7, minutes=3), "resolved", by=BY)

    assert listed() == ["Gus", "Fay", "Eve", "Dee", "Cid", "Bob", "Ann"]
    assert listed("view=mine") == ["Ann"]
    assert listed("view=unassigned&status=open") == ["Fay", "Eve"]
    assert listed("view=snoozed") == ["Cid"]
    assert listed("view=pending") == listed("status=pending") == ["Dee"]
    assert listed("view=waiting") == listed("unanswered=true") == ["Dee", "Cid", "Bob", "Ann"]
    assert listed("view=waiting&status=open") == ["Bob", "Ann"]
    assert listed("status=snoozed&status=pending") == listed("status=snoozed,pending") == ["Dee", "Cid"]
    assert listed(f"assignee={mia.pk}") == listed(f"team={team.pk}") == ["Bob"]
    assert listed("assignee=me") == ["Ann"]
    assert listed("team=none&assignee=none&status=open") == ["Fay", "Eve"]
    assert listed("label=VIP") == ["Dee"]
    assert listed("priority=urgent,high") == listed("priority=urgent&priority=high") == ["Ann"]
    assert listed("unread=true") == ["Gus", "Dee", "Cid", "Bob", "Ann"]
    assert listed("unread=true&unanswered=false&status=open") == ["Bob", "Ann"]
    assert listed("undelivered=true") == ["Fay"]
    assert listed("q=ann&view=mine&unread=true&priority=urgent") == ["Ann"]
    assert listed("q=vip") == listed("q=Vi") == ["Dee"]


def test_who_waits_longest_comes_first(listed: Lists, inbox: Inbox) -> None:
    a_customer(inbox, "Ann", 1, minutes=3)
    a_customer(inbox, "Bob", 2, minutes=9)
    a_customer(inbox, "Cid", 3, minutes=6)
    reply(a_customer(inbox, "Dee", 4, minutes=12))
    set_conversation_status(a_customer(inbox, "Eve", 5), "resolved", by=BY)
    waiting = ["Bob", "Cid", "Ann"]
    for size in (1, 2, 9):
        assert listed(f"view=waiting&sort=waiting&page_size={size}") == waiting
        assert listed(f"sort=waiting&page_size={size}") == [*waiting, "Dee"]


def test_times_a_microsecond_apart_stay_in_order(listed: Lists, inbox: Inbox) -> None:
    """Also where nothing is left of a second, which is written shorter: as a row, and as the place where a page begins."""
    second = timezone.now().replace(microsecond=0) - timedelta(minutes=5)
    apart = [("Ann", -1), ("Bob", 0), ("Cid", 1), ("Dee", 999_999), ("Eve", 1_000_000)]
    for number, (name, microseconds) in enumerate(apart):
        conversation = a_customer(inbox, name, number)
        reply(conversation)
        at = second + timedelta(microseconds=microseconds)
        Conversation.objects.filter(pk=conversation.pk).update(last_activity_at=at)
    newest = [name for name, _ in reversed(apart)]
    for sort in ("activity", "waiting", "priority"):
        for size in (1, 2, 9):
            assert listed(f"sort={sort}&page_size={size}") == newest


def test_what_is_urgent_comes_first(listed: Lists, inbox: Inbox) -> None:
    for number, (name, priority) in enumerate(
        [("Ann", "normal"), ("Bob", "urgent"), ("Cid", "low"), ("Dee", "urgent"), ("Eve", "high")]
    ):
        a_customer(inbox, name, number, minutes=20 - number, priority=priority)
    for size in (1, 2, 9):
        assert listed(f"sort=priority&page_size={size}") == ["Dee", "Bob", "Eve", "Ann", "Cid"]


def test_a_list_shows_only_what_the_agent_sees(listed: Lists, inbox: Inbox) -> None:
    a_customer(an_inbox(), "Ann", 1)
    for query in ("view=waiting&sort=waiting", "sort=priority", "unanswered=true", "q=hello"):
        assert listed(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "sort=age",
        "priority=huge",
        "unread=yes",
        "unread=",
        "team=me",
        "assignee=ann",
        "undelivered=1",
        "priority=",
    ],
)
def test_a_wrong_filter_is_named(api: Client, query: str) -> None:
    answer = api.get(f"/api/conversations/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]
