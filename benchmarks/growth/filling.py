"""A console of so many messages: two years of them, the newest of today, in the proportions of a busy team.

Of a million messages: 100,000 conversations, 60,000 contacts, five inboxes from 39 to 8 percent, one conversation with
20,000 messages. Ids follow time, as they do where messages are written when they come; what hangs on messages comes with
them: a timeline for what we sent, files, reactions, webhook calls, activities, measurements, the newest of the feed.
"""

from __future__ import annotations

import json
import random
import time
from array import array
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import count as numbers
from typing import Any

from django.core.management import call_command

from benchmarks.growth.bulk import AT_ONCE, Table, in_bulk, is_postgresql, moment
from benchmarks.search import INBOXES, PER_CONTACT, PER_CONVERSATION, Texts

DAYS = 730
# Of all messages, those of one conversation.
DEEP = 0.02
# Conversations go on side by side: a message belongs to one of this share of them, around its place in time.
BESIDE = 0.02
OUTBOUND, NOTES, PICTURES, REACTED = 0.42, 0.03, 0.07, 0.02
FAILED, UNCONFIRMED = 0.005, 0.0005
LABELS, LABELLED, RARE = 8, 0.2, 0.002
OPEN, UNREAD = 0.02, 0.01
AGENTS = 50
LINES = 20_000
CALL_BODY = b'{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[' + b" " * 700


