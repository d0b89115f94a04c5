"""A large body does not hold up its neighbours, and nothing of it is lost, doubled or out of order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from django.test import Client

from messaging import ingest
from messaging.ingest import queue, reading, slices
from messaging.models import Inbox, Message, WebhookCall
from tests.factories import BY, meta_body, post_meta, status_item, text_item
from tests.servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def slices_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", 10)
    monkeypatch.setattr(slices, "RECEIPTS_OF_SLICE", 10)


@contextlib.asynccontextmanager
async def a_process() -> AsyncIterator[queue.Ingest]:
    """The ingest of a server, from its start to its end."""
    await ingest.startup()
    try:
        yield queue.ingest()
    finally:
        await ingest.shutdown()


def a_call(inbox: Inbox, *messages: Any, statuses: Any = ()) -> ingest.IncomingCall:
    body = json.dumps(meta_body(inbox, messages=messages, statuses=statuses)).encode()
    return ingest.provider_call(inbox, body)


def many(count: int, first: int = 0) -> list[Any]:
    return [text_item(str(place), sender=f"4477{place:08}") for place in range(first, first + count)]


async def until(condition: Callable[[], bool], what: str) -> None:
    await asyncio.to_thread(wait_until, condition, what)


def contents() -> list[str]:
    """In the order in which they were stored."""
    return list(Message.objects.order_by("pk").values_list("content", flat=True))


async def test_neighbours_are_answered_between_two_slices(inbox: Inbox) -> None:
    large, small = a_call(inbox, *many(35)), a_call(inbox, text_item("a neighbour"))
    async with a_process() as process:
        outcomes = await asyncio.gather(process.submit(large), process.submit(small))
    stored = await asyncio.to_thread(contents)
    assert stored.index("a neighbour") == 10
    assert [outcome.summary for outcome in outcomes] == [{"messages": 35}, {"messages": 1}]


async def test_a_large_call_shares_no_transaction_with_those_before_it(inbox: Inbox) -> None:
    calls = [a_call(inbox, text_item("before")), a_call(inbox, *many(35)), a_call(inbox, text_item("after"))]
    async with a_process() as process:
        await asyncio.gather(*map(process.submit, calls))
    assert (await asyncio.to_thread(contents)).index("after") == 11


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Until it is set no slice is applied."""
    event = threading.Event()

    def held(large: slices.LargeCall) -> bool:
        event.wait(5)
        return slices.apply_slice(large)

    monkeypatch.setattr(queue, "apply_slice", held)
    return event


