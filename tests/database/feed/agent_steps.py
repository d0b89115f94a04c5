"""Steps of what agents do: several fields at once, waking, taking over, labels, teams, canned responses and saved views, for
`test_snapshot_and_events`."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from messaging.actions import people
from messaging.actions.conversation import conversations, field_changes, taking_over
from messaging.actions.inbound import ReceivedEcho, receive_echoes
from messaging.actions.outgoing import Draft, send_to
from messaging.actions.people import labels, teams
from messaging.actions.updates import delivery_batches, delivery_results, pricing
from messaging.feed.log import recording
from messaging.models import Agent, CannedResponse, Conversation, Inbox, Label, Message, SavedView, Team
from messaging.transports.base import Accepted, Echo, Identity, Receipt
from tests.factories import BY, an_agent, from_customer

Step = Callable[[random.Random, Inbox], object]


def some(rows: Any, rng: random.Random) -> Any:
    return rng.choice(list(rows.order_by("pk")))


def a_conversation(rng: random.Random, inbox: Inbox) -> Conversation:
    return some(Conversation.objects.filter(inbox=inbox), rng)


def boss() -> Agent:
    """Who may change what everybody shares."""
    return Agent.objects.filter(role="admin").first() or an_agent("admin")


# --- conversations --------------------------------------------------------------------------


def update(rng: random.Random, inbox: Inbox) -> Conversation:
    one = a_conversation(rng, inbox)
    every: dict[str, Any] = {
        "status": rng.choice(["open", "pending"]),
        "assignee": rng.choice([None, *inbox.members.order_by("pk")]),
        "team": rng.choice([None, *Team.objects.order_by("pk")]),
        "priority": rng.choice(["low", "normal", "high", "urgent"]),
        "labels": rng.choice([[], list(Label.objects.all())]),
    }
    some_of = {name: every[name] for name in rng.sample(sorted(every), rng.randrange(1, 6))}
    return field_changes.update_conversation(one, some_of, was=one.assignee_id, by=BY)


@recording(by=BY)
def wake(rng: random.Random, inbox: Inbox) -> object:
    """The time of one has come."""
    one, later = a_conversation(rng, inbox), timezone.now() + timedelta(hours=1)
    conversations.set_conversation_status(one, "snoozed", snoozed_until=later, by=BY)
    Conversation.objects.filter(pk=one.pk).update(snoozed_until=timezone.now() - timedelta(seconds=1))
    assert conversations.wake_snoozed(by=BY) == 1
    return one


def answered_elsewhere(rng: random.Random, inbox: Inbox) -> Conversation:
    names = (Identity("phone", f"44770090012{rng.randrange(3)}"),)
    echo = Echo(
        inbox.route,
        f"wamid.other{rng.random()}",
        names,
        "text",
        "Hello, I am a machine",
        timezone.now(),
        answered_by="Meta's Business Agent",
    )
    receive_echoes(inbox, [ReceivedEcho(echo)], by=BY)
    return Message.objects.get(inbox=inbox, external_id=echo.external_id).conversation


def take_over(rng: random.Random, inbox: Inbox) -> Conversation:
    return taking_over.take_over(answered_elsewhere(rng, inbox), by=BY)


def control_taken(rng: random.Random, inbox: Inbox) -> None:
    taking_over.note_control_taken(answered_elsewhere(rng, inbox).pk, by=BY)


# --- messages on their way ------------------------------------------------------------------


def advance(rng: random.Random, inbox: Inbox) -> None:
    """What was begun is taken, what waits is begun."""
    rows = Message.objects.filter(inbox=inbox, direction="outbound").order_by("pk")
    begun = list(rows.filter(status="queued", external_id=None, lane_position__isnull=False)[:2])
    sending = rows.filter(status="sending", external_id=None)[:2]
    locked = delivery_batches.lock_sending([one.pk for one in sending])
    sent = [
        delivery_batches.Delivered(one, locked[one.pk], Accepted(f"wamid.{rng.random()}"), BY)
        for one in sending
    ]
    delivery_batches.advance_messages(sent, begun, by=BY)


def absorb_echo(rng: random.Random, inbox: Inbox) -> object:
    """The provider's answer to a message of ours comes after its echo, which has other words and was quoted already."""
    names, name = (Identity("phone", f"44770090012{rng.randrange(3)}"),), f"wamid.early{rng.random()}"
    sent = send_to(inbox, names[0], Draft(author=None, content="Hello"), by=BY)
    delivery_results.mark_sending(sent, by=BY)
    echo = Echo(inbox.route, name, names, "text", "As it was shown", timezone.now())
    receive_echoes(inbox, [ReceivedEcho(echo)], by=BY)
    assert Message.objects.get(inbox=inbox, external_id=name) != sent
    from_customer(inbox, "Thanks", names[0].value, reply_to=name)
    delivery_results.mark_sent(sent, Accepted(name), by=BY)
    assert Message.objects.get(inbox=inbox, external_id=name) == sent
    return sent


def price(rng: random.Random, inbox: Inbox) -> object:
    known = Message.objects.filter(inbox=inbox, direction="outbound", external_id__isnull=False)
    names = list(known.order_by("pk").values_list("external_id", flat=True)) or ["wamid.unknown"]
    words = {"billable": rng.random() < 0.5, "category": "utility", "type": "regular", "model": "PMP"}
    receipt = Receipt(inbox.route, rng.choice(names), "delivered", timezone.now(), "", pricing=words)
    return pricing.fill_pricing(inbox, [receipt], by=BY)


