"""What was done today: by everybody, in the inboxes that the caller sees, and nothing from before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions.people import create_api_token
from messaging.models import Agent, Conversation, Inbox, Measurement
from tests.factories import BY, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db

NOTHING = {"answered": 0, "resolved": 0, "first_reply_seconds": None}


def client_of(agent: Agent) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


def figures(client: Client, query: str = "") -> Any:
    return client.get(f"/api/figures/{query}").json()


def measured(conversation: Conversation, kind: str, seconds: int, *, minutes_ago: int = 5) -> None:
    Measurement.objects.create(
        conversation=conversation,
        inbox=conversation.inbox,
        kind=kind,
        seconds=seconds,
        at=timezone.now() - timedelta(minutes=minutes_ago, milliseconds=seconds),
    )


def test_nothing_was_done(api: Client, inbox: Inbox) -> None:
    assert figures(api) == NOTHING


def test_answers_and_resolutions_are_counted_and_the_middle_first_reply_is_named(
    api: Client, inbox: Inbox
) -> None:
    conversation = from_customer(inbox).conversation
    for seconds in (900, 20, 60, 40):
        measured(conversation, "first_reply", seconds)
    measured(conversation, "next_reply", 5)
    measured(conversation, "resolution", 5000)
    assert figures(api) == {"answered": 5, "resolved": 1, "first_reply_seconds": 40}


def test_it_begins_when_the_caller_says(api: Client, inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation
    for minutes_ago in (10, 100, 2000, 4000):
        measured(conversation, "next_reply", 5, minutes_ago=minutes_ago)
    asked = {"?minutes=50": 1, "?minutes=200": 2, "": 2, "?minutes=2500": 3, "?minutes=5000": 3}
    assert {query: figures(api, query)["answered"] for query in asked} == asked


@pytest.mark.parametrize("minutes", ["0", "-1", "1.5", "soon", ""])
def test_a_time_that_is_none_is_refused(api: Client, minutes: str) -> None:
    answer = api.get(f"/api/figures/?minutes={minutes}")
    assert answer.status_code == 400
    assert "minutes" in answer.json()["errors"]


def test_each_sees_what_was_done_in_their_inboxes(api: Client, inbox: Inbox) -> None:
    other = an_inbox()
    measured(from_customer(inbox).conversation, "first_reply", 30)
    measured(from_customer(other, phone="447700900555").conversation, "first_reply", 90)
    measured(from_customer(other, phone="447700900556").conversation, "resolution", 90)
    assert figures(api) == {"answered": 1, "resolved": 0, "first_reply_seconds": 30}
    assert figures(client_of(an_agent("supervisor"))) == {
        "answered": 2,
        "resolved": 1,
        "first_reply_seconds": 30,
    }
    assert figures(client_of(an_agent(inboxes=[other])))["first_reply_seconds"] == 90
    assert figures(client_of(an_agent())) == NOTHING


def test_it_costs_the_same_however_much_was_done(api: Client, inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            figures(api)
        return len(asked)

    measured(conversation, "first_reply", 1)
    few = statements()
    for seconds in range(2, 40):
        measured(conversation, "first_reply", seconds)
    assert statements() == few
