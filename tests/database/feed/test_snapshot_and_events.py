"""For every action: a stale snapshot plus the feed's events equals a fresh snapshot.

See docs/design/realtime.md §4.7 f.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from messaging import actions
from messaging.actions.contact import contacts, identities
from messaging.actions.conversation import conversations, waiting
from messaging.actions.conversation.bulk import changing
from messaging.actions.inbound import messages
from messaging.actions.inbox import inboxes
from messaging.actions.outgoing import Draft, retrying, sending
from messaging.actions.updates import delivery_results, receipts
from messaging.billing import counted, kept
from messaging.errors import ConsoleError
from messaging.models import Agent, Conversation, Inbox, Label, Message, Team
from messaging.transports.base import Accepted, Identity, InboundMessage, Receipt
from tests.database.feed import agent_steps, file_steps, note_steps, sending_steps
from tests.database.feed.inbound_steps import INBOUND
from tests.database.feed.replica import NOUNS, READ_AGAIN, Replica, snapshot
from tests.engines import seeds
from tests.factories import BY, a_template, an_agent, an_inbox, from_customer
from tests.shared_rows import Shared, shared

pytestmark = pytest.mark.django_db

Step = Callable[[random.Random, Inbox], object]


def some(rows, rng: random.Random):
    """One of the rows by lot; the lists are small."""
    return rng.choice(list(rows.order_by("pk")))


def a_conversation(rng: random.Random, inbox: Inbox) -> Conversation:
    return some(Conversation.objects.filter(inbox=inbox), rng)


def an_outgoing(rng: random.Random, inbox: Inbox) -> Message:
    return some(Message.objects.filter(inbox=inbox, direction="outbound"), rng)


def one_of_a_lane(rng: random.Random, inbox: Inbox) -> Message:
    """A worker sends what is queued at a position and nothing else: what has gone out is charged already."""
    queued = Message.objects.filter(inbox=inbox, lane_position__isnull=False, status=Message.Status.QUEUED)
    if not queued.exists():  # a refusal is an answer here, too
        sending.send_message(a_conversation(rng, inbox), Draft(author=None, content="Next"), by=BY)
    return some(queued, rng)


def receipt(rng: random.Random, inbox: Inbox) -> Receipt:
    message = an_outgoing(rng, inbox)
    status = rng.choice(["sent", "delivered", "read", "failed"])
    error = {"code": "131026", "title": "t", "detail": "d", "action": "a"} if status == "failed" else None
    name, client_id = message.external_id or "", str(message.client_id)
    words = {"category": "service", "type": "regular", "model": "PMP", "amount": "", "currency": ""}
    price = rng.choice([None, {"billable": rng.random() < 0.5, **words}])
    return Receipt(inbox.route, name, status, timezone.now(), client_id, error, pricing=price)  # type: ignore[arg-type]


def an_arrival(rng: random.Random, inbox: Inbox) -> messages.ReceivedMessage:
    """From one of a few customers, known by more or fewer names; sometimes a copy."""
    who = rng.randrange(6)
    names = (Identity("bsuid", f"GB.{who}"), Identity("phone", f"44770090012{who}"))
    item = InboundMessage(
        route=inbox.route,
        external_id=f"wamid.bulk{rng.randrange(50)}",
        identities=names[rng.randrange(2) :],
        kind="text",
        content="Hi",
        name=rng.choice(["", "Ann Lee"]),
        reply_to=rng.choice([None, f"wamid.bulk{rng.randrange(50)}"]),
    )
    return messages.ReceivedMessage(item)


def change_several(rng: random.Random, inbox: Inbox) -> object:
    """Everything at once, of what an admin sees."""
    boss = Agent.objects.filter(role="admin").first() or an_agent("admin")
    labels = list(Label.objects.values_list("pk", flat=True))
    changes: dict[str, Any] = {
        "status": rng.choice(["open", "pending", "resolved"]),
        "assignee": rng.choice([None, *inbox.members.values_list("pk", flat=True)]),
        "take_over": True,
        "priority": rng.choice(["low", "high"]),
        rng.choice(["add_labels", "remove_labels"]): labels,
        "unread": rng.random() < 0.5,
    }
    named = {a_conversation(rng, inbox).pk for _ in range(3)}
    return changing.change_asked([changing.Asked(pk, changes) for pk in named], boss, by=BY)


STEPS: dict[str, Step] = {
    **INBOUND,
    **file_steps.STEPS,
    **sending_steps.STEPS,
    **note_steps.STEPS,
    **agent_steps.STEPS,
    "receive_message": lambda rng, inbox: from_customer(inbox, "Hi", phone=f"44770090012{rng.randrange(4)}"),
    "receive_late": lambda rng, inbox: from_customer(
        inbox, "late", phone=f"44770090012{rng.randrange(4)}", sent_at=timezone.now() - timedelta(hours=2)
    ),
    "receive_messages": lambda rng, inbox: messages.receive_messages(
        inbox, [an_arrival(rng, inbox) for _ in range(rng.randrange(1, 6))], by=BY
    ),
    "send_message": lambda rng, inbox: sending.send_message(
        a_conversation(rng, inbox), Draft(author=Agent.objects.first(), content="Hello"), by=BY
    ),
    "send_to": lambda rng, inbox: sending.send_to(
        inbox,
        Identity("phone", f"44770090012{rng.randrange(6)}"),
        Draft(author=None, content="x" * 500),
        by=BY,
    ),
    "apply_receipts": lambda rng, inbox: receipts.apply_receipts(
        inbox, [receipt(rng, inbox) for _ in range(3)], by=BY
    ),
    "mark_sending": lambda rng, inbox: delivery_results.mark_sending(one_of_a_lane(rng, inbox), by=BY),
    "mark_sent": lambda rng, inbox: delivery_results.mark_sent(
        an_outgoing(rng, inbox), Accepted(f"wamid.{rng.random()}"), by=BY
    ),
    "mark_failed": lambda rng, inbox: delivery_results.mark_failed(
        an_outgoing(rng, inbox), {"code": "1"}, by=BY
    ),
    "mark_unconfirmed": lambda rng, inbox: delivery_results.mark_unconfirmed(
        an_outgoing(rng, inbox), {"code": "1"}, by=BY
    ),
    "postpone": lambda rng, inbox: delivery_results.postpone(
        an_outgoing(rng, inbox), timezone.now(), {"code": "1"}, by=BY
    ),
    "retry_message": lambda rng, inbox: retrying.retry_message(an_outgoing(rng, inbox), by=BY),
    "confirm_message": lambda rng, inbox: retrying.confirm_message(an_outgoing(rng, inbox), by=BY),
    "recount_waiting": lambda rng, inbox: waiting.recount_waiting(
        [a_conversation(rng, inbox).pk for _ in range(3)], by=BY
    ),
    "assign_conversation": lambda rng, inbox: conversations.assign_conversation(
        a_conversation(rng, inbox), rng.choice([None, *inbox.members.all()]), by=BY
    ),
    "set_conversation_status": lambda rng, inbox: conversations.set_conversation_status(
        a_conversation(rng, inbox),
        rng.choice(["open", "pending", "resolved", "snoozed"]),
        snoozed_until=timezone.now() + timedelta(hours=1),
        by=BY,
    ),
    "assign_team": lambda rng, inbox: conversations.assign_team(
        a_conversation(rng, inbox), rng.choice([None, *Team.objects.all()]), by=BY
    ),
    "set_priority": lambda rng, inbox: conversations.set_priority(
        a_conversation(rng, inbox), rng.choice(["low", "urgent"]), by=BY
    ),
    "set_labels": lambda rng, inbox: conversations.set_labels(
        a_conversation(rng, inbox), rng.choice([[], list(Label.objects.all())]), by=BY
    ),
    "change_conversations": change_several,
    "mark_seen": lambda rng, inbox: conversations.mark_seen(a_conversation(rng, inbox), by=BY),
    "mark_unread": lambda rng, inbox: conversations.mark_unread(a_conversation(rng, inbox), by=BY),
    "rename_contact": lambda rng, inbox: contacts.rename_contact(
        a_conversation(rng, inbox).contact, f"Name {rng.randrange(9)}", by=BY
    ),
    "block_contact": lambda rng, inbox: contacts.block_contact(
        a_conversation(rng, inbox).contact, blocked=rng.random() < 0.3, by=BY
    ),
    "change_contact": lambda rng, inbox: contacts.change_contact(
        a_conversation(rng, inbox).contact, name=f"Name {rng.randrange(9)}", blocked=False, by=BY
    ),
    "add_addresses": lambda rng, inbox: identities.add_addresses(
        a_conversation(rng, inbox).contact,
        inbox.transport,
        [Identity("bsuid", f"GB.{rng.randrange(99)}")],
        by=BY,
    ),
    "close_window": lambda rng, inbox: conversations.close_window(a_conversation(rng, inbox), by=BY),
    "rename_inbox": lambda rng, inbox: inboxes.rename_inbox(
        inbox, name=f"Inbox {rng.randrange(9)}", address=inbox.address, by=BY
    ),
    "remove_members": lambda rng, inbox: inboxes.remove_members(
        inbox, [rng.choice(list(Agent.objects.all()))], by=BY
    ),
    "make_default": lambda _rng, inbox: inboxes.make_default(inbox, by=BY),
    "configure_inbox": lambda _rng, inbox: inboxes.configure_inbox(
        inbox, {"waba_id": str(uuid.uuid4().int)[:9]}, by=BY
    ),
}


@pytest.fixture(scope="module")
def shared_busy(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shared[Inbox]]:
    yield from shared(a_busy_inbox, django_db_blocker)


@pytest.fixture
def busy(shared_busy: Shared[Inbox], db: None, settings: Any, tmp_path: Path) -> Inbox:
    settings.MEDIA_ROOT = tmp_path
    return shared_busy.rows()


def a_busy_inbox() -> Inbox:
    inbox = an_inbox(an_agent(), default=True)
    a_template(inbox)
    an_agent(inboxes=[inbox])
    an_agent("admin")
    Team.objects.create(name="Night shift")
    Label.objects.create(name="vip")
    for place in range(3):
        from_customer(inbox, phone=f"44770090012{place}")
        sending.send_to(
            inbox, Identity("phone", f"44770090012{place}"), Draft(author=None, content="Hello"), by=BY
        )
    return inbox


def comparable(replica: Replica) -> str:
    """Everything but what only the clock changes; a contact of a brand-new conversation comes inside it."""
    rows = {noun: dict(replica.rows[noun]) for noun in (*NOUNS, *READ_AGAIN) if noun != "contact"}
    for conversation in rows["conversation"].values():
        conversation.pop("window", None)
    return json.dumps(rows, sort_keys=True, default=str)


# What an action does that no console shows, or that is called by others of the list.
UNSEEN = {
    # Rows that no feed shows.
    "identify_contact", "identify_contacts", "find_or_open_conversation", "find_or_open_conversations",
    "create_inbox", "add_members", "create_label", "change_notifications", "set_template_favourite",
    *file_steps.UNSEEN,
    # Look at both, and call "merge_contacts" and "unmerge_contacts".
    "merge_contacts_by_hand", "unmerge_contacts_by_hand",
    # Work that is asked for, and its turn.
    "enqueue_job", "enqueue_each", "enqueue_jobs", "expedite_job", "expedite_lane",
    # Logins; how somebody stands is a frame of its own (`tests/sockets/test_availability.py`). A name that was read with
    # what its owner wrote stays as it was (`tests/database/api/test_me.py` has what is told).
    "save_agent", "change_account", "change_profile", "rename_agent", "set_password", "change_own_password", "choose_availability", "create_api_token", "revoke_api_token",
    "create_socket_ticket", "delete_expired_tickets", "redeem_socket_ticket",
}  # fmt: skip


def test_every_action_of_the_project_is_among_the_steps() -> None:
    """A new action that changes what is seen must prove its events here."""
    names = [one.name for one in walk_packages(actions.__path__, f"{actions.__name__}.")]
    verbs = {
        name
        for module in map(import_module, names)
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__
        and hasattr(value, "__wrapped__")
        and not name.startswith("_")
    }
    assert verbs - UNSEEN - set(STEPS) == set()
    assert UNSEEN - verbs == set()


@pytest.mark.parametrize("name", sorted(STEPS))
def test_events_bring_a_stale_snapshot_up_to_date(busy: Inbox, name: str) -> None:
    rng = random.Random(name)
    stale = snapshot(busy)
    for _ in range(3):
        take(STEPS[name], rng, busy)
        stale.apply()
        assert comparable(stale) == comparable(snapshot(busy))
    assert_bills_are_right(busy)


@pytest.mark.parametrize("seed", seeds(5))
def test_any_mix_of_actions_brings_a_stale_snapshot_up_to_date(busy: Inbox, seed: int) -> None:
    rng = random.Random(seed)
    stale = snapshot(busy)
    for name in rng.choices(sorted(STEPS), k=60):
        take(STEPS[name], rng, busy)
        if rng.random() < 0.2:
            stale.apply()
    stale.apply()
    assert comparable(stale) == comparable(snapshot(busy))
    assert_bills_are_right(busy)


def assert_bills_are_right(inbox: Inbox) -> None:
    """What is kept of the month is what its messages say, whoever moved them."""
    month = f"{timezone.now().astimezone(UTC):%Y-%m}"
    assert kept(inbox.pk, month) == counted(inbox.pk, month)


def take(step: Step, rng: random.Random, inbox: Inbox) -> None:
    """A refusal is an answer, and must leave no trace: what it left is what a rollback leaves."""
    left = None
    with transaction.atomic():
        try:
            step(rng, inbox)
        except ConsoleError:
            left = snapshot(inbox)
            transaction.set_rollback(True)
    if left:
        before = snapshot(inbox)
        assert left.rows == before.rows
        assert left.seq == before.seq


def test_the_proof_is_not_blind(busy: Inbox) -> None:
    """A change that nobody recorded must show up as a difference."""
    stale = snapshot(busy)
    Message.objects.filter(direction="outbound").update(content="changed behind the feed's back")
    stale.apply()
    assert comparable(stale) != comparable(snapshot(busy))


def test_a_refusal_that_leaves_a_trace_is_seen(busy: Inbox) -> None:
    def refuse(_rng: random.Random, inbox: Inbox) -> None:
        Message.objects.filter(inbox=inbox).update(content="changed before it was refused")
        raise ConsoleError("Refused.")

    with pytest.raises(AssertionError):
        take(refuse, random.Random(1), busy)


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_that_tests_share_are_whole_for_each(busy: Inbox, turn: int) -> None:
    assert (busy.name, Message.objects.count()) == (Inbox.objects.get().name, 6)
    busy.name = "changed"
    Message.objects.all().delete()
