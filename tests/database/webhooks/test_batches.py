"""Many items at once: the same result as one by one, in few statements, and nobody pays for a neighbour."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging import ingest
from messaging.actions.contact import identities
from messaging.actions.inbound import messages
from messaging.actions.outgoing import Draft, send_to
from messaging.actions.updates import delivery_results
from messaging.feed import positions, resources
from messaging.ingest import apply as processing
from messaging.ingest import queue
from messaging.models import Address, Contact, Conversation, Inbox, Message, StatusChange, WebhookCall
from messaging.transports.base import Accepted, Identity
from tests.engines import seeds
from tests.factories import (
    BY,
    WEBHOOK_SECRET,
    an_inbox,
    from_customer,
    meta_body,
    post_meta,
    signature,
    status_item,
    text_item,
)

pytestmark = pytest.mark.django_db(transaction=True)


def a_call(inbox: Inbox, *messages: Any, statuses: Any = ()) -> ingest.IncomingCall:
    body = json.dumps(meta_body(inbox, messages=messages, statuses=statuses)).encode()
    return ingest.provider_call(inbox, body)


def some_items(rng: random.Random) -> list[dict[str, Any]]:
    """New and known customers, copies, answers to earlier, later and unknown messages, late ones."""
    items = []
    for place in range(40):
        item = text_item(
            str(place), wamid=f"wamid.{rng.randrange(30)}", sender=f"4477009001{rng.randrange(9)}"
        )
        if rng.random() < 0.3:
            item["context"] = {"id": f"wamid.{rng.randrange(40)}"}
        if rng.random() < 0.3:
            item["timestamp"] = str(1_700_000_000 + rng.randrange(1000))
        items.append(item)
    return items


def what_is_there(inbox: Inbox) -> Any:
    """Everything of an inbox but keys and clocks."""
    rows = Message.objects.filter(inbox=inbox).order_by("pk")
    fields = ("external_id", "content", "reply_to__external_id", "conversation__contact__addresses__value")
    threads = Conversation.objects.filter(inbox=inbox).order_by("contact__addresses__value")
    state = ("status", "unread", "last_message__external_id", "contact__addresses__value", "contact__name")
    return list(rows.values_list(*fields)), list(threads.values_list(*state))


@pytest.mark.parametrize("seed", seeds(5))
def test_at_once_is_the_same_as_one_by_one(inbox: Inbox, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    batches = [some_items(rng) for _ in range(3)]
    single = an_inbox()
    for items in batches:
        at_once = ingest.commit_each([a_call(inbox, *items)])[0]
        with monkeypatch.context() as patch:
            patch.setattr(processing, "_stored_at_once", lambda *_: None)
            one_by_one = ingest.commit_each([a_call(single, *items)])[0]
        assert at_once.summary == one_by_one.summary
        resolved = Conversation.objects.filter(contact__addresses__value="44770090011")
        resolved.update(status="resolved")
    assert what_is_there(inbox) == what_is_there(single)
    assert WebhookCall.objects.filter(state="processed").count() == 6


def test_calls_of_one_batch_each_have_their_own_outcome(inbox: Inbox) -> None:
    outgoing = send_to(inbox, Identity("phone", "447700900123"), Draft(author=None, content="Hello"), by=BY)
    Message.objects.filter(pk=outgoing.pk).update(external_id="wamid.out", status="sent")
    calls = [
        a_call(inbox, text_item(wamid="wamid.A"), text_item(wamid="wamid.B")),
        a_call(inbox, text_item(wamid="wamid.A"), statuses=[status_item("wamid.out", "read")]),
        a_call(inbox, statuses=[status_item("wamid.nobody", "read")]),
        ingest.generic_call(inbox, b'{"sender": "447700900123", "content": "seed"}'),
        ingest.provider_call(inbox, b"not json"),
    ]
    summaries = [outcome.summary for outcome in ingest.commit_each(calls)]
    assert summaries == [
        {"messages": 2},
        {"duplicates": 1, "receipts": 1},
        {"unknown_receipts": 1},
        {"messages": 1},
        {},
    ]
    stored = WebhookCall.objects.order_by("pk").values_list("state", flat=True)
    assert list(stored) == ["processed", "processed", "ignored", "processed", "failed"]
    assert Conversation.objects.get().unread == 3


def test_a_thousand_messages_of_a_thousand_customers_take_few_statements(inbox: Inbox) -> None:
    items = [text_item(str(place), sender=f"4477{place:08}") for place in range(1000)]
    with CaptureQueriesContext(
        connection,
    ) as caught:
        outcome = ingest.commit_each([a_call(inbox, *items)])[0]
    assert outcome.summary == {"messages": 1000}
    # One by one it was seventeen each; what is left is one per conversation, and inserts in pieces.
    assert len(caught) < 1500
    assert Conversation.objects.filter(unread=1).count() == Contact.objects.count() == 1000
    assert positions.heads()[inbox.pk].seq >= 2000


def test_one_customer_is_one_statement_however_much_they_write(inbox: Inbox) -> None:
    from_customer(inbox)
    with CaptureQueriesContext(connection) as few:
        ingest.commit_each([a_call(inbox, *[text_item(str(place)) for place in range(2)])])
    with CaptureQueriesContext(connection) as many:
        ingest.commit_each([a_call(inbox, *[text_item(str(place)) for place in range(20)])])
    assert len(many) <= len(few) + 1


def test_a_customer_with_more_names_than_before_stays_one(inbox: Inbox) -> None:
    from_customer(inbox, name="")
    both = {**text_item(), "from_user_id": "GB.123"}
    new = [{**text_item(sender="447700900999"), "from_user_id": "GB.9"}, text_item(sender="447700900999")]
    ingest.commit_each([a_call(inbox, both, *new)])
    assert Contact.objects.count() == 2
    assert set(Address.objects.values_list("value", "contact__name")) == {
        ("447700900123", "Ann Lee"),
        ("GB.123", "Ann Lee"),
        ("447700900999", "Ann Lee"),
        ("GB.9", "Ann Lee"),
    }


def test_who_is_known_by_number_and_comes_by_a_new_id_in_the_same_body_is_one(inbox: Inbox) -> None:
    from_customer(inbox)
    by_id = {**text_item(), "from": None, "from_user_id": "GB.5"}
    both = {**text_item(), "from_user_id": "GB.5"}
    ingest.commit_each([a_call(inbox, by_id, both)])
    assert Contact.objects.count() == 1
    assert set(Address.objects.values_list("value", flat=True)) == {"447700900123", "GB.5"}


def test_a_new_address_is_told_wherever_the_contact_is_seen(inbox: Inbox) -> None:
    other = an_inbox()
    from_customer(inbox)
    from_customer(other)
    head = positions.heads()[other.pk].seq
    from_customer(inbox, identities=(Identity("bsuid", "GB.1"), Identity("phone", "447700900123")))
    shown = {event.kind: event.payload for event in positions.since(other.pk, head)}
    assert {"kind": "bsuid", "value": "GB.1", "left": False} in shown["contact.updated"]["addresses"]
    assert {"kind": "bsuid", "value": "GB.1", "left": False} in shown["conversation.updated"]["contact"][
        "addresses"
    ]


# --- receipts ---------------------------------------------------------------------------------


def an_outgoing(inbox: Inbox, **fields: Any) -> Message:
    message = send_to(inbox, Identity("phone", "447700900123"), Draft(author=None, content="Hello"), by=BY)
    Message.objects.filter(pk=message.pk).update(**fields)
    message.refresh_from_db()
    return message


def test_an_id_that_one_receipt_teaches_serves_its_neighbours(inbox: Inbox) -> None:
    message = an_outgoing(inbox, status="sending")
    reports = [
        status_item("wamid.new", "delivered"),
        status_item("wamid.new", "sent", biz_opaque_callback_data=str(message.client_id)),
    ]
    outcome = ingest.commit_each([a_call(inbox, statuses=reports)])[0]
    message.refresh_from_db()
    assert (message.status, message.external_id, outcome.summary) == (
        "delivered",
        "wamid.new",
        {"receipts": 2},
    )


def test_the_providers_time_joins_what_we_knew_and_a_copy_changes_nothing(inbox: Inbox) -> None:
    message = an_outgoing(inbox, status="sending", attempts=1)
    delivery_results.mark_sent(message, Accepted("wamid.A"), by=BY)
    call = a_call(inbox, statuses=[status_item("wamid.A", "sent")])
    ingest.commit_each([call])
    (sent,) = StatusChange.objects.filter(message=message, status="sent")
    assert sent.provider_at is not None
    head = positions.heads()[inbox.pk].seq
    assert ingest.commit_each([call])[0].summary == {"receipts": 1}
    assert positions.heads()[inbox.pk].seq == head


# --- failures ----------------------------------------------------------------------------------


def test_a_call_that_always_fails_is_kept_and_not_delivered_for_ever(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ValueError("a bug\x00 in what all items share")

    with monkeypatch.context() as patch:
        patch.setattr(resources, "ask", broken)
        answer = post_meta(Client(), inbox, meta_body(inbox, messages=[text_item()]))
    assert answer.status_code == 200
    call = WebhookCall.objects.get()
    assert (call.state, Message.objects.count()) == ("failed", 0)
    assert "a bug" in call.error
    ingest.replay_call(call, by=BY)
    assert Message.objects.count() == 1


def test_what_breaks_a_rule_of_the_database_is_not_taken_for_a_copy(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "shown_address", lambda _: None)  # NOT NULL
    outcome = ingest.commit_each([a_call(inbox, text_item())])[0]
    assert outcome.summary == {"failed": 1}


def test_a_customer_met_twice_at_once_by_more_names_is_one_contact(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another transaction has the phone the moment after we looked; what we won joins its contact."""
    phone, bsuid = Identity("phone", "447700900123"), Identity("bsuid", "GB.1")
    theirs = identities.identify_contact(inbox.transport, [phone], by=BY)
    real, asked = identities._known, []

    def at_first_nobody(*arguments: Any) -> Any:
        asked.append(1)
        return {} if len(asked) == 1 else real(*arguments)

    monkeypatch.setattr(identities, "_known", at_first_nobody)
    assert identities.identify_contact(inbox.transport, [bsuid, phone], "Ann", by=BY) == theirs
    assert Contact.objects.count() == 1
    assert theirs.addresses.count() == 2


