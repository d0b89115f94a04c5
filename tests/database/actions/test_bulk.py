"""Several conversations at once: what the verbs on one do, in few statements, each refused by itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions.conversation import (
    mark_seen,
    mark_unread,
    set_conversation_status,
    update_conversation,
)
from messaging.actions.conversation.bulk import Asked, Outcome, change_asked, change_listed, changing
from messaging.actions.inbox.inboxes import remove_members
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.feed import positions
from messaging.listing import ConversationFilter
from messaging.models import Activity, Agent, Conversation, Inbox, Job, Label, Message, Team
from tests.engines import seeds
from tests.factories import BY, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db
Status = Conversation.Status
SOON = timezone.now() + timedelta(days=1)
# Fields of rows that a clock writes.
CLOCKS = {"resolved_at"}


def started(inbox: Inbox, count: int, first: int = 100) -> list[Conversation]:
    found = [from_customer(inbox, phone=f"44770090{first + n:04}").conversation for n in range(count)]
    return sorted(found, key=lambda one: one.pk)


def fresh(*conversations: Conversation) -> list[Conversation]:
    return [Conversation.objects.get(pk=one.pk) for one in conversations]


def change(conversations: list[Conversation], agent: Agent, by: Actor = BY, **changes: Any) -> list[Outcome]:
    return change_asked([Asked(one.pk, changes) for one in conversations], agent, by=by)


def refusals(outcomes: list[Outcome]) -> dict[int, tuple[str, str]]:
    return {one.pk: (one.refusal.code, one.refusal.detail) for one in outcomes if one.refusal}


# --- the same as one by one ---------------------------------------------------------------------


def one_by_one(one: Conversation, changes: Mapping[str, Any]) -> str:
    """The verbs of a single conversation; returns the code of a refusal."""
    known = {**changes}
    for name, model in (("assignee", Agent), ("team", Team)):
        if known.get(name):
            known[name] = model._default_manager.get(pk=known[name])
    worn = {label.pk for label in one.labels.all()}
    left = (worn | set(known.pop("add_labels", []))) - set(known.pop("remove_labels", []))
    if left != worn:
        known["labels"] = list(Label.objects.filter(pk__in=left))
    was = one.assignee_id if known.pop("take_over", False) else None
    unread = known.pop("unread", None)
    # What is so already is an event of these verbs, and none of several.
    known = {
        key: value
        for key, value in known.items()
        if key not in {"team", "priority"} or value != getattr(one, key)
    }
    try:
        with transaction.atomic():
            update_conversation(one, known, was=was, by=BY)
    except ConsoleError as refusal:
        return refusal.code
    if unread is not None:
        (mark_unread if unread else mark_seen)(one, by=BY)
    return ""


def facts(inbox: Inbox, pks: list[int], head: int) -> dict[str, Any]:
    """Rows, events, activities and jobs, with places in the list instead of ids."""
    place = {pk: n for n, pk in enumerate(pks)}
    rows = []
    for one in Conversation.objects.filter(pk__in=pks).order_by("pk"):
        columns = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
        columns |= {name: columns[name] is not None for name in CLOCKS}
        labels = [label.name for label in one.labels.all()]
        newest = one.messages.order_by("-pk").first()
        marked = newest is not None and one.seen_up_to >= newest.pk
        gone = {"id", "contact_id", "last_message_id", "created_at", "last_activity_at", "window_closes_at"}
        kept = {name: value for name, value in columns.items() if name not in gone | {"seen_up_to"}}
        waits = kept.pop("waiting_since")
        first = one.messages.order_by("timestamp", "pk").first()
        rows.append(
            (kept | {"marked": marked, "waits": waits and waits == (first and first.timestamp)}, labels)
        )
    events = sorted(
        (place[event.payload["id"]], sorted((event.was or {}).items(), key=str) != [], event.by["name"])
        for event in positions.since(inbox.pk, head)
        if event.kind.startswith("conversation.") and event.payload["id"] in place
    )
    was = sorted(
        (place[event.payload["id"]], sorted((event.was or {}).keys()))
        for event in positions.since(inbox.pk, head)
        if event.kind.startswith("conversation.") and event.payload["id"] in place
    )
    done = sorted(
        (place[one.conversation_id], one.verb, str(one.before), str(one.after), one.why, one.by_name)
        for one in Activity.objects.filter(conversation__in=pks).exclude(verb=Activity.Verb.OPENED)
    )
    jobs = sorted((place[one.subject], one.kind) for one in Job.objects.filter(subject__in=pks))
    return {"rows": rows, "events": events, "was": was, "done": done, "jobs": jobs}


def a_change(
    rng: random.Random, agents: list[Agent], teams: list[Team], labels: list[Label]
) -> dict[str, Any]:
    some = [one.pk for one in rng.sample(labels, rng.randrange(1, len(labels)))]
    return rng.choice(
        [
            {"status": rng.choice(["open", "pending", "resolved", "resolved"])},
            {"status": "snoozed", "snoozed_until": SOON},
            {"assignee": rng.choice([None, *(one.pk for one in agents)])},
            {"assignee": rng.choice([one.pk for one in agents]), "take_over": True},
            {"team": rng.choice([None, *(one.pk for one in teams)])},
            {"priority": rng.choice(["low", "urgent"])},
            {"add_labels": some},
            {"remove_labels": some},
            {"unread": rng.random() < 0.5},
        ]
    )


@pytest.mark.parametrize("seed", seeds(12))
def test_the_same_comes_of_it_as_of_the_verbs_one_by_one(inbox: Inbox, agent: Agent, seed: int) -> None:
    rng = random.Random(seed)
    inbox.read_policy = Inbox.ReadPolicy.OPEN
    inbox.save()
    agents = [agent, an_agent(inboxes=[inbox], first_name="Sam"), an_agent(first_name="Otto")]
    teams = [Team.objects.create(name=name) for name in ("Returns", "Night shift")]
    labels = [Label.objects.create(name=name) for name in ("vip", "Lamps", "éclair")]
    boss = an_agent("supervisor")
    alone, together = started(inbox, 6), started(inbox, 6, first=200)
    Job.objects.all().delete()
    pks = [one.pk for one in alone], [one.pk for one in together]
    for step in range(8):
        heads = positions.heads()[inbox.pk].seq
        chosen = sorted(rng.sample(range(6), rng.randrange(1, 7)))
        asked = a_change(rng, agents, teams, labels)
        codes = [one_by_one(fresh(alone[n])[0], asked) for n in chosen]
        expected = facts(inbox, pks[0], heads)
        heads = positions.heads()[inbox.pk].seq
        outcomes = change([together[n] for n in chosen], boss, **asked)
        found = facts(inbox, pks[1], heads)
        assert [one.refusal.code if one.refusal else "" for one in outcomes] == codes, (step, asked)
        assert found == expected, (step, asked)
        if rng.random() < 0.3:  # a customer writes again, in both
            n = rng.randrange(6)
            from_customer(inbox, "Hello?", phone=f"44770090{100 + n:04}")
            from_customer(inbox, "Hello?", phone=f"44770090{200 + n:04}")


def test_each_that_changed_is_one_event_with_its_activity_and_actor(inbox: Inbox, agent: Agent) -> None:
    conversations, head = started(inbox, 5), positions.heads()
    change(conversations, agent, by=Actor.agent(agent), status="resolved", assignee=agent.pk)
    events = list(positions.since(inbox.pk, head[inbox.pk].seq))
    changed = [one for one in events if one.kind == "conversation.updated"]
    assert [one.payload["id"] for one in changed] == [one.pk for one in conversations]
    assert {one.payload["status"] for one in changed} == {"resolved"}
    assert {one.by["name"] for one in changed} == {agent.name}
    done = Activity.objects.filter(conversation__in=conversations, by_id=agent.pk)
    assert sorted(done.values_list("verb", flat=True)) == ["assigned"] * 5 + ["resolved"] * 5


def test_what_is_so_already_is_no_event(inbox: Inbox, agent: Agent) -> None:
    conversations = started(inbox, 2)
    change(conversations[:1], agent, priority="urgent")
    head = positions.heads()[inbox.pk].seq
    outcomes = change(conversations, agent, priority="urgent")
    assert [one.changed for one in outcomes] == [False, True]
    updated = [one for one in positions.since(inbox.pk, head) if one.kind == "conversation.updated"]
    assert [one.payload["id"] for one in updated] == [conversations[1].pk]


# --- refused --------------------------------------------------------------------------------------


def test_what_a_colleague_has_taken_meanwhile_stays_theirs(inbox: Inbox, agent: Agent) -> None:
    conversations = started(inbox, 3)
    sam = an_agent(inboxes=[inbox], first_name="Sam")
    change(conversations[1:2], sam, assignee=sam.pk)
    asked = [Asked(one.pk, {"assignee": agent.pk}, was=None) for one in conversations]
    found = refusals(change_asked(asked, agent, by=BY))
    assert found == {
        conversations[1].pk: ("already_assigned", "Sam has already taken this conversation."),
    }
    assert [one.assignee for one in fresh(*conversations)] == [agent, sam, agent]


def test_taking_over_is_asked_for(inbox: Inbox, agent: Agent) -> None:
    conversations, sam = started(inbox, 2), an_agent(inboxes=[inbox])
    change(conversations, sam, assignee=sam.pk)
    assert not refusals(change(conversations, agent, assignee=agent.pk, take_over=True))
    assert {one.assignee for one in fresh(*conversations)} == {agent}


def test_who_does_not_see_the_inbox_is_given_none_of_it(inbox: Inbox, agent: Agent) -> None:
    other = an_inbox(agent)
    mine, theirs = started(inbox, 1), started(other, 1, first=300)
    stranger = an_agent(inboxes=[other], first_name="Otto")
    outcomes = change([*mine, *theirs], agent, assignee=stranger.pk)
    assert refusals(outcomes) == {mine[0].pk: ("invalid", "Otto is not a member of this inbox.")}
    assert fresh(*theirs)[0].assignee == stranger


def test_what_the_agent_does_not_see_is_not_there(inbox: Inbox, agent: Agent) -> None:
    hidden = started(an_inbox(), 1, first=300)
    outcomes = change([*started(inbox, 1), *hidden, Conversation(pk=999_999)], agent, status="resolved")
    found = refusals(outcomes)
    assert {pk: code for pk, (code, _) in found.items()} == {hidden[0].pk: "not_found", 999_999: "not_found"}
    assert [one.name for one in outcomes if one.refusal] == ["", ""]
    assert fresh(*hidden)[0].status == "open"


def test_of_two_of_one_customer_only_one_is_opened_again(inbox: Inbox, agent: Agent) -> None:
    (first,) = started(inbox, 1)
    change([first], agent, status="resolved")
    second = Conversation.objects.create(inbox=inbox, contact=first.contact, status="resolved")
    third = started(inbox, 1, first=200)
    change(third, agent, status="resolved")
    outcomes = change([first, second, *third], agent, status="open")
    assert {pk: code for pk, (code, _) in refusals(outcomes).items()} == {second.pk: "already_open"}
    assert [one.status for one in fresh(first, second, *third)] == ["open", "resolved", "open"]


def test_what_the_database_refuses_at_last_costs_only_that_one(
    inbox: Inbox, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer of one begins another conversation between the look and the writing."""
    conversations = started(inbox, 4)
    change(conversations, agent, status="resolved")
    Conversation.objects.create(inbox=inbox, contact=conversations[2].contact)
    monkeypatch.setattr(changing.Checks, "_check_goes_on", lambda *_: None)
    head = positions.heads()[inbox.pk].seq
    outcomes = change(conversations, agent, status="open")
    assert {pk: code for pk, (code, _) in refusals(outcomes).items()} == {conversations[2].pk: "already_open"}
    assert [one.status for one in fresh(*conversations)] == ["open", "open", "resolved", "open"]
    updated = [one for one in positions.since(inbox.pk, head) if one.kind == "conversation.updated"]
    assert [one.payload["id"] for one in updated] == [
        one.pk for one in conversations if one != conversations[2]
    ]