class Filling:
    """What is written, seeded: the same size is the same rows."""

    def __init__(self, count: int, *, per_conversation: int = PER_CONVERSATION, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.count, self.conversations = count, max(10, count // per_conversation)
        self.contacts = max(10, int(self.conversations / PER_CONTACT))
        texts = Texts(self.rng)
        self.lines = [texts.line() for _ in range(min(LINES, count))]
        self.names = [f"{texts.rank(3000)} {texts.rank(9000)}".title() for _ in range(5000)]
        self.now = time.time()
        self.inbox_of: list[int] = []
        self.newest: dict[int, tuple[int, float]] = {}
        # By message: its conversation.
        self.of = array("l", [0])

    def at(self, place: float) -> float:
        """Return when something happened, from its place among its like (0 to 1)."""
        return self.now - DAYS * 86400 * (1 - place)

    def write(self) -> dict[str, float]:
        """Fill the database; return how long indexes and statistics took."""
        with in_bulk() as took:
            self.write_rows()
        begun = time.monotonic()
        call_command("rebuild_bills", verbosity=0, stdout=StringIO())
        return took | {"bills": time.monotonic() - begun}

    def write_rows(self) -> None:
        """Write the rows alone, in a transaction where there is one."""
        self.inboxes, self.agents, self.labels = make_few()
        self._people()
        self._conversations()
        self._messages()
        self._calls()
        self._feed()

    def _people(self) -> None:
        from django.utils import timezone

        from messaging.models import Address, Contact

        pks = range(1, self.contacts + 1)
        Table(Contact(), "id", "name", "created_at").write(
            (pk, self.names[pk % len(self.names)], moment(self.at(pk / self.contacts))) for pk in pks
        )
        phone = Address(kind="phone", transport="", created_at=timezone.now())
        Table(phone, "id", "contact", "value").write((pk, pk, f"4477{pk:08}") for pk in pks)

    def _conversations(self) -> None:
        """Write conversations without a last message yet, and what was done to them."""
        from messaging.models import Activity, Conversation, Measurement, OutboxLane

        rng, pks = self.rng, range(1, self.conversations + 1)
        self.inbox_of = [0, *(rng.choices([one.pk for one in self.inboxes], INBOXES)[0] for _ in pks)]
        self.open: set[int] = set()
        columns = ("id", "inbox", "contact", "status", "assignee", "unread", "last_activity_at", "created_at")
        Table(Conversation(), *columns).write(map(self._conversation, pks))
        Table(OutboxLane(last_position=20), "conversation", "inbox", "due_at").write(
            (pk, self.inbox_of[pk], moment(self.now) if rng.random() < 0.0005 else None) for pk in pks
        )
        done = Activity(by_kind="agent", by_id=1, by_name="Ada", verb="assigned")
        Table(done, "conversation", "at").write(
            (pk, moment(self.at(pk / self.conversations) + step)) for pk in pks for step in range(3)
        )
        Table(
            Measurement(kind="first_reply", seconds=60, agent=self.agents[0]), "conversation", "inbox", "at"
        ).write((pk, self.inbox_of[pk], moment(self.at(pk / self.conversations))) for pk in pks)
        Table(Conversation.labels.through(), "conversation", "label").write(self._labelled(pks))

    def _conversation(self, pk: int) -> tuple[Any, ...]:
        rng = self.rng
        contact = (pk - 1) % self.contacts + 1
        # Of a contact and an inbox only one may go on.
        status = "open" if contact not in self.open and rng.random() < OPEN else "resolved"
        if status == "open":
            self.open.add(contact)
        assignee = rng.choice(self.agents).pk if rng.random() < 0.7 else None
        at = moment(self.at(pk / self.conversations))
        return pk, self.inbox_of[pk], contact, status, assignee, int(rng.random() < UNREAD), at, at

    def _labelled(self, pks: Sequence[int]) -> Iterator[tuple[int, int]]:
        rare, *usual = [one.pk for one in self.labels]
        for pk in pks:
            if self.rng.random() < LABELLED:
                yield pk, self.rng.choice(usual)
            if self.rng.random() < RARE:
                yield pk, rare

    def _messages(self) -> None:
        from messaging.models import Attachment, Message, Reaction, StatusChange

        columns = (
            "id", "client_id", "conversation", "inbox", "direction", "kind", "sender", "receiver", "content",
            "timestamp", "status", "external_id", "author", "pricing", "webhook_call", "lane_position", "created_seq",
        )  # fmt: skip
        self.sent: list[tuple[int, float, str]] = []
        Table(Message(), *columns).write(map(self._message, range(1, self.count + 1)))
        Table(StatusChange(), "message", "status", "at", "attempt").write(self._timelines())
        with_file = [pk for pk in range(1, self.count + 1) if pk % round(1 / PICTURES) == 0]
        ready = Attachment(
            kind="image", state="ready", file="2026/01/file", mime_type="image/jpeg", size=80_000
        )
        Table(ready, "message", "inbox", "token", "created_at").write(
            (pk, self.inbox_of[self.of[pk]], self._token(), moment(self.at(pk / self.count)))
            for pk in with_file
        )
        us = Reaction(by="us", emoji="👍", agent=self.agents[0])
        Table(us, "message", "inbox", "target_external_id").write(
            (pk, self.inbox_of[self.of[pk]], f"wamid.{pk:056}")
            for pk in range(1, self.count + 1, round(1 / REACTED))
        )
        self._last_messages()

    def _message(self, pk: int) -> tuple[Any, ...]:
        rng, place = self.rng, pk / self.count
        conversation = self._conversation_at(place)
        inbox, drawn, at = self.inbox_of[conversation], rng.random(), self.at(place)
        self.of.append(conversation)
        self.newest[conversation] = (pk, at)
        contact, ours = f"+4477{(conversation - 1) % self.contacts + 1:08}", f"+1555000{inbox:04}"
        text = rng.choice(self.lines)
        kind = "image" if pk % round(1 / PICTURES) == 0 else "text"
        head = (pk, self._token(), conversation, inbox)
        if drawn < OUTBOUND:
            status = self._status(drawn)
            self.sent.append((pk, at, status))
            price = '{"billable": true, "category": "service", "type": "regular", "model": "PMP"}'
            wamid = f"wamid.{pk:056}"
            author = rng.choice(self.agents).pk
            return (
                *head, "outbound", kind, ours, contact, text, moment(at), status, wamid, author, price, None, pk, pk,
            )  # fmt: skip
        if drawn > 1 - NOTES:
            author = rng.choice(self.agents).pk
            return (
                *head, "note", "system", "Ada", "", text, moment(at), "received", None, author, None, None, None, None,
            )  # fmt: skip
        wamid, call = f"wamid.{pk:056}", (pk + 1) // 2
        return (
            *head, "inbound", kind, contact, ours, text, moment(at), "received", wamid, None, None, call, None, None,
        )  # fmt: skip

    def _conversation_at(self, place: float) -> int:
        rng = self.rng
        if rng.random() < DEEP:
            return self.conversations
        beside = max(5, int(self.conversations * BESIDE))
        return min(self.conversations, max(1, int(place * self.conversations) + rng.randint(-beside, beside)))

    def _token(self) -> str:
        return f"{self.rng.getrandbits(128):032x}"

    @staticmethod
    def _status(drawn: float) -> str:
        if drawn < FAILED:
            return "failed"
        return (
            "unconfirmed" if drawn < FAILED + UNCONFIRMED else "read" if drawn < OUTBOUND / 2 else "delivered"
        )

    def _timelines(self) -> Iterator[tuple[Any, ...]]:
        steps = {"read": ("sent", "delivered", "read"), "delivered": ("sent", "delivered")}
        for pk, at, status in self.sent:
            for step, name in enumerate(steps.get(status, (status,))):
                yield pk, name, moment(at + step), f"wamid.{pk:056}"

    def _last_messages(self) -> None:
        from django.db import connection, transaction

        at = "n.at::timestamptz" if is_postgresql() else "n.at"
        given = "json_array_elements(%s) AS one (value)" if is_postgresql() else "json_each(%s)"
        each = (
            "(value ->> 0)::bigint, (value ->> 1)::bigint, value ->> 2"
            if is_postgresql()
            else "value ->> 0, value ->> 1, value ->> 2"
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE newest (id bigint PRIMARY KEY, message bigint, at text)")
            rows = [[pk, message, moment(at)] for pk, (message, at) in self.newest.items()]
            for start in range(0, len(rows), AT_ONCE):
                cursor.execute(
                    f"INSERT INTO newest SELECT {each} FROM {given}",
                    [json.dumps(rows[start : start + AT_ONCE])],
                )
            cursor.execute(
                f"UPDATE messaging_conversation SET last_message_id = n.message, last_activity_at = {at}"
                " FROM newest n WHERE n.id = messaging_conversation.id"
            )
            cursor.execute("DROP TABLE newest")

    def _calls(self) -> None:
        """One webhook call for two messages: what is kept of them is for the operator to decide."""
        from messaging.models import WebhookCall

        count, summary = (self.count + 1) // 2, json.dumps({"messages": 1})
        call = WebhookCall(source="whatsapp_cloud", body=CALL_BODY, inbox=self.inboxes[0])
        states = ("processed",) * 989 + ("ignored",) * 6 + ("failed",) * 5
        Table(call, "id", "state", "received_at", "summary").write(
            (pk, self.rng.choice(states), moment(self.at(pk / count)), summary) for pk in range(1, count + 1)
        )

    def _feed(self) -> None:
        """A quarter as many events as messages, as wide as events are."""
        from messaging.models import FeedEvent, FeedHead

        payload = json.dumps({"id": 1, "content": "x" * 600, "status": "delivered"})
        each = self.count // 4 // len(self.inboxes)
        places = numbers(1)
        for inbox in self.inboxes:
            event = FeedEvent(inbox=inbox, kind="message.updated", by={"kind": "system"})
            Table(event, "id", "seq", "conversation_id", "payload", "created_at").write(
                (next(places), seq, seq % self.conversations + 1, payload, moment(self.at(seq / each)))
                for seq in range(1, each + 1)
            )
            FeedHead.objects.update_or_create(inbox=inbox, defaults={"seq": each})


def make_few() -> tuple[list[Any], list[Any], list[Any]]:
    """Return five inboxes, fifty agents (the first is a supervisor, each other one a member of one inbox) and labels."""
    from messaging.models import Agent, InboxMember, Label
    from tests.factories import an_inbox

    inboxes = [an_inbox() for _ in INBOXES]
    agents = Agent.objects.bulk_create(
        Agent(username=f"agent{n}", is_staff=True, password="!", role="agent" if n else "admin")
        for n in range(AGENTS)
    )
    InboxMember.objects.bulk_create(
        InboxMember(agent=one, inbox=inboxes[n % len(inboxes)]) for n, one in enumerate(agents) if n
    )
    labels = Label.objects.bulk_create(Label(name=f"label{n}") for n in range(LABELS + 1))
    return inboxes, agents, labels