# --- again ------------------------------------------------------------------------------------


def test_a_replayed_message_without_an_id_stays_one(inbox: Inbox) -> None:
    body = b'{"sender": "+447700900123", "content": "once"}'
    headers = {"X-Signature-256": signature(body, WEBHOOK_SECRET)}
    Client().post("/api/webhook/", data=body, content_type="application/json", headers=headers)
    call = WebhookCall.objects.get()
    assert ingest.replay_call(call, by=BY).summary == {"duplicates": 1}
    assert Message.objects.count() == 1
    Message.objects.all().delete()
    assert ingest.replay_call(call, by=BY).summary == {"messages": 1}


def test_a_replay_serves_all_numbers_of_the_app_and_no_other(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sister, stranger = an_inbox(), an_inbox(config={"app_secret": "of another app"})
    with monkeypatch.context() as patch:
        patch.setattr(messages, "_continue", lambda *_: 1 / 0)
        for other in (sister, stranger):
            post_meta(Client(), inbox, meta_body(other, messages=[text_item()]))
    assert not Message.objects.exists()
    for call in WebhookCall.objects.all():
        ingest.replay_call(call, by=BY)
    assert Message.objects.get().inbox == sister


def test_a_call_is_stored_with_the_id_of_its_request(inbox: Inbox) -> None:
    document = meta_body(inbox, messages=[text_item()])
    answer = post_meta(Client(), inbox, document, **{"X-Request-ID": "of-the-proxy-1"})
    assert WebhookCall.objects.get().request_id == answer["X-Request-ID"] == "of-the-proxy-1"


# --- the queue --------------------------------------------------------------------------------


def five_calls() -> list[ingest.IncomingCall]:
    """Of four messages each, and as many bytes."""
    inbox = Inbox(pk=1, transport="whatsapp_cloud", route="1")
    return [a_call(inbox, *[text_item(f"{place}{n}") for n in range(4)]) for place in range(5)]


async def submitted(calls: list[ingest.IncomingCall]) -> tuple[list[int], list[ingest.Outcome]]:
    """How many calls each transaction held, and the outcomes of those that were taken."""
    sizes: list[int] = []

    def write(calls: Any) -> list[ingest.Outcome]:
        sizes.append(len(calls))
        return [ingest.Outcome() for _ in calls]

    waiting = ingest.Ingest(write)
    outcomes = await asyncio.gather(*map(waiting.submit, calls), return_exceptions=True)
    await waiting.close()
    return sizes, [one for one in outcomes if isinstance(one, ingest.Outcome)]


@pytest.mark.parametrize("bound", ["MOST_WEIGHT", "LARGEST_SIZE", "LARGEST_BATCH"])
async def test_a_transaction_stays_short(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    calls = five_calls()
    two = {"MOST_WEIGHT": 10, "LARGEST_SIZE": 2 * len(calls[0].body) + 10, "LARGEST_BATCH": 2}
    monkeypatch.setattr(queue, bound, two[bound])
    assert (await submitted(calls))[0] == [2, 2, 1]


async def test_what_comes_in_one_turn_after_the_other_is_one_transaction() -> None:
    """As the loop reads it: one request from one socket, then the next."""

    async def late(call: ingest.IncomingCall, turns: int) -> ingest.Outcome:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await waiting.submit(call)

    sizes: list[int] = []

    def write(calls: Any) -> list[ingest.Outcome]:
        sizes.append(len(calls))
        return [ingest.Outcome() for _ in calls]

    waiting = ingest.Ingest(write)
    await asyncio.gather(*(late(call, 2 * place) for place, call in enumerate(five_calls())))
    await waiting.close()
    assert sizes == [5]


async def test_the_queue_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = five_calls()
    monkeypatch.setattr(queue, "MOST_BYTES", 2 * len(calls[0].body))
    sizes, taken = await submitted(calls)
    assert sum(sizes) == len(taken) == 3  # the others would have been too many bytes
