"""Whatever order and however often Meta says things: the same public resources."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from messaging import ingest
from messaging.actions.outgoing import Draft, send_to
from messaging.actions.updates.delivery_results import mark_sending, mark_sent
from messaging.actions.updates.pending_expiry import expire_pending_updates
from messaging.models import Agent, Inbox, PendingUpdate
from messaging.transports.base import Accepted, Identity
from tests.database.webhooks import shown
from tests.engines import seeds
from tests.factories import BY, an_inbox
from tests.payloads import meta

pytestmark = pytest.mark.django_db
# What has no time of its own (templates, notices) cannot be put in order by anybody.
KINDS = {"InboundMessage", "Echo", "Reaction", "Edit", "Deletion", "Receipt", "Preference", "NumberChange"}
CASES = [case for case in meta.CASES if case.gives[0] in KINDS]
AT = int(meta.AT)


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    return an_inbox(agent, config={"phone_number_id": meta.ROUTE, "waba_id": meta.WABA})


def bodies(rng: random.Random, changes: Iterable[Any]) -> Iterator[bytes]:
    """A few changes in each, in one or several entries."""
    left = list(changes)
    while left:
        size = rng.randrange(1, 9)
        some, left = left[:size], left[size:]
        cut = rng.randrange(len(some) + 1)
        yield meta.body(*(meta.entry(*part) for part in (some[:cut], some[cut:]) if part))


def deliver(inbox: Inbox, rng: random.Random, changes: Iterable[Any]) -> None:
    """In calls of a few changes, in batches of a few calls."""
    calls = [ingest.provider_call(inbox, body) for body in bodies(rng, changes)]
    while calls:
        size = rng.randrange(1, 12)
        for outcome in ingest.commit_each(calls[:size]):
            assert isinstance(outcome, ingest.Outcome)
            assert not outcome.failed
        del calls[:size]


def undone(work: Callable[[], Any]) -> Any:
    """What it gives, as if it had never been done."""
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


def attempt(inbox: Inbox) -> Iterator[Callable[[], None]]:
    """Messages of the console that the statuses are about: sent, and answered whenever it is called."""
    for case in CASES:
        if case.gives[0] == "Receipt":
            message = send_to(inbox, case.customer.phone, Draft(author=None, content="Hello"), by=BY)
            mark_sending(message, by=BY)
            yield lambda message=message, case=case: mark_sent(message, Accepted(case.id), by=BY)  # type: ignore[misc]


def every_row(inbox: Inbox, api: Client, rng: random.Random | None) -> Any:
    """All rows in one database; `rng`: shuffled, some of them twice, with the answers in between."""
    changes = [change for case in CASES for change in (*case.before, case.change)]
    answers = list(attempt(inbox))
    if rng is None:
        for answer in answers:
            answer()
        deliver(inbox, random.Random(0), changes)
        return shown.everything(api)
    changes += rng.sample(changes, len(changes) // 2)
    rng.shuffle(changes)
    rng.shuffle(answers)
    half = len(changes) // 2
    deliver(inbox, rng, changes[:half])
    for answer in answers:
        answer()
    deliver(inbox, rng, changes[half:])
    return shown.everything(api)


@pytest.mark.parametrize("seed", range(2))
def test_every_row_in_any_order(inbox: Inbox, api: Client, seed: int) -> None:
    in_order = undone(lambda: every_row(inbox, api, None))
    shuffled = every_row(inbox, api, random.Random(seed))
    assert len(in_order["messages"]) > len(CASES) / 2
    same(shuffled, in_order)
    # Some answer messages that never come.
    assert not PendingUpdate.objects.exclude(kind=PendingUpdate.Kind.REPLY).exists()


def same(found: Any, wanted: Any) -> None:
    for name in wanted["messages"].keys() | found["messages"].keys():
        assert found["messages"].get(name) == wanted["messages"].get(name), name
    assert found["conversations"] == wanted["conversations"]


# --- one life ---------------------------------------------------------------------------------


ANN = {"from": meta.ANN, "from_user_id": meta.ANN_BSUID}
NEW_PHONE = "447700900777"


def at(second: int) -> str:
    return str(AT + second)


def item(name: str, second: int, **more: Any) -> Any:
    return {**ANN, "id": f"wamid.{name}", "timestamp": at(second), **more}


def text(name: str, second: int, words: str, **more: Any) -> Any:
    return item(name, second, type="text", text={"body": words}, **more)


def edit(name: str, second: int, target: str, words: str) -> Any:
    new = {"type": "text", "text": {"body": words}}
    return item(name, second, type="edit", edit={"original_message_id": f"wamid.{target}", "message": new})


def emoji(name: str, second: int, target: str, **more: Any) -> Any:
    return item(name, second, type="reaction", reaction={"message_id": f"wamid.{target}", **more})


def status(name: str, second: int) -> Any:
    return meta.status("wamid.out", name, timestamp=at(second), recipient_user_id=meta.ANN_BSUID)


def one_life() -> list[Any]:
    """A customer who writes, edits thrice, reacts, takes it back, deletes, moves to another number and says what
    they want, while a colleague answers on the phone."""
    written = [
        text("a", 0, "one"),
        edit("e3", 30, "a", "four"),
        edit("e1", 10, "a", "two"),
        edit("e2", 20, "a", "three"),
        text("b", 1, "only the user id", **{"from": None}),
        {key: value for key, value in text("c", 2, "only the phone").items() if key != "from_user_id"},
        emoji("r1", 3, "out", emoji="👍"),
        emoji("r2", 4, "out", emoji="🎉"),
        emoji("r3", 4, "out"),
        emoji("r4", 5, "phone", emoji="👍"),
        item("d", 6, type="revoke", revoke={"original_message_id": "wamid.c"}),
        item("m", 7, type="system", system={"type": "user_changed_number", "wa_id": NEW_PHONE}),
        text("n", 8, "from the new number", **{"from": NEW_PHONE}),
    ]
    alone = [meta.change(messages=[{key: value for key, value in one.items() if value}]) for one in written]
    course = (("sent", 1), ("delivered", 2), ("read", 3), ("played", 4))
    statuses = [meta.change(statuses=[status(*one)]) for one in course]
    refused = meta.status("wamid.out", "failed", timestamp=at(1), errors=[meta.problem()])
    echo = {"from": meta.BUSINESS, "to": meta.ANN, "id": "wamid.phone", "timestamp": at(4), "type": "text"}
    preferences = [
        {"wa_id": meta.ANN, "category": "marketing_messages", "value": value, "timestamp": AT + second}
        for value, second in (("stop", 5), ("resume", 6), ("stop", 7))
    ]
    return [
        *alone,
        *statuses,
        meta.change(statuses=[refused]),
        meta.change("smb_message_echoes", message_echoes=[echo | {"text": {"body": "I call you"}}]),
        meta.change(statuses=[meta.status("wamid.phone", "read", timestamp=at(9))]),
        *(meta.change("user_preferences", user_preferences=[preference]) for preference in preferences),
    ]


def live(inbox: Inbox, api: Client, rng: random.Random | None) -> Any:
    changes = one_life()
    message = send_to(inbox, Identity("phone", meta.ANN), Draft(author=None, content="Hello"), by=BY)
    mark_sending(message, by=BY)
    if rng is None:
        mark_sent(message, Accepted("wamid.out"), by=BY)
        deliver(inbox, random.Random(0), changes)
        return shown.messages(api), people(api)
    changes += rng.sample(changes, len(changes) // 2)
    rng.shuffle(changes)
    cut = rng.randrange(len(changes))
    deliver(inbox, rng, changes[:cut])
    mark_sent(message, Accepted("wamid.out"), by=BY)
    deliver(inbox, rng, changes[cut:])
    return shown.messages(api), people(api)


def people(api: Client) -> Any:
    """However many conversations it took until it was clear that all of them are one customer."""
    found = shown.conversations(api)
    running = [row for row in found if row["status"] != "resolved"]
    return [row["contact"] for row in running], running[0]["unread"], running[0]["window"]


@pytest.mark.parametrize("seed", seeds(8))
def test_one_life_in_any_order(inbox: Inbox, api: Client, seed: int) -> None:
    wanted, person = undone(lambda: live(inbox, api, None))
    found, same_person = live(inbox, api, random.Random(seed))
    assert [one["content"] for one in wanted["wamid.a"]["revisions"]] == ["one", "two", "three"]
    assert wanted["wamid.out"]["status"] == "read"
    assert {"sent", "delivered", "read", "played"} <= dict(wanted["wamid.out"]["timeline"]).keys()
    assert not wanted["wamid.out"]["reactions"]
    for name, row in wanted.items():
        assert found[name] == row, name
    assert same_person == person
    assert expire_pending_updates(by=BY) == 0
