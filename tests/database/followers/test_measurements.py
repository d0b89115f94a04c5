"""What the first follower measures, and that it measures once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.conversation import set_conversation_status
from messaging.actions.outgoing import Draft, retry_message, send_message
from messaging.actions.updates import apply_receipts, mark_failed, mark_sending
from messaging.actors import Actor
from messaging.feed.types import CONVERSATION_UPDATED, Event
from messaging.followers import cursors
from messaging.followers.kinds import FOLLOWERS
from messaging.followers.measurements import intervals, measure
from messaging.models import Activity, Agent, Conversation, Inbox, Measurement, Message, Team
from messaging.transports import Receipt
from tests.factories import an_agent, from_customer

ASKED, ANSWERED = "2026-03-01T10:00:00Z", "2026-03-01T10:02:30Z"


def changed(now: dict[str, Any], was: dict[str, Any], by: Agent | None = None) -> Event:
    """A conversation's event with what matters here."""
    rest = {
        "id": 5,
        "status": "open",
        "assignee": None,
        "team": None,
        "created_at": "2026-03-01T09:00:00Z",
        "waiting_since": None,
        "first_reply_at": ANSWERED,
        "last_reply_at": ANSWERED,
        "resolved_at": None,
    }
    actor = {"kind": "agent" if by else "token", "id": by.pk if by else 1, "name": "Ann"}
    return Event(1, 7, CONVERSATION_UPDATED, rest | now, actor, was)  # type: ignore[arg-type]


def measured(event: Event) -> list[tuple[str, int, str]]:
    return [(row.kind, row.seconds, row.at.isoformat()) for row in intervals(event)]


def test_the_first_answer_ends_the_first_wait_and_later_ones_the_next() -> None:
    first = changed({}, {"waiting_since": ASKED, "first_reply_at": None, "last_reply_at": None})
    later = changed({}, {"waiting_since": ASKED, "last_reply_at": ASKED})
    assert measured(first) == [("first_reply", 150, "2026-03-01T10:02:30+00:00")]
    assert measured(later) == [("next_reply", 150, "2026-03-01T10:02:30+00:00")]


@pytest.mark.parametrize(
    ("now", "was"),
    [
        ({"last_reply_at": ANSWERED}, {"last_reply_at": ASKED}),  # nobody waited
        ({"waiting_since": ASKED}, {"waiting_since": None}),  # the wait begins
        ({}, {"waiting_since": ASKED}),  # resolved without an answer, or merged
        ({}, {"assignee": None}),
    ],
)
def test_what_ends_no_wait_is_no_answer(now: dict[str, Any], was: dict[str, Any]) -> None:
    assert measured(changed(now, was)) == []


@pytest.mark.django_db
def test_resolving_measures_from_the_beginning() -> None:
    now = {"status": "resolved", "resolved_at": "2026-03-01T11:00:00Z"}
    assert measured(changed(now, {"status": "open"})) == [("resolution", 7200, "2026-03-01T11:00:00+00:00")]
    assert measured(changed(now, {"assignee": None})) == []


