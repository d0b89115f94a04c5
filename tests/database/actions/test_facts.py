"""Facts that stay: who did what to a conversation, what was before, and who waits since when."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions.contact import block_contact, change_contact
from messaging.actions.contact.merging import merge_contacts
from messaging.actions.conversation import (
    assign_conversation,
    set_conversation_status,
    update_conversation,
    wake_snoozed,
)
from messaging.actions.conversation.conversations import set_labels
from messaging.actions.inbound import ReceivedEcho, receive_echoes
from messaging.actions.outgoing import Draft, react, send_message
from messaging.actions.people import delete_label, delete_team, save_agent, save_label, save_team
from messaging.actors import Actor
from messaging.feed import positions
from messaging.feed.log import record, recording, savepoint
from messaging.feed.types import Event
from messaging.models import Activity, Agent, Conversation, Inbox, Label, Message, Team
from messaging.serializers import AgentShortSerializer
from messaging.transports.base import Echo, Identity
from tests.factories import an_agent, from_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox).conversation


@pytest.fixture
def mia(agent: Agent) -> Actor:
    return Actor.agent(agent)


def events(conversation: Conversation, kind: str = "conversation.updated") -> list[Event]:
    return [one for one in positions.since(conversation.inbox_id, 0) if one.kind == kind]


def history(conversation: Conversation) -> list[tuple[Any, ...]]:
    rows = Activity.objects.filter(conversation=conversation).order_by("pk")
    return [(row.by_kind, row.verb, row.before, row.after, row.why) for row in rows]


def echo(inbox: Inbox, at: Any, **fields: Any) -> None:
    item = Echo(
        route=inbox.route,
        external_id=f"wamid.echo{at.timestamp()}",
        identities=(Identity("phone", "447700900123"),),
        kind="text",
        content="From the phone",
        sent_at=at,
        **fields,
    )
    receive_echoes(inbox, [ReceivedEcho(item)], by=Actor.provider(inbox.transport))


# --- who and what was before ----------------------------------------------------------------


def test_nothing_is_recorded_without_saying_who_does_it(inbox: Inbox) -> None:
    with pytest.raises(RuntimeError, match="without saying who"), recording():
        record("inbox.updated", inbox.pk, inbox_id=inbox.pk)


def test_a_customer_opens_their_conversation(conversation: Conversation) -> None:
    assert history(conversation)[0][1] == "opened"
    (created,) = events(conversation, "message.created")
    assert created.by == {"kind": "contact", "id": conversation.contact_id, "name": "Ann Lee"}
    assert created.was is None


def test_several_changes_are_one_event_with_all_that_was(
    conversation: Conversation, mia: Actor, agent: Agent
) -> None:
    team, label = Team.objects.create(name="Night"), Label.objects.create(name="vip")
    changes = {"status": "pending", "assignee": agent, "team": team, "priority": "high", "labels": [label]}
    update_conversation(conversation, changes, by=mia)
    event = events(conversation)[-1]
    assert event.by == mia.as_resource()
    assert event.was == {
        "status": "open", "assignee": None, "team": None, "priority": "normal", "labels": [],
    }  # fmt: skip
    done = {(by, verb) for by, verb, *_ in history(conversation)[1:]}
    assert done == {
        ("agent", "set_pending"),
        ("agent", "assigned"),
        ("agent", "team_assigned"),
        ("agent", "priority_changed"),
        ("agent", "labels_added"),
    }


def test_a_history_names_the_people_as_they_were(
    conversation: Conversation, mia: Actor, agent: Agent, inbox: Inbox
) -> None:
    tom = an_agent(username="tom", inboxes=[inbox])
    assign_conversation(conversation, agent, by=mia)
    assign_conversation(conversation, tom, was=agent.pk, by=mia)
    assign_conversation(conversation, None, by=mia)
    given = [(verb, before and before["name"], after and after["name"])
             for _, verb, before, after, _ in history(conversation)[1:]]  # fmt: skip
    assert given == [("assigned", None, "mia"), ("assigned", "mia", "tom"), ("unassigned", "tom", None)]


def test_what_made_the_status_change_by_itself_is_told(
    conversation: Conversation, inbox: Inbox, mia: Actor
) -> None:
    soon = timezone.now() + timedelta(hours=1)
    set_conversation_status(conversation, "snoozed", snoozed_until=soon, by=mia)
    Conversation.objects.update(snoozed_until=timezone.now())
    assert wake_snoozed(by=Actor.system("schedule")) == 1
    set_conversation_status(conversation, "resolved", by=mia)
    from_customer(inbox, "Once more")
    assert history(conversation)[1:] == [
        ("agent", "snoozed", "open", "snoozed", ""),
        ("system", "woken", "snoozed", "open", "snooze_over"),
        ("agent", "resolved", "open", "resolved", ""),
        ("contact", "reopened", "resolved", "open", "customer_wrote"),
    ]


def test_what_is_done_to_a_contact_is_in_its_running_conversation(
    conversation: Conversation, mia: Actor
) -> None:
    block_contact(conversation.contact, blocked=True, by=mia)
    change_contact(conversation.contact, name="Ann", blocked=False, by=mia)
    assert [verb for _, verb, *_ in history(conversation)[1:]] == [
        "contact_blocked", "contact_renamed", "contact_unblocked",
    ]  # fmt: skip
    assert events(conversation, "contact.updated")[-1].was == {"name": "Ann Lee", "blocked": True}


def test_a_failed_step_leaves_no_activity(conversation: Conversation, mia: Actor) -> None:
    @recording()
    def step() -> None:
        set_conversation_status(conversation, "resolved", by=mia)
        raise ValueError("no")

    before = history(conversation)
    with recording(by=mia), pytest.raises(ValueError, match="no"), savepoint():
        step()
    assert history(conversation) == before


# --- what conversations show of others ------------------------------------------------------


def test_a_label_that_is_renamed_or_deleted_says_what_it_was(conversation: Conversation, mia: Actor) -> None:
    label, other = Label.objects.create(name="vip"), Label.objects.create(name="new")
    set_labels(conversation, [label, other], by=mia)
    shown = {"id": label.pk, "name": "vip", "color": label.color}
    rest = {"id": other.pk, "name": "new", "color": other.color}
    label.name = "VIP"
    save_label(label, by=mia)
    assert events(conversation)[-1].was == {"labels": [rest, shown]}
    delete_label(label, by=mia)
    assert events(conversation)[-1].was == {"labels": [{**shown, "name": "VIP"}, rest]}
    assert history(conversation)[-1] == ("agent", "labels_removed", ["VIP"], None, "")


def test_a_team_that_is_renamed_or_deleted_says_what_it_was(conversation: Conversation, mia: Actor) -> None:
    team = Team.objects.create(name="Night")
    update_conversation(conversation, {"team": team}, by=mia)
    team.name = "Day"
    save_team(team, [], by=mia)
    assert events(conversation)[-1].was == {"team": {"id": team.pk, "name": "Night"}}
    shown = {"id": team.pk, "name": "Day"}
    delete_team(team, by=mia)
    assert events(conversation)[-1].was == {"team": shown}
    assert history(conversation)[-1] == ("agent", "team_unassigned", shown, None, "")


def test_a_colleague_with_another_name_is_told_where_they_have_something(
    conversation: Conversation, mia: Actor, inbox: Inbox
) -> None:
    tom = an_agent(username="tom", inboxes=[inbox])
    assign_conversation(conversation, tom, by=mia)
    was, known = dict(AgentShortSerializer(tom).data), history(conversation)
    count = len(events(conversation))
    save_agent(tom, by=mia)
    assert len(events(conversation)) == count
    tom.first_name, tom.last_name = "Thomas", "Reed"
    save_agent(tom, by=mia)
    newest = events(conversation)[-1]
    assert (newest.was, newest.payload["assignee"]["name"]) == ({"assignee": was}, "Thomas Reed")
    assert history(conversation) == known


def test_a_deleted_label_costs_the_same_on_many_conversations(inbox: Inbox, mia: Actor) -> None:
    """Those that are resolved keep it, too, and no feed is flooded with them."""

    def deletion(of: int) -> int:
        label = Label.objects.create(name=f"on {of}")
        rows = [from_customer(inbox, phone=f"4477009{of:02}{n:03}").conversation for n in range(of)]
        label.conversations.set(rows)
        Conversation.objects.filter(pk__in=[row.pk for row in rows[::2]]).update(status="resolved")
        head, kept = positions.heads()[inbox.pk].seq, Activity.objects.count()
        with CaptureQueriesContext(connection) as done:
            delete_label(label, by=mia)
        assert Activity.objects.count() - kept == of
        kinds = Counter(event.kind for event in positions.since(inbox.pk, head))
        assert kinds == {"conversation.updated": of // 2, "activity.created": of // 2}
        return len(done)

    assert deletion(of=4) == deletion(of=24)


def test_what_is_done_is_an_event_of_its_own(conversation: Conversation, mia: Actor, agent: Agent) -> None:
    assign_conversation(conversation, agent, by=mia)
    done = positions.since(conversation.inbox_id, 0)[-1]
    assert (done.kind, done.by, done.was) == ("activity.created", mia.as_resource(), None)
    row = Activity.objects.latest("pk")
    assert done.payload == {
        "id": row.pk,
        "conversation": conversation.pk,
        "at": row.at.isoformat().replace("+00:00", "Z"),
        "by": mia.as_resource(),
        "verb": "assigned",
        "before": None,
        "after": {"id": agent.pk, "username": "mia", "name": "mia"},
        "why": "",
    }


def test_two_contacts_who_are_one_say_who_they_were(inbox: Inbox, mia: Actor) -> None:
    ann = from_customer(inbox, phone="447700900111").conversation.contact
    bob = from_customer(inbox, phone="447700900222").conversation
    merge_contacts(ann, bob.contact, by=mia)
    recorded = {
        event.payload["id"]: event.was for event in events(bob) if event.was and "contact" in event.was
    }
    assert recorded[bob.pk]["contact"]["addresses"][0]["value"] == "447700900222"
    (changed,) = events(bob, "contact.updated")
    assert [one["value"] for one in (changed.was or {})["addresses"]] == ["447700900111"]


# --- who waits since when -------------------------------------------------------------------


def test_waiting_ends_with_an_answer_and_not_with_a_reaction(
    conversation: Conversation, inbox: Inbox, agent: Agent, mia: Actor
) -> None:
    first = Message.objects.get()
    react(first, agent, "👍", by=mia)
    conversation.refresh_from_db()
    assert conversation.waiting_since == first.timestamp
    from_customer(inbox, "Hello?")
    answer = send_message(conversation, Draft(author=agent, content="Hi"), by=mia)
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    assert conversation.first_reply_at == conversation.last_reply_at == answer.timestamp
    was = events(conversation)[-1].was or {}
    assert was["waiting_since"] == first.timestamp.isoformat().replace("+00:00", "Z")
    assert was["first_reply_at"] is None


def test_an_answer_on_the_phone_ends_the_waiting_for_what_was_before_it(inbox: Inbox) -> None:
    now = timezone.now()
    conversation = from_customer(inbox, "One", sent_at=now - timedelta(minutes=9)).conversation
    later = from_customer(inbox, "Two", sent_at=now - timedelta(minutes=1))
    echo(inbox, now - timedelta(minutes=5))
    conversation.refresh_from_db()
    assert conversation.waiting_since == later.timestamp
    echo(inbox, now)
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


def test_nobody_waits_for_an_answer_to_what_came_late_and_was_written_before_ours(inbox: Inbox) -> None:
    now = timezone.now()
    conversation = from_customer(inbox, "One", sent_at=now - timedelta(minutes=9)).conversation
    echo(inbox, now - timedelta(minutes=5))
    from_customer(inbox, "Two", sent_at=now - timedelta(minutes=7))
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


def test_imported_history_answers_nobody(conversation: Conversation, inbox: Inbox) -> None:
    echo(inbox, timezone.now(), silent=True)
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None


def test_resolving_and_going_on(conversation: Conversation, inbox: Inbox, mia: Actor) -> None:
    conversation = set_conversation_status(conversation, "resolved", by=mia)
    assert conversation.resolved_at is not None
    assert conversation.waiting_since is None
    again = from_customer(inbox, "Once more")
    conversation.refresh_from_db()
    assert (conversation.resolved_at, conversation.reopened) == (None, 1)
    assert conversation.waiting_since == again.timestamp