def test_a_change_of_several_that_cannot_be_changes_none(inbox: Inbox, agent: Agent) -> None:
    conversations = started(inbox, 2)
    gone = an_agent()
    Agent.objects.filter(pk=gone.pk).update(is_active=False)
    for changes in (
        {"assignee": gone.pk},
        {"team": 9_999},
        {"add_labels": [9_999]},
        {"status": "snoozed", "snoozed_until": timezone.now() - timedelta(hours=1)},
        {"status": "snoozed"},
    ):
        with pytest.raises(ConsoleError):
            change(conversations, agent, **changes)
    assert not Activity.objects.exclude(verb=Activity.Verb.OPENED).exists()


# --- taking it back -------------------------------------------------------------------------------


def taking_back(outcomes: list[Outcome]) -> list[Asked]:
    return [
        Asked(one.pk, one.was, one.now.get("assignee"), one.now, own=True) for one in outcomes if one.changed
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "resolved"},
        {"status": "snoozed", "snoozed_until": SOON},
        {"assignee": "me"},
        {"labels": "vip"},
    ],
    ids=["resolved", "snoozed", "assigned", "labelled"],
)
def test_what_was_done_can_be_taken_back(inbox: Inbox, agent: Agent, changes: dict[str, Any]) -> None:
    conversations = started(inbox, 4)
    vip, old = Label.objects.create(name="vip"), Label.objects.create(name="old")
    conversations[0].labels.set([old])
    change(conversations[1:2], agent, status="pending")
    if "assignee" in changes:
        changes = {"assignee": agent.pk}
    if "labels" in changes:
        changes = {"add_labels": [vip.pk], "remove_labels": [old.pk]}
    before = shown(conversations)
    outcomes = change(conversations, agent, **changes)
    assert shown(conversations) != before
    assert not refusals(change_asked(taking_back(outcomes), agent, by=BY))
    assert shown(conversations) == before