@pytest.mark.django_db
def test_what_was_reopened_is_measured_from_then_on(inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation
    at = datetime.fromisoformat("2026-03-01T10:30:00Z")
    Activity.objects.create(conversation=conversation, verb="reopened", by_kind="contact", at=at)
    now = {"id": conversation.pk, "status": "resolved", "resolved_at": "2026-03-01T11:00:00Z"}
    assert measured(changed(now, {"status": "open"}))[0][:2] == ("resolution", 1800)


def test_who_wrote_again_before_a_late_echo_was_answered_before_that() -> None:
    was = {"waiting_since": ASKED, "last_reply_at": ASKED}
    assert measured(changed({"waiting_since": "2026-03-01T10:03:00Z"}, was))[0][:2] == ("next_reply", 150)


@pytest.mark.django_db
def test_the_work_is_of_who_answered_else_of_the_assignee_and_stored_once(inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation
    ann, ben = an_agent(inboxes=[inbox]), an_agent(inboxes=[inbox])
    team = Team.objects.create(name="Returns")
    now = {"id": conversation.pk, "assignee": {"id": ben.pk}, "team": {"id": team.pk}}
    was = {"waiting_since": ASKED, "last_reply_at": ASKED}
    for event in (changed(now, was, by=ann), changed(now | {"last_reply_at": "2026-03-01T10:05:00Z"}, was)):
        object.__setattr__(event, "inbox_id", inbox.pk)
        measure([event])
        measure([event])
    rows = Measurement.objects.order_by("at").values_list("agent", "team", "seconds")
    assert list(rows) == [(ann.pk, team.pk, 150), (ben.pk, team.pk, 300)]


@pytest.mark.django_db
def test_what_was_deleted_meanwhile_stops_nothing(inbox: Inbox) -> None:
    kept = from_customer(inbox).conversation
    was = {"waiting_since": ASKED, "last_reply_at": ASKED}
    gone = changed({"id": kept.pk + 1000, "assignee": {"id": 999}}, was)
    there = changed({"id": kept.pk, "assignee": {"id": 999}, "team": {"id": 999}}, was)
    for event in (gone, there):
        object.__setattr__(event, "inbox_id", inbox.pk)
    measure([gone, there])
    (row,) = Measurement.objects.all()
    assert (row.conversation, row.agent, row.team) == (Conversation.objects.get(), None, None)
    assert row.at == datetime.fromisoformat(ANSWERED)


@pytest.mark.django_db(transaction=True)
def test_from_the_customers_question_to_the_measurement(inbox: Inbox) -> None:
    """Two questions and their answers, then resolved: what is measured is what the conversation's columns say."""
    mia = an_agent(inboxes=[inbox])
    conversation = from_customer(inbox, "Is it there?").conversation
    from_customer(inbox, "Hello?")
    send_message(conversation, Draft(author=mia, content="It is."), by=Actor.agent(mia))
    send_message(conversation, Draft(author=mia, content="Shall I keep it?"), by=Actor.agent(mia))
    from_customer(inbox, "Yes please.")
    send_message(conversation, Draft(author=mia, content="Done."), by=Actor.agent(mia))
    set_conversation_status(conversation, "resolved", by=Actor.agent(mia))
    follow()
    rows = Measurement.objects.order_by("at", "id").values_list("kind", "agent")
    assert list(rows) == [("first_reply", mia.pk), ("next_reply", mia.pk), ("resolution", mia.pk)]
    conversation.refresh_from_db()
    assert Measurement.objects.get(kind="resolution").at == conversation.resolved_at


# --- answers that fail ----------------------------------------------------------------------


def follow() -> None:
    """Let every follower catch up, also with what another one has done."""
    kinds = {kind.name: kind for kind in FOLLOWERS}
    cursors.ensure_cursors(FOLLOWERS)
    while behind := cursors.behind(FOLLOWERS):
        for name, pk in behind:
            cursors.advance(kinds[name], pk)


def answer(conversation: Conversation, agent: Agent, content: str = "It is.") -> Message:
    message = send_message(conversation, Draft(author=agent, content=content), by=Actor.agent(agent))
    mark_sending(message, by=Actor.system("tests"))
    follow()
    return message


def fail(message: Message) -> None:
    mark_failed(
        message, {"code": "131026", "title": "t", "detail": "", "action": ""}, by=Actor.system("tests")
    )
    follow()


def replies(conversation: Conversation) -> list[tuple[str, int | None, datetime, int]]:
    rows = Measurement.objects.filter(conversation=conversation).exclude(kind="resolution").order_by("at")
    return list(rows.values_list("kind", "agent", "at", "seconds"))


@pytest.fixture
def asked(inbox: Inbox, transactional_db: None) -> Message:
    """What a customer waits for an answer to, for ten minutes already."""
    return from_customer(inbox, "Is it there?", sent_at=timezone.now() - timedelta(minutes=10))


def test_an_answer_that_failed_was_no_first_reply(asked: Message, inbox: Inbox) -> None:
    mia, ben = an_agent(inboxes=[inbox]), an_agent(inboxes=[inbox])
    conversation = asked.conversation
    failed = answer(conversation, mia)
    assert [one[:3] for one in replies(conversation)] == [("first_reply", mia.pk, failed.timestamp)]
    fail(failed)
    assert replies(conversation) == []
    conversation.refresh_from_db()
    assert (conversation.first_reply_at, conversation.last_reply_at) == (None, None)
    assert conversation.waiting_since == asked.timestamp
    arrived = answer(conversation, ben)
    assert [one[:3] for one in replies(conversation)] == [("first_reply", ben.pk, arrived.timestamp)]
    conversation.refresh_from_db()
    assert conversation.first_reply_at == arrived.timestamp
    # The next question is the next one.
    from_customer(inbox, "And the small one?")
    answer(conversation, mia)
    assert [one[:2] for one in replies(conversation)] == [("first_reply", ben.pk), ("next_reply", mia.pk)]


def test_the_first_reply_is_the_second_message_where_the_first_fails_later(
    asked: Message, inbox: Inbox
) -> None:
    mia, ben = an_agent(inboxes=[inbox]), an_agent(inboxes=[inbox])
    failed = answer(asked.conversation, mia)
    Measurement.objects.update(seconds=600)
    from_customer(inbox, "Hello?")
    arrived = answer(asked.conversation, ben)
    assert [one[0] for one in replies(asked.conversation)] == ["first_reply", "next_reply"]
    fail(failed)
    waited = 600 + round((arrived.timestamp - failed.timestamp).total_seconds())
    assert replies(asked.conversation) == [("first_reply", ben.pk, arrived.timestamp, waited)]


def test_a_next_reply_that_failed_was_none(asked: Message, inbox: Inbox) -> None:
    mia = an_agent(inboxes=[inbox])
    answer(asked.conversation, mia)
    from_customer(inbox, "And the small one?")
    failed = answer(asked.conversation, mia)
    assert [one[0] for one in replies(asked.conversation)] == ["first_reply", "next_reply"]
    fail(failed)
    assert [one[0] for one in replies(asked.conversation)] == ["first_reply"]
    arrived = answer(asked.conversation, mia)
    assert [one[:3:2] for one in replies(asked.conversation)][1:] == [("next_reply", arrived.timestamp)]


def test_what_is_sent_again_answers_when_it_is(asked: Message, inbox: Inbox) -> None:
    mia, ben = an_agent(inboxes=[inbox]), an_agent(inboxes=[inbox])
    failed, conversation = answer(asked.conversation, mia), asked.conversation
    fail(failed)
    later = from_customer(inbox, "Hello?")
    retry_message(failed, by=Actor.agent(ben))
    follow()
    ((kind, agent, at, _),) = replies(conversation)
    assert (kind, agent) == ("first_reply", ben.pk)
    assert at > later.timestamp > failed.timestamp
    conversation.refresh_from_db()
    assert (conversation.waiting_since, conversation.first_reply_at) == (None, at)
    # Another failure does not make its old place in the thread its time again.
    fail(answer(conversation, mia, "Anything else?"))
    conversation.refresh_from_db()
    assert (conversation.waiting_since, conversation.first_reply_at, conversation.last_reply_at) == (
        None,
        at,
        at,
    )
    assert len(replies(conversation)) == 1


def test_one_that_arrives_after_it_failed_was_the_first_reply_after_all(asked: Message, inbox: Inbox) -> None:
    mia = an_agent(inboxes=[inbox])
    failed = answer(asked.conversation, mia)
    before = replies(asked.conversation)
    fail(failed)
    receipt = Receipt(inbox.route, "wamid.late", "delivered", timezone.now(), str(failed.client_id))
    apply_receipts(inbox, [receipt], by=Actor.provider(inbox.transport))
    follow()
    assert [one[:3] for one in replies(asked.conversation)] == [one[:3] for one in before]
