"""Transactions that meet on PostgreSQL. ``<which>``; prints what came of it."""

from __future__ import annotations

import json
import logging
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from tests.proofs.start import say  # first: makes this a Django process

# isort: split
from django.db import connection, transaction
from django.utils import timezone

from messaging import ingest
from messaging.actions.contact import contacts, identities, merging
from messaging.actions.conversation import cancel_message, conversations
from messaging.actions.conversation.bulk import Asked, change_asked
from messaging.actions.core import rebuild_bills
from messaging.actions.outgoing import (
    Draft,
    TemplateChoice,
    reschedule_message,
    send_due,
    send_message,
    send_to,
)
from messaging.actions.people import change_own_password, save_agent, set_password
from messaging.actions.updates import apply_receipts
from messaging.billing import counted, kept
from messaging.errors import ConsoleError
from messaging.models import Address, Agent, BillLine, Contact, Conversation, FeedEvent, Inbox, Message
from messaging.transports.base import Identity, Receipt
from tests.factories import (
    BY,
    a_template,
    an_agent,
    an_inbox,
    close_window,
    from_customer,
    meta_body,
    status_item,
    text_item,
)
from tests.row_locks import somebody_waits_for_a_lock
from tests.servers import wait_until

CUSTOMERS = [f"44770090{number:04}" for number in range(20)]
ROUNDS = 6


