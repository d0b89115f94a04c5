"""What is no message and yet shown: calls, group chats, chats that Meta's Business Agent answers, answers elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from messaging.actions.inbound import receive_message
from messaging.models import Agent, Conversation, Inbox, Job, Message, WebhookCall
from messaging.transports import Identity, InboundMessage
from tests.database.webhooks.meta_inbox import meta_inbox, post
from tests.factories import BY
from tests.payloads import meta

pytestmark = pytest.mark.django_db

BIA = "5511987650001"
CALL = {
    "id": "wacid.ABC",
    "from": BIA,
    "to": meta.BUSINESS,
    "timestamp": "1750030073",
    "direction": "USER_INITIATED",
}


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    return meta_inbox(agent)


def lines() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "content"))


def called(**more: Any) -> Any:
    return meta.change("calls", contacts=[meta.contact(BIA, name="Bia")], calls=[CALL | more])


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"event": "terminate", "status": "FAILED"}, "📞 Missed call"),
        ({"event": "terminate", "status": "REJECTED"}, "📞 Call that was declined"),
        ({"event": "terminate", "status": "COMPLETED", "duration": 185}, "📞 Call, 3:05 minutes"),
        ({"event": "terminate"}, "📞 Call"),
        ({"event": "connect", "session": {"sdp_type": "offer"}}, "📞 The customer is calling"),
    ],
)
def test_a_call_is_a_line_and_a_notice(inbox: Inbox, more: Any, line: str) -> None:
    for _ in range(2):
        post(inbox, called(**more))
    assert lines() == [("call", line)]
    assert inbox.notices.get().title == "A customer called this number"
    conversation = Conversation.objects.get()
    assert (conversation.contact.name, conversation.unread) == ("Bia", 1)


def test_a_call_of_ours_is_a_line_and_no_notice(inbox: Inbox) -> None:
    turned = {"from": meta.BUSINESS, "to": BIA, "direction": "BUSINESS_INITIATED", "event": "terminate"}
    post(inbox, called(**turned, status="FAILED"))
    assert lines() == [("call", "📞 Call that was not answered")]
    assert not inbox.notices.exists()


def test_how_far_a_call_has_come_is_no_dead_letter(inbox: Inbox) -> None:
    post(inbox, meta.change("calls", statuses=[{"id": "wacid.ABC", "type": "call", "status": "RINGING"}]))
    assert WebhookCall.objects.get().state == WebhookCall.State.IGNORED


def test_a_group_is_a_notice(inbox: Inbox) -> None:
    for name in ("wamid.1", "wamid.2"):
        post(inbox, meta.change(messages=[meta.message(name, group_id="Y2FwaV9")]))
    assert inbox.notices.get().title == "A message came in a group chat"
    assert not Message.objects.exists()


def test_who_answers_a_chat_is_shown_with_what_they_say(inbox: Inbox) -> None:
    standby = {
        "messages": [meta.message("wamid.Q")],
        "message_echoes": [meta.message("wamid.A", meta.BUSINESS, to=meta.ANN)],
        "statuses": [meta.status("wamid.A")],
    }
    for _ in range(2):
        post(inbox, meta.change("standby", contacts=[meta.contact()], standby=standby))
    assert {state for (state,) in WebhookCall.objects.values_list("state")} == {WebhookCall.State.PROCESSED}
    shown = lines()
    assert sorted(content for _, content in shown) == [
        "Meta's Business Agent answers in this chat. Take over to answer here.",
        "text of wamid.A",
        "text of wamid.Q",
    ]


@pytest.mark.parametrize(
    ("part", "line"),
    [
        (
            {"previous_owner_app_role": "meta_business_agent"},
            "Meta's Business Agent has left this chat to you: answer here.",
        ),
        (
            {"new_owner_app_role": "meta_business_agent"},
            "Meta's Business Agent answers in this chat from now on. Take over to answer here.",
        ),
        ({}, "Another sender of this number has left this chat to you: answer here."),
    ],
)
def test_a_change_of_control_is_a_line_without_a_window(inbox: Inbox, part: Any, line: str) -> None:
    value = {
        "type": "control_passed",
        "sender": {"phone_number": meta.ANN},
        "recipient": {"phone_number_id": meta.ROUTE, "display_phone_number": meta.BUSINESS},
        "timestamp": "1750030073",
        "control_passed": part,
    }
    for _ in range(2):
        post(inbox, {"field": "messaging_handovers", "value": value})
    assert lines() == [("system", line)]
    assert Conversation.objects.get().window_closes_at is None


@pytest.mark.parametrize("value", [None, {}, {"type": "control_passed"}, {"sender": {}}, {"sender": "x"}, []])
@pytest.mark.parametrize("field", ["calls", "standby", "messaging_handovers"])
def test_what_says_nothing_is_a_dead_letter(inbox: Inbox, field: str, value: Any) -> None:
    post(inbox, {"field": field, "value": value})
    assert WebhookCall.objects.get().state == WebhookCall.State.FAILED


def asked(inbox: Inbox, name: str) -> Conversation:
    item = InboundMessage(inbox.route, name, (Identity("phone", meta.ANN),), "text", "Question?")
    return receive_message(inbox, item, by=BY).conversation


def test_unread_ends_with_an_answer_by_rest(inbox: Inbox, api: Client) -> None:
    conversation = asked(inbox, "wamid.1")
    answer = api.post(
        f"/api/conversations/{conversation.pk}/messages/", {"content": "Yes"}, content_type="application/json"
    )
    assert answer.status_code == 201
    assert api.get(f"/api/conversations/{conversation.pk}/").json()["unread"] == 0
    asked(inbox, "wamid.2")
    assert api.get(f"/api/conversations/{conversation.pk}/").json()["unread"] == 1


def test_unread_ends_with_an_answer_from_the_phone_but_not_what_came_after_it(inbox: Inbox) -> None:
    conversation = asked(inbox, "wamid.1")
    seconds = int(conversation.last_message.timestamp.timestamp()) if conversation.last_message else 0
    later = meta.message("wamid.3", timestamp=str(seconds + 1))
    echo = meta.message("wamid.2", meta.BUSINESS, to=meta.ANN, timestamp=str(seconds))
    post(inbox, meta.change("smb_message_echoes", message_echoes=[echo]))
    conversation.refresh_from_db()
    assert conversation.unread == 0
    post(inbox, meta.change(messages=[later]))
    conversation.refresh_from_db()
    assert conversation.unread == 1


def test_a_call_is_never_marked_as_read(inbox: Inbox, api: Client) -> None:
    Inbox.objects.update(read_policy=Inbox.ReadPolicy.OPEN)
    post(inbox, called(event="terminate", status="FAILED"))
    conversation = Conversation.objects.get()
    api.post(f"/api/conversations/{conversation.pk}/seen/", {}, content_type="application/json")
    assert not Job.objects.filter(kind=Job.Kind.MARK_READ).exists()
