"""Sending later over REST: by agents and by programs, other times, what the list finds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from messaging.actions.outgoing import Draft, send_message
from messaging.models import Conversation, Inbox, Message
from messaging.timestamps import utc_text
from tests.database.api.test_sending import GO_ON, post, say, stranger
from tests.factories import BY, a_template, from_customer

pytestmark = pytest.mark.django_db
SEED = {"sender": "+15550001111", "receiver": "+447700900123", "content": "Hello there"}


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine runs in this process."""
    for module in ("conversations", "messages", "simple_send"):
        monkeypatch.setattr(f"messaging.api.{module}.wait_for_first_attempt", lambda pk: None)


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    a_template(inbox)
    return from_customer(inbox, "Is the lamp in stock?").conversation


def in_hours(hours: float) -> str:
    return utc_text(timezone.now() + timedelta(hours=hours))


def test_a_time_of_the_callers(api: Client, conversation: Conversation) -> None:
    at = in_hours(2)
    answer = say(api, conversation, content="Yes", send_at=at)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["send_at"], body["fallback"]) == ("held", at, None)
    shown = api.get(f"/api/conversations/{conversation.pk}/").json()
    assert (shown["scheduled_at"], shown["unread"]) == (at, 1)
    assert shown["waiting_since"] is not None


def test_seconds_are_by_the_servers_clock(api: Client, conversation: Conversation) -> None:
    before = timezone.now()
    body = say(api, conversation, content="Yes", send_in=10).json()
    passed = datetime.fromisoformat(body["send_at"]) - before
    assert timedelta(seconds=10) <= passed < timedelta(seconds=60)


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"send_at": "2020-01-01T00:00:00Z"}, "send_at", "time_passed"),
        ({"send_at": in_hours(24 * 500)}, "send_at", "too_far_ahead"),
        ({"send_at": in_hours(1), "send_in": 5}, "send_in", "invalid"),
        ({"send_in": 0}, "send_in", "invalid"),
        ({"send_in": 5, "until_reply": True}, "send_at", "invalid"),
        ({"fallback": GO_ON}, "fallback", "invalid"),
    ],
)
def test_what_cannot_be(
    api: Client, conversation: Conversation, fields: dict[str, Any], field: str, code: str
) -> None:
    answer = say(api, conversation, content="Yes", **fields)
    assert answer.status_code == 400
    assert (answer.json()["code"], list(answer.json()["errors"])) == (code, [field])
    assert not Message.objects.outbound().exists()


def test_after_the_window_a_template_is_needed(api: Client, conversation: Conversation) -> None:
    answer = say(api, conversation, content="Yes", send_at=in_hours(30))
    assert (answer.status_code, answer.json()["code"]) == (409, "window_closed_then")
    assert answer.json()["templates"] == f"/api/templates/?inbox={conversation.inbox_id}"
    body = say(api, conversation, content="Yes", send_at=in_hours(30), fallback=GO_ON).json()
    assert (body["kind"], body["fallback"]) == ("text", GO_ON)
    body = say(api, conversation, template=GO_ON, send_at=in_hours(30)).json()
    assert (body["kind"], body["status"]) == ("template", "held")


def test_another_time_at_once_or_never(api: Client, conversation: Conversation) -> None:
    pk = say(api, conversation, content="Yes", send_at=in_hours(2)).json()["id"]
    at = in_hours(3)
    assert post(api, f"messages/{pk}/schedule", send_at=at).json()["send_at"] == at
    refused = post(api, f"messages/{pk}/schedule", send_at=in_hours(30))
    assert (refused.status_code, refused.json()["code"]) == (409, "window_closed_then")
    for body in ({}, {"send_at": None}):
        assert post(api, f"messages/{pk}/schedule", **body).status_code == 400
    assert post(api, f"messages/{pk}/release").json()["status"] == "queued"
    assert post(api, f"messages/{pk}/schedule", send_in=60).status_code == 409
    other = say(api, conversation, content="No", send_in=60).json()["id"]
    cancelled = post(api, f"messages/{other}/cancel").json()
    assert (cancelled["status"], cancelled["error"]["code"]) == ("failed", "cancelled")


def test_who_does_not_see_the_inbox_changes_nothing(conversation: Conversation) -> None:
    later = timezone.now() + timedelta(hours=1)
    message = send_message(conversation, Draft(author=None, content="Yes", send_at=later), by=BY)
    other = stranger(conversation.inbox)
    assert post(other, f"messages/{message.pk}/schedule", send_in=60).status_code == 404
    message.refresh_from_db()
    assert message.send_at == later


def test_the_list_finds_what_is_scheduled(api: Client, inbox: Inbox, conversation: Conversation) -> None:
    from_customer(inbox, phone="447700900999")
    say(api, conversation, content="Yes", send_at=in_hours(2))
    found = api.get("/api/conversations/?scheduled=true").json()["results"]
    assert [one["id"] for one in found] == [conversation.pk]
    assert len(api.get("/api/conversations/?scheduled=false").json()["results"]) == 2
    assert api.get("/api/conversations/?scheduled=maybe").status_code == 400


def test_a_program_sends_later_too(api: Client, inbox: Inbox) -> None:
    answer = api.post("/api/send-message/", data={**SEED, "send_in": 3600}, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (201, "queued")
    message = Message.objects.get()
    assert message.status == "held"
    assert message.send_at is not None


def test_a_program_that_repeats_itself_schedules_once(api: Client, inbox: Inbox) -> None:
    for _ in range(2):
        api.post(
            "/api/send-message/",
            data={**SEED, "send_in": 3600},
            content_type="application/json",
            headers={"Idempotency-Key": "order 7"},
        )
    assert Message.objects.count() == 1