async def test_the_door_waits_for_what_is_stored_and_not_for_ever_for_the_rest(
    inbox: Inbox, go_on: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PATIENCE", 0)
    async with a_process() as process:
        outcome = await process.submit(a_call(inbox, *many(35)))
        assert (outcome.summary, await asyncio.to_thread(contents)) == ({}, [])
        assert await WebhookCall.objects.filter(state="waiting").aexists()
        go_on.set()
        await until(WebhookCall.objects.filter(state="processed").exists, "the last slice")
    assert len(await asyncio.to_thread(contents)) == 35


async def test_what_a_customer_writes_next_waits_for_what_they_wrote_in_a_large_call(inbox: Inbox) -> None:
    last = text_item("first", sender="447700900123")
    calls = [
        a_call(inbox, *many(25), last),
        a_call(
            inbox, text_item("second", sender="447700900123"), text_item("of a friend", sender="447700900777")
        ),
        a_call(inbox, text_item("the friend again", sender="447700900777")),
        a_call(inbox, text_item("a neighbour", sender="447700900999")),
    ]
    async with a_process() as process:
        await asyncio.gather(*map(process.submit, calls))
    stored = await asyncio.to_thread(contents)
    assert stored.index("a neighbour") < stored.index("first") < stored.index("second")
    assert stored.index("of a friend") < stored.index("the friend again")


async def test_a_process_goes_on_where_another_one_ended(inbox: Inbox) -> None:
    large = await asyncio.to_thread(slices.store_large, a_call(inbox, *many(35)))
    assert not await asyncio.to_thread(slices.apply_slice, large)
    assert len(await asyncio.to_thread(contents)) == 10
    async with a_process():
        await until(WebhookCall.objects.filter(state="processed").exists, "the last slice")
    assert await asyncio.to_thread(contents) == [str(place) for place in range(35)]
    call = await WebhookCall.objects.aget()
    assert (call.state, call.summary, call.applied) == ("processed", {"messages": 35}, 35)


async def test_a_process_that_ends_leaves_the_rest_to_the_next(inbox: Inbox, go_on: threading.Event) -> None:
    customer = {"sender": "4477" + "34".zfill(8)}
    calls = [a_call(inbox, *many(35)), a_call(inbox, text_item("later", **customer))]
    async with a_process() as process:
        answers = [asyncio.ensure_future(process.submit(call)) for call in calls]
        await until(WebhookCall.objects.exists, "the stored call")
        closing = asyncio.ensure_future(process.close())
        await asyncio.sleep(0)  # it has begun to close, a slice in hand
        go_on.set()
        refused = await asyncio.gather(answers[1], return_exceptions=True)
        await closing
        assert isinstance(refused[0], ingest.queue.Overloaded)
        answers[0].cancel()
    assert "later" not in await asyncio.to_thread(contents)
    async with a_process():
        await until(WebhookCall.objects.filter(state="processed").exists, "the last slice")
    assert await asyncio.to_thread(contents) == [str(place) for place in range(35)]


def test_two_processes_that_go_on_with_one_call_double_nothing(inbox: Inbox) -> None:
    one = slices.store_large(
        a_call(inbox, *many(35), statuses=[status_item(f"wamid.{n}", "read") for n in range(15)])
    )
    other = slices.LargeCall(one.pk)
    while not (slices.apply_slice(one) and slices.apply_slice(other)):
        pass
    assert contents() == [str(place) for place in range(35)]
    assert WebhookCall.objects.get().summary == {"messages": 35, "unknown_receipts": 15}


def test_a_slice_that_fails_costs_the_others_nothing(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    real = slices.apply_items

    def broken(works: Any, inboxes: Any) -> None:
        real(works, inboxes)
        if any(item.content == "15" for item in works[0].call.batch.messages):
            raise ValueError("a bug in what all items share")

    with monkeypatch.context() as patch:
        patch.setattr(slices, "apply_items", broken)
        outcome = ingest.commit_each([a_call(inbox, *many(35))])[0]
    assert isinstance(outcome, ingest.Outcome)
    assert outcome.summary == {"messages": 25, "failed": 10}
    call = WebhookCall.objects.get()
    assert call.state == "failed"
    assert ingest.replay_call(call, by=BY).summary == {"messages": 10, "duplicates": 25}
    assert (call.state, call.error) == ("processed", "")


def test_a_call_whose_inbox_was_deleted_is_over(inbox: Inbox) -> None:
    large = slices.store_large(a_call(inbox, *many(25)))
    Inbox.objects.all().delete()
    assert slices.apply_slice(large)
    assert slices.apply_slice(slices.LargeCall(large.pk))


async def test_more_large_calls_than_fit_have_to_come_again(
    inbox: Inbox, go_on: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_LARGE", 1)
    async with a_process() as process:
        large = asyncio.ensure_future(process.submit(a_call(inbox, *many(25))))
        await until(WebhookCall.objects.exists, "the stored call")
        with pytest.raises(ingest.queue.Overloaded):
            await process.submit(a_call(inbox, *many(25, first=100)))
        go_on.set()
        assert (await large).summary == {"messages": 25}


# --- bodies ---------------------------------------------------------------------------------------


async def test_large_bodies_are_read_in_a_thread_and_small_ones_at_once() -> None:
    large, small = b" " * (reading.SMALL + 1), b"{}"
    loop = threading.get_ident()
    assert await ingest.off_the_loop(small, threading.get_ident) == loop
    assert await ingest.off_the_loop(large, threading.get_ident) != loop


def test_a_message_with_very_many_keys_is_shown_without_most_of_them(inbox: Inbox) -> None:
    item = {**text_item("Hello"), **{f"k{place}": place for place in range(200_000)}}
    assert post_meta(Client(), inbox, meta_body(inbox, messages=[item])).status_code == 200
    message = Message.objects.get()
    assert (message.content, message.payload["text"]) == ("Hello", {"body": "Hello"})
    assert len(message.payload) < 20_000


def test_a_body_of_more_values_than_anybody_means_is_refused(inbox: Inbox) -> None:
    body = b'{"object": "x", "entry": [' + b",".join([b"[]"] * 500_000) + b"]}"
    answer = post_meta(Client(), inbox, body)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not WebhookCall.objects.exists()
