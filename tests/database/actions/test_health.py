"""Problems of an inbox: seen, published once, over with a new token; receiving goes on."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.core import jobs
from messaging.actions.inbox.health import mark_healthy, mark_unhealthy, resume_inbox
from messaging.actions.inbox.inboxes import configure_inbox
from messaging.actions.inbox.notices import add_notice
from messaging.actions.outgoing import Draft, send_message
from messaging.delivery.lanes import rate_limit
from messaging.feed import positions
from messaging.models import Inbox, InboxNotice, Job, Message, OutboxLane
from messaging.runtime import JOBS, Key, runtime
from messaging.transports.base import Notice
from tests.factories import BY, from_customer

pytestmark = pytest.mark.django_db
EXPIRED = {"code": "190", "title": "The token has expired", "detail": "d", "action": "Make a new one."}
PAYMENT = {"code": "131042", "title": "Payment", "detail": "", "action": ""}


def kinds(inbox: Inbox) -> list[str]:
    return [event.kind for event in positions.since(inbox.pk, 0)]


def a_waiting_message(inbox: Inbox, *, seconds: float = 40) -> Message:
    """Queued, refused once, due again later."""
    message = send_message(from_customer(inbox).conversation, Draft(author=None, content="Hello"), by=BY)
    later = timezone.now() + timedelta(seconds=seconds)
    Message.objects.filter(pk=message.pk).update(next_attempt_at=later)
    OutboxLane.objects.filter(pk=message.conversation_id).update(due_at=later)
    return message


def test_a_problem_is_shown_noted_logged_and_published_once(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="messaging.actions.inbox.health"):
        assert mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
        assert not mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    inbox.refresh_from_db()
    assert (inbox.health, inbox.health_error) == ("paused", EXPIRED)
    assert kinds(inbox).count("inbox.updated") == 2  # being made the default one was the first
    assert [(note.level, note.code) for note in InboxNotice.objects.all()] == [("error", "190")]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_notice_of_a_banned_account_is_a_warning_until_it_is_taken_back(inbox: Inbox) -> None:
    def health_after(**more: Any) -> tuple[str, str]:
        add_notice([inbox], Notice(account="20001", at=timezone.now(), **more), by=BY)
        inbox.refresh_from_db()
        return inbox.health, (inbox.health_error or {}).get("title", "")

    assert health_after(title="Restricted", level="error") == ("warning", "Restricted")
    assert health_after(title="A partner left", level="warning") == ("warning", "Restricted")
    assert health_after(title="Free again", relief=True) == ("ok", "")
    titles = list(InboxNotice.objects.order_by("id").values_list("title", flat=True))
    assert titles == ["Restricted", "A partner left", "Free again", "Sending works again"]
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    assert health_after(title="Restricted again", level="error") == ("paused", EXPIRED["title"])
    assert health_after(title="Free", relief=True) == ("paused", EXPIRED["title"])


@pytest.mark.parametrize(
    ("days", "ends"), [(None, False), (1, False), (-1, True)], ids=["open", "goes on", "over"]
)
def test_what_is_said_of_the_account_is_no_lie_because_a_message_was_accepted(
    inbox: Inbox, days: int | None, ends: bool
) -> None:
    until = timezone.now() + timedelta(days=days) if days else None
    add_notice(
        [inbox], Notice(account="1", at=timezone.now(), title="Restricted", level="error", until=until), by=BY
    )
    inbox.refresh_from_db()
    assert mark_healthy(inbox, by=BY) is ends


def test_notice_of_a_number_that_is_not_here_changes_nothing_here(inbox: Inbox) -> None:
    bad = Notice(
        account="1",
        title="Low",
        level="error",
        quality="RED",
        payload={"display_phone_number": "+1 555 999 0000"},
    )
    assert add_notice([inbox], bad, by=BY)
    inbox.refresh_from_db()
    assert (inbox.quality, inbox.health, InboxNotice.objects.count()) == ("", "ok", 1)
    Inbox.objects.update(address="the shop")
    inbox.refresh_from_db()
    add_notice([inbox], replace(bad, title="Lower"), by=BY)
    inbox.refresh_from_db()
    assert (inbox.quality, inbox.health) == ("RED", "warning")


def test_a_lesser_problem_does_not_hide_one_that_pauses(inbox: Inbox) -> None:
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    assert not mark_unhealthy(inbox, PAYMENT, pauses=False, by=BY)
    inbox.refresh_from_db()
    assert inbox.health == "paused"


def test_a_warning_becomes_a_pause_with_a_time_of_its_own(inbox: Inbox) -> None:
    mark_unhealthy(inbox, PAYMENT, pauses=False, by=BY)
    Inbox.objects.update(health_since=timezone.now() - timedelta(hours=1))
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    inbox.refresh_from_db()
    assert inbox.health == "paused"
    assert inbox.health_since is not None
    assert inbox.health_since > timezone.now() - timedelta(minutes=1)


def test_an_accepted_message_ends_the_problem_and_lets_the_others_go(inbox: Inbox) -> None:
    message = a_waiting_message(inbox)
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    inbox.refresh_from_db()
    assert mark_healthy(inbox, by=BY)
    inbox.refresh_from_db()
    assert (inbox.health, inbox.health_error) == ("ok", None)
    message.refresh_from_db()
    assert message.next_attempt_at is None
    assert OutboxLane.objects.get().due_at <= timezone.now()


def test_the_end_of_a_lesser_problem_hurries_nothing(inbox: Inbox) -> None:
    """What waits does so for a reason of its own, and the provider may have said for how long."""
    message = a_waiting_message(inbox)
    mark_unhealthy(inbox, EXPIRED, pauses=False, by=BY)
    inbox.refresh_from_db()
    assert mark_healthy(inbox, by=BY)
    message.refresh_from_db()
    assert message.next_attempt_at is not None
    assert OutboxLane.objects.get().due_at > timezone.now()


def test_staying_healthy_changes_nothing(inbox: Inbox) -> None:
    before = kinds(inbox)
    assert not mark_healthy(inbox, by=BY)
    assert kinds(inbox) == before


@pytest.mark.parametrize(("token", "health"), [("another-token", "ok"), ("token-for-tests", "paused")])
def test_a_changed_token_and_only_that_resumes(inbox: Inbox, token: str, health: str) -> None:
    message = a_waiting_message(inbox)
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    assert configure_inbox(inbox, {"access_token": token}, by=BY).health == health
    message.refresh_from_db()
    assert (message.next_attempt_at is None) == (health == "ok")


def test_resuming_lifts_the_hold_on_the_number_and_wakes_its_lanes(
    inbox: Inbox, django_capture_on_commit_callbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[Key] = []
    monkeypatch.setattr(runtime(), "notifier", SimpleNamespace(notify=woken.append))
    message = a_waiting_message(inbox)
    rate_limit.pause(rate_limit.number(inbox.pk), 40)
    with django_capture_on_commit_callbacks(execute=True):
        resume_inbox(inbox, by=BY)
    assert rate_limit.reserve(rate_limit.number(inbox.pk)) < 1
    assert woken == [message.conversation_id]


@pytest.mark.parametrize("end", [resume_inbox, mark_healthy])
def test_customers_files_are_fetched_at_once_when_it_is_over(
    inbox: Inbox, end: Callable[..., object], django_capture_on_commit_callbacks, monkeypatch
) -> None:
    woken: list[Key] = []
    monkeypatch.setattr(runtime(), "notifier", SimpleNamespace(notify=woken.append))
    for subject in range(3):
        jobs.enqueue_job(Job.Kind.FETCH_MEDIA, subject, inbox=inbox, after=40, by=BY)
    Job.objects.exclude(subject=0).update(error="190: expired")
    Job.objects.filter(subject=2).update(lease_until=timezone.now() + timedelta(seconds=20))
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    inbox.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        end(inbox, by=BY)
    now = timezone.now()
    assert [one.due_at <= now for one in Job.objects.order_by("subject")] == [False, True, False]
    assert woken == [JOBS]


def test_a_lane_in_a_workers_hands_is_left_to_it(inbox: Inbox) -> None:
    message = a_waiting_message(inbox)
    leased = timezone.now() + timedelta(seconds=20)
    OutboxLane.objects.filter(pk=message.conversation_id).update(lease_token=uuid.uuid4(), lease_until=leased)
    resume_inbox(inbox, by=BY)
    assert OutboxLane.objects.get().due_at > timezone.now()


def test_messages_come_in_while_sending_is_paused(inbox: Inbox) -> None:
    mark_unhealthy(inbox, EXPIRED, pauses=True, by=BY)
    assert from_customer(inbox, "Anybody there?").status == "received"