# --- labels and teams: what is resolved keeps what it was called, and is told of nothing --------


def _off_what_is_resolved(label: Label) -> None:
    for one in label.conversations.filter(status="resolved"):
        conversations.set_labels(one, [other for other in one.labels.all() if other != label], by=BY)


@recording(by=BY)
def change_label(rng: random.Random, _inbox: Inbox) -> Label:
    label = some(Label.objects, rng)
    _off_what_is_resolved(label)
    label.name, label.color = f"label {rng.randrange(99)}", rng.choice(["#aa0000", "#00aa00"])
    return labels.save_label(label, by=BY)


def delete_label(rng: random.Random, inbox: Inbox) -> None:
    label = Label.objects.create(name=f"gone {rng.random()}")
    conversations.set_labels(a_conversation(rng, inbox), [label], by=BY)
    _off_what_is_resolved(label)
    labels.delete_label(label, by=BY)


def _from_what_is_resolved(team: Team) -> None:
    for one in team.conversations.filter(status="resolved"):
        conversations.assign_team(one, None, by=BY)


@recording(by=BY)
def change_team(rng: random.Random, _inbox: Inbox) -> Team:
    team = some(Team.objects, rng)
    _from_what_is_resolved(team)
    team.name = f"Team {rng.randrange(99)}"
    return teams.save_team(team, [one for one in Agent.objects.all() if rng.random() < 0.5], by=BY)


def delete_team(rng: random.Random, inbox: Inbox) -> object:
    """One with a canned response, which was there before: the first time it is only made."""
    team = Team.objects.filter(name="Goes").first()
    if team is None:
        team = Team.objects.create(name="Goes")
        canned = CannedResponse(shortcode=f"t{rng.randrange(10**9)}", content="Ours", team=team)
        people.add_canned_response(canned, by=BY)
        return conversations.assign_team(a_conversation(rng, inbox), team, by=BY)
    _from_what_is_resolved(team)
    return teams.delete_team(team, by=BY)


# --- canned responses and saved views: events only say that there is something to read ------------


def _owner(rng: random.Random, inbox: Inbox) -> Agent | None:
    return rng.choice([None, *inbox.members.order_by("pk")])


def add_canned(rng: random.Random, inbox: Inbox) -> CannedResponse:
    canned = CannedResponse(shortcode=f"c{rng.randrange(10**9)}", content="Hello", owner=_owner(rng, inbox))
    return people.add_canned_response(canned, by=BY)


def _canned(rng: random.Random, inbox: Inbox) -> CannedResponse:
    """One that everybody has, and so the boss may change."""
    rows = CannedResponse.objects.filter(owner=None, team=None)
    if not rows.exists():
        people.add_canned_response(
            CannedResponse(shortcode=f"s{rng.randrange(10**9)}", content="Hello"), by=BY
        )
    return some(rows, rng)


def change_canned(rng: random.Random, inbox: Inbox) -> object:
    change = {"content": f"Hello {rng.randrange(99)}", "scope": rng.choice(["shared", "personal"])}
    return people.change_canned_response(_canned(rng, inbox).pk, change, agent=boss(), by=BY)


def delete_canned(rng: random.Random, inbox: Inbox) -> None:
    people.delete_canned_response(_canned(rng, inbox).pk, agent=boss(), by=BY)


def add_file(rng: random.Random, inbox: Inbox) -> object:
    given = SimpleUploadedFile("prices.txt", b"1, 2, 3", "text/plain")
    return people.add_canned_file(_canned(rng, inbox), given, agent=boss(), by=BY)


def remove_file(rng: random.Random, inbox: Inbox) -> None:
    canned = _canned(rng, inbox)
    file = canned.files.first() or people.add_canned_file(
        canned, SimpleUploadedFile("a.txt", b"a", "text/plain"), agent=boss(), by=BY
    )
    people.remove_canned_file(canned.pk, file.pk, agent=boss(), by=BY)


def add_view(rng: random.Random, inbox: Inbox) -> SavedView:
    saved = SavedView(name=f"View {rng.random()}", filters={"unread": True}, owner=_owner(rng, inbox))
    return people.add_view(saved, by=BY)


def _view(rng: random.Random) -> SavedView:
    rows = SavedView.objects.filter(owner=None)
    if not rows.exists():
        people.add_view(SavedView(name=f"Shared {rng.random()}", filters={}), by=BY)
    return some(rows, rng)


def change_view(rng: random.Random, _inbox: Inbox) -> object:
    change = {"filters": {"label": f"{rng.randrange(99)}"}, "scope": rng.choice(["shared", "personal"])}
    return people.change_view(_view(rng).pk, change, agent=boss(), by=BY)


def delete_view(rng: random.Random, _inbox: Inbox) -> None:
    people.delete_view(_view(rng).pk, agent=boss(), by=BY)


STEPS: dict[str, Step] = {
    "update_conversation": update,
    "wake_snoozed": wake,
    "take_over": take_over,
    "note_control_taken": control_taken,
    "advance_messages": advance,
    "mark_sent after its echo": absorb_echo,
    "fill_pricing": price,
    "save_label": change_label,
    "delete_label": delete_label,
    "save_team": change_team,
    "delete_team": delete_team,
    "add_canned_response": add_canned,
    "change_canned_response": change_canned,
    "delete_canned_response": delete_canned,
    "add_canned_file": add_file,
    "remove_canned_file": remove_file,
    "add_view": add_view,
    "change_view": change_view,
    "delete_view": delete_view,
}