def in_thread(work: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextmanager
def first_then(other: Callable[[], Any]) -> Iterator[None]:
    """A transaction; `other` begins before it ends, and has to wait for it."""
    with transaction.atomic():
        yield
        thread = in_thread(other)
        wait_until(somebody_waits_for_a_lock, "a transaction that waits for this one")
    thread.join()


def payload(inbox: Inbox) -> Any:
    """Two actions change two parts of one resource; what the last event shows of them."""
    conversation = from_customer(inbox).conversation
    with first_then(lambda: conversations.set_priority(conversation, "urgent", by=BY)):
        contacts.rename_contact(conversation.contact, "New Name", by=BY)
    last = FeedEvent.objects.filter(inbox=inbox, kind="conversation.updated").order_by("seq").last()
    assert last is not None
    return [last.payload["contact"]["name"], last.payload["priority"]]


def strangers(inbox: Inbox) -> Any:
    """One customer met twice at once, by one name and by two; the contacts that came of it."""
    phone, bsuid = Identity("phone", CUSTOMERS[0]), Identity("bsuid", "GB.1")
    with first_then(lambda: identities.identify_contact(inbox.transport, [bsuid, phone], "Ann", by=BY)):
        identities.identify_contact(inbox.transport, [phone], by=BY)
    owners = set(Address.objects.values_list("contact", flat=True))
    return {"contacts": Contact.objects.count(), "owners": len(owners), "names": Address.objects.count()}


def merged(inbox: Inbox) -> Any:
    """Somebody writes under one name while it turns out that they have another: before, in, and after it."""
    phone, bsuid = Identity("phone", CUSTOMERS[0]), Identity("bsuid", "GB.1")
    found = []
    for round_ in range(2):
        known = from_customer(inbox, identities=(phone,)).conversation.contact
        other = identities.identify_contact(inbox.transport, [bsuid], by=BY)
        if round_:
            from_customer(inbox, identities=(bsuid,))
        outcomes: list[Any] = []
        with first_then(lambda: outcomes.extend(ingest.commit_each([by_id(inbox, "while")]))):  # noqa: B023
            merging.merge_contacts(known, other, by=BY)
        found.append(what_came(inbox, outcomes))
    return found


def by_id(inbox: Inbox, name: str) -> ingest.IncomingCall:
    item = {**text_item(wamid=f"in.{name}", sender=""), "from_user_id": "GB.1"}
    return ingest.provider_call(inbox, json.dumps(meta_body(inbox, messages=[item])).encode())


def what_came(inbox: Inbox, outcomes: list[Any]) -> Any:
    """Of one round; the next one begins with nothing."""
    running = Conversation.objects.exclude(status="resolved")
    written = Message.objects.filter(external_id="in.while")
    counts = {
        "stored": [getattr(outcome, "summary", repr(outcome)) for outcome in outcomes],
        "contacts": Contact.objects.count(),
        "running": running.count(),
        "there": written.filter(conversation__in=running).count(),
    }
    Contact.objects.all().delete()
    return counts


def held(inbox: Inbox) -> Any:
    """An answer is held while two replies come at once, before them, and after one of them; how often it was
    given to the lane each time."""
    a_template(inbox)
    conversation = close_window(from_customer(inbox).conversation)

    def hold() -> Message:
        asking = TemplateChoice("go_on", "en", {"body.1": "Ann"})
        return send_message(
            conversation, Draft(author=None, content="Here", hold=True, template=asking), by=BY
        )

    found = []
    hold()
    with first_then(lambda: from_customer(inbox, "Yes")):
        from_customer(inbox, "Go on")
    found.append(handed_over(conversation))
    close_window(conversation)
    with first_then(lambda: from_customer(inbox, "Yes")):
        hold()
    found.append(handed_over(conversation))
    close_window(conversation)
    with first_then(hold):
        from_customer(inbox, "Yes")
    found.append(handed_over(conversation))
    return found + _held_with_an_open_window(inbox, conversation)


def _held_with_an_open_window(inbox: Inbox, conversation: Conversation) -> list[dict[str, int]]:
    """An answer is held while a reply comes, before it and after it; the second one waits for another reply."""

    def hold() -> Message:
        return send_message(conversation, Draft(author=None, content="Here", until_reply=True), by=BY)

    found = []
    with first_then(lambda: from_customer(inbox, "Yes")):
        hold()
    found.append(handed_over(conversation))
    with first_then(hold):
        from_customer(inbox, "Go on")
    found.append(handed_over(conversation))
    return found


def scheduled(inbox: Inbox) -> Any:
    """Two processes find the same messages due at once; one is due while it is taken back, and while it is put off."""
    conversation = from_customer(inbox).conversation

    def due() -> Message:
        later = timezone.now() + timedelta(hours=1)
        message = send_message(conversation, Draft(author=None, content="Here", send_at=later), by=BY)
        Message.objects.filter(pk=message.pk).update(send_at=timezone.now())
        return message

    found = []
    due()
    with first_then(lambda: send_due(by=BY)):
        send_due(by=BY)
    found.append(handed_over(conversation))
    message = due()
    with first_then(lambda: send_due(by=BY)):
        cancel_message(message, by=BY)
    found.append(handed_over(conversation))
    message = due()
    with first_then(lambda: send_due(by=BY)):
        reschedule_message(message, timezone.now() + timedelta(hours=1), by=BY)
    found.append(handed_over(conversation))
    return found


def handed_over(conversation: Conversation) -> dict[str, int]:
    """What came of the answers since the last look; positions of the lane are never taken twice."""
    answers = Message.objects.filter(conversation=conversation, content="Here")
    counts = {
        "waiting": answers.filter(status="held").count(),
        "queued": answers.filter(status="queued").count(),
        "released": sum(answer.changes.filter(status="queued").count() for answer in answers),
    }
    answers.update(content="looked at")
    return counts


class Warnings(logging.Handler):
    """Counts the batches that had to be done again."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(record.getMessage())


def batches(inbox: Inbox) -> Any:
    """Two processes' worth of batches about the same customers and messages, each in an order of its own."""
    warnings = Warnings()
    logging.getLogger("messaging.ingest").addHandler(warnings)
    conversation = from_customer(inbox).conversation
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            inbox=inbox,
            direction="outbound",
            sender="a",
            receiver="b",
            content="c",
            status="sent",
            external_id=f"wamid.{place}",
        )
        for place in range(20)
    )
    failed: list[Exception] = []

    def write(seed: int) -> None:
        rng = random.Random(seed)
        for number in range(ROUNDS):
            calls = [one_call(inbox, f"{seed}.{number}", place) for place in rng.sample(range(20), 20)]
            failed.extend(one for one in ingest.commit_each(calls) if isinstance(one, Exception))
            time.sleep(rng.random() * 0.01)

    threads = [in_thread(lambda seed=seed: write(seed)) for seed in range(2)]  # type: ignore[misc]
    for thread in threads:
        thread.join()
    received = Message.objects.filter(direction="inbound", external_id__startswith="in.").count()
    return {"again": warnings.written, "failed": len(failed), "received": received}


