"""Sent for later: held until a time, then once, or with a sentence that says why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from messaging.actions.contact.contacts import block_contact
from messaging.actions.contact.merging import merge_contacts
from messaging.actions.conversation.conversations import set_conversation_status
from messaging.actions.conversation.held import cancel_message
from messaging.actions.core import delete_unsent_uploads
from messaging.actions.outgoing import (
    Draft,
    TemplateChoice,
    next_due,
    release_message,
    reschedule_message,
    scheduling,
    send_due,
    send_message,
    send_to,
)
from messaging.actions.updates import mark_unsent_unconfirmed
from messaging.actors import Actor
from messaging.errors import Conflict, ConsoleError
from messaging.feed import positions
from messaging.models import Attachment, Conversation, Inbox, Message, OutboxLane, Template
from messaging.outages import Outage, Reason
from messaging.transports.base import Identity
from tests.factories import BY, a_template, an_agent, an_upload, close_window, from_customer

pytestmark = pytest.mark.django_db
GO_ON = TemplateChoice("go_on", "en", {"body.1": "Ann"})
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def asked(inbox: Inbox) -> Conversation:
    """A conversation whose customer waits for an answer."""
    a_template(inbox)
    return from_customer(inbox, "Is it there?").conversation


def later(
    conversation: Conversation, content: str = "It is", after: timedelta = HOUR, **fields: Any
) -> Message:
    draft = Draft(author=None, content=content, send_at=timezone.now() + after, **fields)
    return send_message(conversation, draft, by=BY)


def make_due(*messages: Message) -> None:
    for number, message in enumerate(messages):
        past = timezone.now() - timedelta(seconds=len(messages) - number)
        Message.objects.filter(pk=message.pk).update(send_at=past)


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def outgoing() -> list[tuple[str, str]]:
    rows = Message.objects.filter(direction="outbound").order_by("pk")
    return list(rows.values_list("kind", "status"))


def test_it_waits_for_its_time_and_the_customer_for_the_answer(inbox: Inbox, asked: Conversation) -> None:
    message = later(asked)
    assert (message.status, message.lane_position) == ("held", None)
    asked.refresh_from_db()
    assert (asked.last_message, asked.scheduled_at) == (message, message.send_at)
    assert asked.waiting_since is not None
    assert asked.unread == 1
    assert send_due(by=BY) == 0
    assert next_due() == message.send_at


def test_when_it_is_due_it_goes_once(asked: Conversation) -> None:
    message, before = later(asked), timezone.now()
    make_due(message)
    assert [send_due(by=BY), send_due(by=BY)] == [1, 0]
    message = fresh(message)
    assert (message.status, message.lane_position) == ("queued", 1)
    assert message.timestamp >= before
    assert [change.status for change in message.changes.all()] == ["held", "queued"]
    asked.refresh_from_db()
    assert (asked.scheduled_at, asked.waiting_since) == (None, None)
    assert asked.first_reply_at == message.timestamp
    assert next_due() is None


def test_a_reply_lets_it_wait(inbox: Inbox, asked: Conversation) -> None:
    message = later(asked)
    from_customer(inbox, "Hello?")
    assert fresh(message).status == "held"


def test_what_nobody_has_seen_stays_unread(inbox: Inbox, asked: Conversation) -> None:
    message = later(asked)
    from_customer(inbox, "Something else")
    make_due(message)
    send_due(by=BY)
    asked.refresh_from_db()
    assert (asked.unread, asked.waiting_since) == (2, None)


def test_what_was_resolved_meanwhile_stays_resolved(asked: Conversation) -> None:
    message = later(asked)
    set_conversation_status(asked, "resolved", by=BY)
    make_due(message)
    send_due(by=BY)
    asked.refresh_from_db()
    assert (asked.status, fresh(message).status) == ("resolved", "queued")


def test_they_go_in_the_order_of_their_times(asked: Conversation) -> None:
    second, first = later(asked, "two", 2 * HOUR), later(asked, "one", HOUR)
    asked.refresh_from_db()
    assert asked.scheduled_at == first.send_at
    make_due(first, second)
    assert send_due(by=BY) == 2
    assert (fresh(first).lane_position, fresh(second).lane_position) == (1, 2)


def test_a_crash_before_commit_leaves_it_due(asked: Conversation) -> None:
    message = later(asked)
    make_due(message)
    with transaction.atomic():
        assert send_due(by=BY) == 1
        transaction.set_rollback(True)
    assert (fresh(message).status, OutboxLane.objects.count()) == ("held", 0)
    assert send_due(by=BY) == 1
    assert fresh(message).lane_position == 1


def test_one_that_breaks_keeps_no_other_waiting(
    asked: Conversation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = later(asked, "one"), later(asked, "two")
    make_due(broken, fine)
    release = scheduling.release_one

    def release_or_break(conversation: Conversation, message: Message) -> None:
        if message.pk == broken.pk:
            raise ValueError("nobody thought of this")
        release(conversation, message)

    monkeypatch.setattr(scheduling, "release_one", release_or_break)
    assert send_due(by=BY) == 1
    assert (fresh(broken).status, fresh(fine).status) == ("held", "queued")
    assert "could not be sent" in caplog.text


@pytest.mark.parametrize(
    ("after", "code"),
    [(-MINUTE, "time_passed"), (-HOUR, "time_passed"), (timedelta(days=400), "too_far_ahead")],
)
def test_a_time_that_cannot_be(asked: Conversation, after: timedelta, code: str) -> None:
    with pytest.raises(ConsoleError) as refusal:
        later(asked, after=after, fallback=GO_ON)
    assert (refusal.value.code, list(refusal.value.errors)) == (code, ["send_at"])
    assert outgoing() == []


def test_it_waits_for_one_thing(asked: Conversation) -> None:
    for fields in ({"hold": True}, {"until_reply": True}):
        with pytest.raises(ConsoleError) as refusal:
            later(asked, **fields)
        assert list(refusal.value.errors) == ["send_at"]
    with pytest.raises(ConsoleError) as refusal:
        send_message(asked, Draft(author=None, content="Now", fallback=GO_ON), by=BY)
    assert list(refusal.value.errors) == ["fallback"]
    assert outgoing() == []


def test_a_time_after_the_window_needs_a_template(asked: Conversation) -> None:
    with pytest.raises(Conflict) as refusal:
        later(asked, after=timedelta(hours=25))
    assert refusal.value.code == "window_closed_then"
    assert refusal.value.extra["window"]["open"] is True
    assert later(asked, after=timedelta(hours=25), fallback=GO_ON).status == "held"
    assert later(asked, "", after=timedelta(hours=25), template=GO_ON).kind == "template"


def test_the_fallback_must_be_one_that_can_go(asked: Conversation) -> None:
    for choice, named in (
        (TemplateChoice("nowhere", "en"), "fallback"),
        (TemplateChoice("go_on", "en"), "body.1"),
    ):
        with pytest.raises(ConsoleError) as refusal:
            later(asked, fallback=choice)
        assert list(refusal.value.errors) == [named]
    with pytest.raises(ConsoleError) as refusal:
        later(asked, "", template=GO_ON, fallback=GO_ON)
    assert list(refusal.value.errors) == ["fallback"]


def test_a_window_that_closed_meanwhile_fails_it_with_a_remedy(asked: Conversation) -> None:
    message = later(asked)
    close_window(asked)
    make_due(message)
    assert send_due(by=BY) == 1
    message = fresh(message)
    assert (message.status, message.lane_position) == ("failed", None)
    assert message.error is not None
    assert (message.error["code"], message.error["advice"]) == ("window_closed", "template")
    asked.refresh_from_db()
    assert (asked.scheduled_at, asked.waiting_since is None) == (None, False)
    assert send_due(by=BY) == 0


def test_with_a_fallback_the_template_goes_once(inbox: Inbox, asked: Conversation) -> None:
    message = later(asked, after=timedelta(hours=25), fallback=GO_ON)
    close_window(asked)
    make_due(message)
    assert [send_due(by=BY), send_due(by=BY)] == [1, 0]
    assert outgoing() == [("text", "failed"), ("template", "queued")]
    message = fresh(message)
    assert message.error is not None
    assert message.error["code"] == "replaced"
    from_customer(inbox, "Yes")
    assert outgoing() == [("text", "failed"), ("template", "queued")]


def test_with_a_window_that_is_open_after_all_the_words_go(asked: Conversation) -> None:
    message = later(asked, after=timedelta(hours=25), fallback=GO_ON)
    make_due(message)
    send_due(by=BY)
    assert outgoing() == [("text", "queued")]


def test_a_fallback_that_is_gone_fails_with_its_sentence(asked: Conversation) -> None:
    message = later(asked, fallback=GO_ON)
    close_window(asked)
    Template.objects.all().delete()
    make_due(message)
    send_due(by=BY)
    message = fresh(message)
    assert (message.status, outgoing()) == ("failed", [("text", "failed")])
    assert message.error is not None
    assert "no template go_on" in message.error["detail"]


def test_a_scheduled_template_needs_no_window(asked: Conversation) -> None:
    message = later(asked, "", template=GO_ON)
    close_window(asked)
    make_due(message)
    send_due(by=BY)
    assert outgoing() == [("template", "queued")]


@pytest.mark.parametrize("code", ["contact_blocked", "answered_by_other"])
def test_what_else_is_asked_again(asked: Conversation, code: str) -> None:
    message = later(asked)
    if code == "contact_blocked":
        block_contact(asked.contact, blocked=True, by=BY)
    else:
        Conversation.objects.filter(pk=asked.pk).update(answered_by="A bot")
    make_due(message)
    send_due(by=BY)
    message = fresh(message)
    assert message.error is not None
    assert (message.status, message.error["code"]) == ("failed", code)


def test_what_did_not_go_is_the_last_line_of_a_conversation_that_is_open_again(asked: Conversation) -> None:
    message = later(asked)
    newer = from_customer(asked.inbox, "Hello?")
    set_conversation_status(asked, "resolved", by=BY)
    close_window(asked)
    make_due(message)
    send_due(by=BY)
    asked.refresh_from_db()
    assert (asked.status, asked.last_message_id, newer.conversation_id) == ("open", message.pk, asked.pk)
    assert asked.last_activity_at == fresh(message).timestamp


def test_where_the_customer_has_another_one_it_stays_resolved(asked: Conversation) -> None:
    message = later(asked)
    set_conversation_status(asked, "resolved", by=BY)
    Conversation.objects.filter(pk=asked.pk).update(window_closes_at=timezone.now() - HOUR)
    Conversation.objects.create(inbox=asked.inbox, contact=asked.contact)
    make_due(message)
    assert send_due(by=BY) == 1
    asked.refresh_from_db()
    assert (asked.status, fresh(message).status) == ("resolved", "failed")


def test_the_file_of_a_fallback_is_kept_until_it_went(inbox: Inbox, asked: Conversation) -> None:
    upload = an_upload(inbox, an_agent(inboxes=[inbox]))
    message = later(asked, fallback=GO_ON)
    named = {"name": "go_on", "language": "en", "variables": {"header.media": str(upload.pk)}}
    Message.objects.filter(pk=message.pk).update(fallback=named)
    later(asked, "Another one", fallback=GO_ON)
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert delete_unsent_uploads(by=BY) == 0
    cancel_message(message, by=BY)
    assert delete_unsent_uploads(by=BY) == 1


def test_a_conversation_that_is_locked_for_long_keeps_no_other_waiting(
    asked: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [later(asked, str(number)) for number in range(5)]
    make_due(*messages)
    send = scheduling._send_one
    locked = {messages[0].pk}

    def send_or_wait(pk: int, *, by: Actor) -> bool:
        if pk in locked:
            raise Outage(Reason.DATABASE_BUSY, "Others hold it.")
        return send(pk, by=by)

    monkeypatch.setattr(scheduling, "_send_one", send_or_wait)
    assert send_due(by=BY) == 4
    assert fresh(messages[0]).status == "held"
    # Where everything is locked, nobody waits for one after the other.
    locked.update(later(asked, str(number)).pk for number in range(5))
    make_due(*Message.objects.scheduled())
    with pytest.raises(Outage):
        send_due(by=BY)


def test_those_that_break_fill_no_batch(asked: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "SENT_AT_ONCE", 2)
    broken, fine = [later(asked, str(number)) for number in range(3)], later(asked, "fine")
    make_due(*broken, fine)
    send, pks = scheduling._send_one, {message.pk for message in broken}

    def send_or_break(pk: int, *, by: Actor) -> bool:
        if pk in pks:
            raise ValueError("nobody thought of this")
        return send(pk, by=by)

    monkeypatch.setattr(scheduling, "_send_one", send_or_break)
    assert send_due(by=BY) == 1
    assert fresh(fine).status == "queued"


def test_a_stranger_s_message_has_another_time_and_goes_at_once(inbox: Inbox) -> None:
    draft = Draft(author=None, content="Hello", send_at=timezone.now() + HOUR)
    message = send_to(inbox, Identity("phone", "447700900555"), draft, by=BY)
    reschedule_message(message, timezone.now() + 2 * HOUR, by=BY)
    assert release_message(message, by=BY).status == "queued"


def test_a_time_that_passed_while_the_file_came_is_now(asked: Conversation) -> None:
    message = later(asked, after=-timedelta(seconds=2))
    assert message.status == "held"
    assert send_due(by=BY) == 1


def test_who_never_wrote_is_left_to_the_provider_as_at_once(inbox: Inbox) -> None:
    draft = Draft(author=None, content="Hello", send_at=timezone.now() + HOUR)
    message = send_to(inbox, Identity("phone", "447700900555"), draft, by=BY)
    assert message.status == "held"
    make_due(message)
    send_due(by=BY)
    assert fresh(message).status == "queued"


def test_another_time(asked: Conversation) -> None:
    message = later(asked)
    new = timezone.now() + 3 * HOUR
    assert reschedule_message(message, new, by=BY).send_at == new
    asked.refresh_from_db()
    assert asked.scheduled_at == new
    with pytest.raises(Conflict) as refusal:
        reschedule_message(message, timezone.now() + timedelta(hours=30), by=BY)
    assert refusal.value.code == "window_closed_then"
    with pytest.raises(ConsoleError):
        reschedule_message(message, timezone.now() - HOUR, by=BY)
    release_message(message, by=BY)
    with pytest.raises(Conflict, match="this one is queued"):
        reschedule_message(message, new, by=BY)


def test_at_once_or_never(asked: Conversation) -> None:
    now, never = later(asked, "now"), later(asked, "never")
    release_message(now, by=BY)
    cancel_message(never, by=BY)
    asked.refresh_from_db()
    assert (fresh(now).status, fresh(never).status, asked.scheduled_at) == ("queued", "failed", None)
    make_due(now, never)
    assert send_due(by=BY) == 0
    assert OutboxLane.objects.get().last_position == 1


def test_a_scheduled_template_goes_at_once_also_outside_the_window(asked: Conversation) -> None:
    message = later(asked, "", template=GO_ON)
    close_window(asked)
    assert release_message(message, by=BY).status == "queued"


def test_what_can_be_undone_for_seconds_is_no_schedule(asked: Conversation) -> None:
    message = later(asked, after=timedelta(seconds=10))
    asked.refresh_from_db()
    assert (message.status, asked.scheduled_at) == ("held", None)
    reschedule_message(message, timezone.now() + HOUR, by=BY)
    asked.refresh_from_db()
    assert asked.scheduled_at is not None


def test_asking_twice_with_one_client_id_is_once(asked: Conversation) -> None:
    draft = Draft(author=None, content="It is", send_at=timezone.now() + HOUR)
    again = Draft(author=None, content="It is", client_id=draft.client_id, send_at=timezone.now() + 2 * HOUR)
    assert send_message(asked, draft, by=BY) == send_message(asked, again, by=BY)
    assert outgoing() == [("text", "held")]


def test_it_goes_where_the_customer_is_known_by_then(inbox: Inbox, asked: Conversation) -> None:
    other = from_customer(inbox, identities=(Identity("bsuid", "GB.1"),)).conversation
    message = later(asked)
    from_customer(inbox, "Me again", identities=(Identity("bsuid", "GB.1"),))
    merge_contacts(other.contact, asked.contact, by=BY)
    message = fresh(message)
    assert message.conversation == other
    scheduled = Conversation.objects.filter(scheduled_at__isnull=False)
    assert list(scheduled) == [message.conversation]
    make_due(message)
    send_due(by=BY)
    assert (fresh(message).status, scheduled.all().exists()) == ("queued", False)


def test_after_a_restored_backup_an_agent_decides(asked: Conversation) -> None:
    message = later(asked)
    mark_unsent_unconfirmed(by=BY)
    asked.refresh_from_db()
    assert (fresh(message).status, asked.scheduled_at) == ("unconfirmed", None)


def test_the_feed_tells_of_each_step(inbox: Inbox, asked: Conversation) -> None:
    message = later(asked)
    first = message.send_at
    reschedule_message(message, timezone.now() + 2 * HOUR, by=BY)
    make_due(message)
    send_due(by=BY)
    events = [
        event
        for event in positions.since(inbox.pk, 0)
        if event.kind.startswith("message.") and event.payload["id"] == message.pk
    ]
    assert [event.payload["status"] for event in events] == ["held", "held", "queued"]
    assert first is not None
    assert events[0].payload["send_at"] == first.isoformat().replace("+00:00", "Z")
    assert events[1].payload["send_at"] > events[0].payload["send_at"]


def test_the_author_stays_who_wrote_it(inbox: Inbox, asked: Conversation) -> None:
    agent = an_agent(inboxes=[inbox])
    draft = Draft(author=agent, content="It is", send_at=timezone.now() + HOUR, fallback=GO_ON)
    message = send_message(asked, draft, by=BY)
    close_window(asked)
    make_due(message)
    send_due(by=BY)
    assert [one.author for one in Message.objects.outbound()] == [agent, agent]