def shown(conversations: list[Conversation]) -> list[Any]:
    return [
        (
            one.status,
            one.snoozed_until,
            one.assignee,
            one.waiting_since,
            [label.name for label in one.labels.all()],
        )
        for one in fresh(*conversations)
    ]


def test_what_somebody_has_changed_since_is_not_taken_back(inbox: Inbox, agent: Agent) -> None:
    conversations, sam = started(inbox, 3), an_agent(inboxes=[inbox], first_name="Sam")
    outcomes = change(conversations, agent, status="resolved")
    set_conversation_status(conversations[0], "pending", by=Actor.agent(sam))
    from_customer(inbox, "One more thing", phone="447700900101")
    found = refusals(change_asked(taking_back(outcomes), agent, by=BY))
    assert found == {
        conversations[0].pk: ("changed_meanwhile", "Sam has changed this conversation meanwhile."),
        conversations[1].pk: ("changed_meanwhile", "The customer has written meanwhile."),
    }
    assert [one.status for one in fresh(*conversations)] == ["pending", "open", "open"]


def test_who_is_gone_gets_nothing_back_and_the_others_do(inbox: Inbox, agent: Agent) -> None:
    conversations, sam = started(inbox, 2), an_agent(inboxes=[inbox])
    change(conversations[:1], sam, assignee=sam.pk)
    outcomes = change(conversations, agent, assignee=agent.pk, take_over=True)
    Agent.objects.filter(pk=sam.pk).update(is_active=False)
    found = refusals(change_asked(taking_back(outcomes), agent, by=BY))
    assert list(found) == [conversations[0].pk]
    assert [one.assignee for one in fresh(*conversations)] == [agent, None]