def one_call(inbox: Inbox, batch: str, place: int) -> ingest.IncomingCall:
    """A message of one customer and a receipt of one message."""
    document = meta_body(
        inbox,
        messages=[text_item(wamid=f"in.{batch}.{place}", sender=CUSTOMERS[place])],
        statuses=[status_item(f"wamid.{place}", random.choice(["delivered", "read"]))],
    )
    return ingest.provider_call(inbox, json.dumps(document).encode())


def bills(inbox: Inbox) -> Any:
    """The bill of a month that is wrong is counted anew while a message of that month is charged: whether it is right then,
    and how many messages stand on it. Without one lock for both, what is charged meanwhile is deleted or counted twice."""
    messages = [
        send_to(inbox, Identity("phone", phone), Draft(author=None, content="Hi"), by=BY)
        for phone in CUSTOMERS[:2]
    ]
    price = {"billable": True, "category": "service", "type": "regular"}

    def charge(message: Message) -> None:
        receipt = Receipt(inbox.route, "", "sent", timezone.now(), str(message.client_id), pricing=price)
        apply_receipts(inbox, [receipt], by=BY)

    charge(messages[0])
    month = BillLine.objects.get().month
    BillLine.objects.update(messages=5)
    with first_then(lambda: list(rebuild_bills(by=BY))):
        charge(messages[1])
    lines = kept(inbox.pk, month)
    return {"right": lines == counted(inbox.pk, month), "messages": [one for one, _ in lines.values()]}


def taken(inbox: Inbox) -> Any:
    """Two agents take the same conversations at once, named in opposite orders: first one waits for the other, then both
    begin as they like. How many each was given, and was told that the other has."""
    pks = [from_customer(inbox, phone=phone).conversation_id for phone in CUSTOMERS]
    agents = [an_agent(inboxes=[inbox]) for _ in range(2)]

    def take(which: int) -> None:
        agent, named = agents[which], pks if which else pks[::-1]
        asked = [Asked(pk, {"assignee": agent.pk}) for pk in named]
        for one in change_asked(asked, agent, by=BY):
            answers[which][one.refusal.code if one.refusal else "given"] += 1

    found = []
    for round_ in range(ROUNDS):
        answers = [Counter[str](), Counter[str]()]
        Conversation.objects.update(assignee=None)
        if round_ == 0:
            with first_then(lambda: take(1)):
                take(0)
            found.append([dict(one) for one in answers])
            continue
        for thread in [in_thread(lambda: take(0)), in_thread(lambda: take(1))]:
            thread.join()
        owned = [Conversation.objects.filter(assignee=agent).count() for agent in agents]
        given = [one["given"] for one in answers]
        found.append({"owned as told": owned == given, "all": sum(sum(one.values()) for one in answers)})
    return found


def admins(_inbox: Inbox) -> Any:
    """Two admins take each other's role at once: how many are left, and who was refused."""
    pair = [an_agent("admin", is_staff=True) for _ in range(2)]
    found = []

    def demote(which: int) -> None:
        agent = Agent.objects.get(pk=pair[which].pk)
        agent.role = "agent"
        try:
            save_agent(agent, by=BY)
        except ConsoleError as error:
            refused.extend(error.errors)

    for round_ in range(ROUNDS):
        refused: list[str] = []
        Agent.objects.update(role="admin")
        if round_ == 0:
            with first_then(lambda: demote(1)):
                demote(0)
        else:
            for thread in [in_thread(lambda: demote(0)), in_thread(lambda: demote(1))]:
                thread.join()
        found.append({"left": Agent.objects.filter(role="admin").count(), "refused": refused})
    return found


def passwords(_inbox: Inbox) -> Any:
    """An agent changes a password that an admin resets at once: whose it is then, and what the agent was told."""
    agent = an_agent()
    checked, refusals = Agent.objects.get(pk=agent.pk), []

    def change() -> None:
        try:
            change_own_password(checked, "by the agent", by=BY)
        except ConsoleError as error:
            refusals.append(error.code)

    with first_then(change):
        set_password(agent, "by the admin", by=BY)
    agent.refresh_from_db()
    return {"reset": agent.check_password("by the admin"), "refused": refusals}


if __name__ == "__main__":
    say(
        {
            "payload": payload,
            "strangers": strangers,
            "batches": batches,
            "held": held,
            "scheduled": scheduled,
            "merged": merged,
            "taken": taken,
            "admins": admins,
            "bills": bills,
            "passwords": passwords,
        }[sys.argv[1]](an_inbox())
    )
