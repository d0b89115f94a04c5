"""After a restored backup: nothing goes out twice, and an agent decides about what may have gone out."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from messaging.actions.core import enqueue_job
from messaging.actions.outgoing import Draft, TemplateChoice, confirm_message, retry_message, send_message
from messaging.actions.updates import mark_sending, mark_unsent_unconfirmed
from messaging.feed import heads
from messaging.models import Conversation, FeedEvent, Inbox, Job, Message, OutboxLane
from tests.factories import BY, a_template, close_window, from_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox, "Is it there?").conversation


def send(conversation: Conversation, content: str = "Yes", **fields: object) -> Message:
    return send_message(conversation, Draft(author=None, content=content, **fields), by=BY)


def hold(inbox: Inbox) -> Message:
    a_template(inbox)
    late = close_window(from_customer(inbox, "And mine?", phone="447700900124").conversation)
    asking = TemplateChoice("go_on", "en", {"body.1": "Ann"})
    send(late, hold=True, template=asking)
    return Message.objects.get(status="held")


def statuses() -> set[str]:
    return set(Message.objects.outbound().values_list("status", flat=True))


def test_what_was_held_queued_or_being_sent_is_unconfirmed_and_its_lane_not_due(
    inbox: Inbox, conversation: Conversation
) -> None:
    sending, _ = send(conversation, "one"), send(conversation, "two")
    mark_sending(sending, by=BY)
    hold(inbox)
    found = mark_unsent_unconfirmed(by=BY)
    # The template that asks for the reply is queued, too.
    assert found.messages == {"held": 1, "queued": 2, "sending": 1}
    assert statuses() == {"unconfirmed"}
    assert not OutboxLane.objects.exclude(due_at=None).exists()
    message = Message.objects.get(pk=sending.pk)
    assert message.error["code"] == "restored"
    assert [change.status for change in message.changes.all()] == ["queued", "sending", "unconfirmed"]
    assert FeedEvent.objects.filter(kind="message.updated", payload__status="unconfirmed").count() == 4


def test_agent_decides_about_each(inbox: Inbox, conversation: Conversation) -> None:
    first, second = send(conversation, "one"), send(conversation, "two")
    mark_unsent_unconfirmed(by=BY)
    assert confirm_message(Message.objects.get(pk=first.pk), by=BY).status == "sent"
    assert retry_message(Message.objects.get(pk=second.pk), by=BY).status == "queued"
    assert OutboxLane.objects.filter(due_at__lte=timezone.now()).count() == 1


def test_jobs_that_customers_would_see_are_dropped_and_the_others_stay(
    inbox: Inbox, conversation: Conversation
) -> None:
    for kind in Job.Kind:
        enqueue_job(kind, conversation.pk, inbox=inbox, by=BY)
    found = mark_unsent_unconfirmed(by=BY)
    assert (found.dropped_jobs, found.kept_jobs) == (3, 3)
    assert set(Job.objects.values_list("kind", flat=True)) == {"fetch_media", "sync_templates", "poll"}


def test_what_was_sent_before_the_backup_stays_as_it_was(conversation: Conversation) -> None:
    message = send(conversation)
    Message.objects.filter(pk=message.pk).update(status="delivered")
    assert sum(mark_unsent_unconfirmed(by=BY).messages.values()) == 0
    assert statuses() == {"delivered"}


@pytest.mark.parametrize("command", ["after_restore", "new_epoch"])
def test_command_says_what_it_found_and_did_and_finds_nothing_the_second_time(
    inbox: Inbox, conversation: Conversation, command: str
) -> None:
    send(conversation)
    before = heads()[inbox.pk].epoch
    printed = StringIO()
    call_command(command, stdout=printed)
    call_command(command, stdout=printed)
    assert "Not sent when the backup was made: 1 (0 held, 1 queued, 0 sending)." in printed.getvalue()
    assert "Not sent when the backup was made: 0 (" in printed.getvalue()
    assert heads()[inbox.pk].epoch != before
    assert statuses() == {"unconfirmed"}
