"""Several conversations with one request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from messaging.models import Activity, Agent, Conversation, Inbox, Label
from messaging.timestamps import utc_text
from tests.factories import an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db


def post(api: Client, **body: Any) -> Any:
    return api.post("/api/conversations/bulk/", data=body, content_type="application/json")


@pytest.fixture
def conversations(inbox: Inbox) -> list[Conversation]:
    return [from_customer(inbox, phone=f"4477009001{n:02}").conversation for n in range(3)]


def items(conversations: list[Conversation], **fields: Any) -> list[dict[str, Any]]:
    return [{"id": one.pk, **fields} for one in conversations]


def test_the_answer_key_by_key(api: Client, conversations: list[Conversation], agent: Agent) -> None:
    label = Label.objects.create(name="vip")
    until = utc_text(timezone.now() + timedelta(days=1))
    change = {"status": "snoozed", "snoozed_until": until, "assignee": agent.pk, "add_labels": [label.pk]}
    answer = post(api, conversations=items(conversations), change=change)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"results", "next", "remaining"}
    assert (body["next"], body["remaining"]) == (None, 0)
    assert [one["id"] for one in body["results"]] == [one.pk for one in conversations]
    assert body["results"][0] == {
        "id": conversations[0].pk,
        "name": "Ann Lee",
        "result": "changed",
        "code": "",
        "detail": "",
        "was": {"status": "open", "snoozed_until": None, "assignee": None, "labels": []},
        "now": {"status": "snoozed", "snoozed_until": until, "assignee": agent.pk, "labels": [label.pk]},
    }
    assert Activity.objects.filter(by_kind="token", by_id=agent.pk, verb="snoozed").count() == 3


def test_what_is_refused_says_why_and_the_rest_changes(
    api: Client, conversations: list[Conversation]
) -> None:
    sam = an_agent(inboxes=[conversations[0].inbox], first_name="Sam", last_name="Hill")
    Conversation.objects.filter(pk=conversations[1].pk).update(assignee=sam)
    hidden = from_customer(an_inbox(), phone="447700900199").conversation
    me = Agent.objects.get(username="mia").pk
    given = items([*conversations, hidden], assignee_was=None)
    results = post(api, conversations=given, change={"assignee": me}).json()["results"]
    assert [(one["result"], one["code"]) for one in results] == [
        ("changed", ""),
        ("refused", "already_assigned"),
        ("changed", ""),
        ("refused", "not_found"),
    ]
    assert results[1]["detail"] == "Sam Hill has already taken this conversation."
    assert (results[1]["name"], results[3]["name"]) == ("Ann Lee", "")


def test_what_was_and_is_takes_it_back(api: Client, conversations: list[Conversation]) -> None:
    results = post(api, conversations=items(conversations), change={"status": "resolved"}).json()["results"]
    Conversation.objects.filter(pk=conversations[2].pk).update(status="pending")
    back = [{"id": one["id"], "change": one["was"], "was": one["now"]} for one in results]
    again = post(api, conversations=back).json()["results"]
    assert [one["result"] for one in again] == ["changed", "changed", "refused"]
    assert again[2]["code"] == "changed_meanwhile"
    states = Conversation.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["open", "open", "pending"]


def test_all_that_a_list_shows(api: Client, conversations: list[Conversation], inbox: Inbox) -> None:
    from_customer(an_inbox(Agent.objects.get(username="mia")), phone="447700900199")
    asked = {"view": "unassigned", "status": ["open"], "inbox": inbox.pk}
    body = post(api, filter=asked, change={"priority": "urgent"}).json()
    assert [one["id"] for one in body["results"]] == [one.pk for one in reversed(conversations)]
    assert (body["next"], body["remaining"]) == (None, 0)
    assert set(Conversation.objects.filter(priority="urgent")) == set(conversations)


@pytest.mark.parametrize(
    "name", ["label", "q", "contact", "unread", "unanswered", "priority", "team", "assignee"]
)
def test_a_filter_knows_what_the_list_knows(
    api: Client, conversations: list[Conversation], name: str
) -> None:
    (one, *_), me = conversations, Agent.objects.get(username="mia")
    one.labels.add(Label.objects.create(name="vip"))
    Conversation.objects.filter(pk=one.pk).update(priority="high", assignee=me)
    from_customer(one.inbox, "a chandelier", phone="447700900100")
    Conversation.objects.exclude(pk=one.pk).update(unread=0, waiting_since=None)
    asked: dict[str, Any] = {
        "label": "vip",
        "q": "chandelier",
        "contact": one.contact_id,
        "unread": True,
        "unanswered": True,
        "priority": ["high"],
        "team": "none",
        "assignee": "me",
    }
    given = {name: asked[name]}
    listed = api.get("/api/conversations/", query_params=lowered(given)).json()["results"]
    found = post(api, filter=given, change={"status": "pending"}).json()["results"]
    assert {row["id"] for row in found} == {row["id"] for row in listed}
    assert len(found) == (3 if name == "team" else 1)


def lowered(given: dict[str, Any]) -> dict[str, Any]:
    return {name: str(one).lower() if isinstance(one, bool) else one for name, one in given.items()}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"change": {"status": "resolved"}}, "conversations"),
        ({"conversations": [], "change": {"status": "resolved"}}, "conversations"),
        ({"conversations": [{"id": 1}], "filter": {}, "change": {"status": "resolved"}}, "conversations"),
        ({"conversations": [{"id": 1}]}, "change"),
        ({"filter": {}}, "change"),
        ({"conversations": [{"id": 1}], "change": {}}, "change"),
        ({"conversations": [{"id": 1}], "change": {"take_over": True}}, "change"),
        ({"conversations": [{"id": 1}, {"id": 1}], "change": {"status": "resolved"}}, "conversations"),
        ({"conversations": [{"id": 1}], "change": {"add_labels": [2**31]}}, "add_labels"),
        ({"conversations": [{"id": 1}], "change": {"status": "snoozed"}}, "snoozed_until"),
        ({"conversations": [{"id": 1}], "change": {"status": "resolved"}, "before": 3}, "before"),
        ({"filter": {"sort": "activity"}, "change": {"status": "resolved"}}, "filter"),
        ({"filter": {"view": "nonsense"}, "change": {"status": "resolved"}}, "filter"),
    ],
    ids=str,
)
def test_what_says_nothing_clear_is_refused(api: Client, body: dict[str, Any], field: str) -> None:
    answer = post(api, **body)
    assert answer.status_code == 400
    assert any(name.startswith(field) for name in answer.json()["errors"]), answer.json()


def test_no_more_than_five_hundred_at_once(api: Client) -> None:
    answer = post(api, conversations=[{"id": n} for n in range(1, 502)], change={"status": "resolved"})
    assert answer.status_code == 400
    assert "conversations" in answer.json()["errors"]