# --- all that a list shows -------------------------------------------------------------------------


@pytest.fixture
def slices_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.actions.conversation.bulk.listed.MOST_AT_ONCE", 3)


@pytest.mark.usefixtures("slices_of_three")
def test_a_list_is_changed_slice_by_slice(inbox: Inbox, agent: Agent) -> None:
    conversations = started(inbox, 8)
    asked, before, sizes = ConversationFilter(status=("open",)), None, []
    while True:
        found = change_listed(asked, "", {"status": "resolved"}, agent, before=before, by=BY)
        sizes.append((len(found.outcomes), found.remain))
        if found.before is None:
            break
        before = found.before
        # What comes into the list meanwhile is left alone.
        from_customer(inbox, phone=f"4477009009{len(sizes):02}")
    assert sizes == [(3, 5), (3, 2), (2, 0)]
    assert {one.status for one in fresh(*conversations)} == {"resolved"}
    assert Conversation.objects.filter(status="open").count() == 2


def test_what_has_left_the_list_by_then_stays_as_it_is(
    inbox: Inbox, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody takes one of the unassigned between the look at the list and the lock."""
    conversations, sam = started(inbox, 3), an_agent(inboxes=[inbox])
    ask = changing.change_conversations

    def slowly(*given: Any, **named: Any) -> Any:
        Conversation.objects.filter(pk=conversations[1].pk).update(assignee=sam)
        return ask(*given, **named)

    monkeypatch.setattr("messaging.actions.conversation.bulk.listed.change_conversations", slowly)
    found = change_listed(ConversationFilter(view="unassigned"), "", {"status": "resolved"}, agent, by=BY)
    assert {one.pk for one in found.outcomes} == {conversations[0].pk, conversations[2].pk}
    assert [one.status for one in fresh(*conversations)] == ["resolved", "open", "resolved"]


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_a_list_holds_only_what_the_agent_sees(inbox: Inbox, role: str) -> None:
    other = an_inbox()
    mine, theirs = started(inbox, 2), started(other, 2, first=300)
    caller = an_agent(role, inboxes=[inbox])
    change_listed(ConversationFilter(), "", {"priority": "high"}, caller, by=BY)
    assert {one.priority for one in fresh(*mine)} == {"high"}
    assert {one.priority for one in fresh(*theirs)} == {"high" if role == "supervisor" else "normal"}
    remove_members(inbox, [caller], by=BY)
    change_listed(ConversationFilter(), "", {"priority": "low"}, caller, by=BY)
    assert {one.priority for one in fresh(*mine)} == {"low" if role == "supervisor" else "high"}


# --- what it costs ---------------------------------------------------------------------------------

FEW, MANY = 20, 500
# Rows are read and written two hundred at a time.
GROWTH = 45


@pytest.mark.parametrize(
    "name", ["resolve", "reopen", "assign", "label", "snooze", "unread", "read", "take back"]
)
def test_five_hundred_take_hardly_more_statements_than_twenty(
    inbox: Inbox, agent: Agent, name: str, record_property: Callable[[str, object], None]
) -> None:
    inbox.read_policy = Inbox.ReadPolicy.OPEN
    inbox.save()
    label = Label.objects.create(name="vip")
    started_all = many_conversations(inbox, FEW + MANY)
    changes: dict[str, Any] = {
        "resolve": {"status": "resolved"},
        "reopen": {"status": "open"},
        "assign": {"assignee": agent.pk},
        "label": {"add_labels": [label.pk]},
        "snooze": {"status": "snoozed", "snoozed_until": SOON},
        "unread": {"unread": True},
        "read": {"unread": False},
        "take back": {"assignee": None, "status": "open"},
    }[name]
    if name in {"reopen", "take back"}:
        for part in (started_all[:FEW], started_all[FEW:]):
            change(part, agent, status="resolved", assignee=agent.pk)
    if name == "unread":
        change(started_all[:FEW], agent, unread=False)
        change(started_all[FEW:], agent, unread=False)
    few = statements(started_all[:FEW], agent, changes)
    many = statements(started_all[FEW:], agent, changes)
    record_property("statements", f"{name}: {many} for {MANY}, {few} for {FEW}")
    assert many - few <= GROWTH
    assert many <= 70


def statements(conversations: list[Conversation], agent: Agent, changes: dict[str, Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        outcomes = change(conversations, agent, **changes)
    assert sum(one.changed for one in outcomes) == len(conversations)
    return len(caught)


def many_conversations(inbox: Inbox, count: int) -> list[Conversation]:
    """As ingest leaves them, made in few statements."""
    made = from_customer(inbox, phone="447700909999")
    contact_of = type(made.conversation.contact)
    contacts = contact_of.objects.bulk_create(contact_of(name=f"Customer {n}") for n in range(count))
    rows = Conversation.objects.bulk_create(
        Conversation(inbox=inbox, contact=one, unread=1, waiting_since=timezone.now()) for one in contacts
    )
    Message.objects.bulk_create(
        Message(
            conversation=row,
            inbox=inbox,
            direction="inbound",
            kind="text",
            content="Hello",
            status="received",
            external_id=f"wamid.many{row.pk}",
            timestamp=row.waiting_since,
        )
        for row in rows
    )
    return list(Conversation.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))
