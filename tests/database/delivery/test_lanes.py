"""The whole way of one try: row, request to a Graph API on loopback, row."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import replace

import aiohttp
import pytest
from django.db import OperationalError, connection
from django.test import override_settings
from django.utils import timezone

from messaging import transports
from messaging.actions.outgoing import retry_message
from messaging.actions.updates.receipts import apply_receipts
from messaging.delivery import database, outcomes, sessions
from messaging.delivery.lanes import delivering, step_queue, transactions
from messaging.errors import FailureClass, SendRefused
from messaging.feed import positions
from messaging.models import Address, Inbox, Message, OutboxLane
from messaging.transports.base import Accepted, Receipt
from tests.database.delivery.conftest import fresh, lane_of, statuses, timeline
from tests.factories import BY, from_customer
from tests.fake_provider import RESET, Reply
from tests.fake_provider.meta import refuse

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quick(monkeypatch):
    """A provider that hangs is given up after 0.3 s."""
    transport = transports.get("whatsapp_cloud")
    monkeypatch.setattr(transport, "limits", replace(transport.limits, total=0.3))


def due_now(message: Message) -> None:
    OutboxLane.objects.filter(conversation=message.conversation_id).update(due_at=timezone.now())
    Message.objects.filter(conversation=message.conversation_id).update(next_attempt_at=None)


def test_messages_arrive_in_order_and_are_sent(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, *(f"line {n}" for n in range(10)))
    deliver(message)
    assert meta.texts() == [f"line {n}" for n in range(10)]
    assert meta.overlaps == []
    assert statuses(meta_inbox) == ["sent"] * 10
    assert fresh(message).external_id == meta.accepted[-1][1]
    assert timeline(message) == ["queued", "sending", "sent"]
    assert lane_of(message).due_at is None


def test_what_the_provider_answered_is_recorded_as_its_doing(
    meta, meta_inbox, queue, deliver, caplog, monkeypatch
):
    meta.then(refuse(131016, 503))
    message = queue(meta_inbox, "later", "never", "yes", "no way out")
    deliver(message)
    due_now(message)
    meta.then(Reply(), refuse(131026))
    deliver(message)
    monkeypatch.setattr(delivering.sessions, "session", None)
    deliver(queue(meta_inbox, "unprepared"))
    reported = [
        (event.was["status"], event.payload["status"], event.by["kind"], event.by["name"])
        for event in positions.since(meta_inbox.pk, 0)
        if event.kind == "message.updated" and "status" in (event.was or {})
    ]
    ours, theirs = ("system", "delivery"), ("provider", "whatsapp_cloud")
    assert {(status, *by) for _, status, *by in reported} == {
        ("sending", *ours),
        ("queued", *theirs),
        ("queued", *ours),
        ("sent", *theirs),
        ("failed", *theirs),
    }


def test_what_goes_out(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "Hello")
    deliver(message)
    (arrival,) = meta.arrivals
    assert arrival.to == "+447700900123"
    assert arrival.client_id == str(message.client_id)
    assert arrival.number_id == meta_inbox.route
    assert arrival.token == "Bearer secret-token"


def test_reply_quotes_the_customers_message(meta, meta_inbox, queue, deliver):
    asked = from_customer(meta_inbox, "Open today?", external_id="wamid.asked")
    reply = queue(meta_inbox, "Yes")
    Message.objects.filter(pk=reply.pk).update(reply_to=asked)
    deliver(reply)
    assert meta.arrivals[0].body["context"] == {"message_id": "wamid.asked"}


def test_address_that_the_sender_wrote_is_used_first(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "Hello")
    other = Address.objects.create(contact=message.conversation.contact, kind="phone", value="447700900999")
    Message.objects.filter(pk=message.pk).update(receiver=f"+{other.value}")
    deliver(message)
    assert meta.arrivals[0].to == "+447700900999"


def test_the_providers_name_of_the_customer_is_learned(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "Oi")
    body = {"contacts": [{"input": "x", "wa_id": "5511987654321"}], "messages": [{"id": "wamid.b"}]}
    meta.then(Reply(body=body))
    deliver(message)
    values = set(message.conversation.contact.addresses.values_list("value", flat=True))
    assert values == {"447700900123", "5511987654321"}
    assert fresh(message).status == "sent"


def test_address_of_another_contact_stays_theirs(meta, meta_inbox, queue, deliver):
    other = from_customer(meta_inbox, phone="5511987654321").conversation.contact
    message = queue(meta_inbox, "Oi")
    body = {"contacts": [{"input": "x", "wa_id": "5511987654321"}], "messages": [{"id": "wamid.b"}]}
    meta.then(Reply(body=body))
    deliver(message)
    assert Address.objects.get(value="5511987654321").contact == other


def test_a_passing_failure_is_tried_again_before_what_is_behind(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one", "two")
    meta.then(refuse(131016, 503))
    deliver(message)
    assert statuses(meta_inbox) == ["queued", "queued"]
    first = Message.objects.get(content="one")
    assert 0.25 < (first.next_attempt_at - timezone.now()).total_seconds() < 0.7
    assert first.error["code"] == "131016"
    due_now(message)
    deliver(message)
    assert meta.texts() == ["one", "one", "two"]
    assert statuses(meta_inbox) == ["sent", "sent"]
    assert fresh(first).error is None
    assert timeline(first) == ["queued", "sending", "queued", "sending", "sent"]
    why = [(change.error or {}).get("code") for change in first.changes.all()]
    assert why == [None, None, "131016", None, None]


def test_retry_after_is_honoured(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    meta.then(refuse(131016, 503, retry_after=7))
    deliver(message)
    assert (fresh(message).next_attempt_at - timezone.now()).total_seconds() > 6


@pytest.mark.parametrize("reply", [Reply(503, "<html>down</html>"), Reply(500, {"nonsense": 1})])
def test_server_error_without_metas_words_is_a_passing_failure(meta, meta_inbox, queue, deliver, reply):
    message = queue(meta_inbox, "one")
    meta.then(reply)
    deliver(message)
    assert (fresh(message).status, fresh(message).attempts) == ("queued", 1)


def test_limit_of_the_number_holds_back_its_other_conversations(meta, meta_inbox, queue, deliver):
    first = queue(meta_inbox, "one")
    meta.then(refuse(130429, 429, retry_after=5))
    deliver(first)
    other = queue(meta_inbox, "elsewhere", phone="447700900555")
    deliver(other)
    assert meta.texts() == ["one"]
    assert (lane_of(other).due_at - timezone.now()).total_seconds() > 4
    assert (fresh(other).status, fresh(other).attempts) == ("queued", 0)


def test_limit_of_the_pair_holds_back_nobody_else(meta, meta_inbox, queue, deliver):
    first = queue(meta_inbox, "one")
    meta.then(refuse(131056, 400))
    deliver(first)
    deliver(queue(meta_inbox, "elsewhere", phone="447700900555"))
    assert meta.texts() == ["one", "elsewhere"]
    assert statuses(meta_inbox) == ["queued", "sent"]


def test_final_refusal_fails_with_the_reason_and_the_lane_goes_on(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one", "two")
    meta.then(refuse(131026, details="Not on WhatsApp"))
    deliver(message)
    assert statuses(meta_inbox) == ["failed", "sent"]
    error = Message.objects.get(content="one").error
    assert (error["code"], error["detail"]) == ("131026", "Not on WhatsApp")
    assert set(error) == {"code", "title", "detail", "action", "advice"}


def test_spent_budget_fails(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    meta.script = lambda _: refuse(131000, 500)
    for _ in range(4):
        due_now(message)
        deliver(message)
    assert (fresh(message).status, fresh(message).attempts) == ("failed", 4)


def test_closed_window_is_noticed(meta, meta_inbox, queue, deliver):
    from_customer(meta_inbox)
    message = queue(meta_inbox, "one")
    assert message.conversation.window_closes_at > timezone.now()
    meta.then(refuse(131047))
    deliver(message)
    assert fresh(message).status == "failed"
    assert fresh(message).conversation.window_closes_at <= timezone.now()


def test_refusal_of_the_channel_keeps_the_queue_and_alerts(meta, meta_inbox, queue, deliver, caplog):
    message = queue(meta_inbox, "one")
    meta.then(refuse(190, 401))
    deliver(message)
    assert (fresh(message).status, fresh(message).error["code"]) == ("queued", "190")
    assert 29 < (lane_of(message).due_at - timezone.now()).total_seconds() < 46
    assert [record.levelname for record in caplog.records if record.message == "Attempt refused"] == ["ERROR"]
    deliver(queue(meta_inbox, "elsewhere", phone="447700900555"))
    assert len(meta.arrivals) == 1, "an inbox that cannot send is not hammered"


def test_inbox_whose_secrets_are_lost_keeps_its_queue(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    with override_settings(SECRET_KEY="another-secret-key-" + "x" * 32):
        deliver(message)
    assert (fresh(message).status, fresh(message).error["code"]) == ("queued", "secret_key_changed")
    assert meta.arrivals == []


def test_transport_that_nobody_knows_keeps_its_queue(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    Inbox.objects.filter(pk=meta_inbox.pk).update(transport="pigeon")
    deliver(message)
    assert fresh(message).status == "queued"


@pytest.mark.usefixtures("quick")
def test_hanging_provider_leaves_the_message_unconfirmed_and_the_lane_goes_on(
    meta, meta_inbox, queue, deliver
):
    message = queue(meta_inbox, "one", "two")
    release = threading.Event()
    meta.then(Reply(hold=release))
    deliver(message)
    release.set()
    assert statuses(meta_inbox) == ["unconfirmed", "sent"]
    error = Message.objects.get(content="one").error
    assert error["code"] == "no_answer"
    assert "not known" in error["title"]
    deliver(message)
    assert meta.texts() == ["one", "two"], "never sent again by itself"


def test_reset_after_the_body_is_unconfirmed(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    meta.then(RESET)
    deliver(message)
    assert fresh(message).status == "unconfirmed"


def test_provider_that_cannot_be_reached_is_tried_again(meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    Inbox.objects.filter(pk=meta_inbox.pk).update(
        settings={**meta_inbox.settings, "graph_base_url": "http://127.0.0.1:9"}
    )
    deliver(message)
    assert (fresh(message).status, fresh(message).error["code"]) == ("queued", "unreachable")


def test_unconfirmed_message_is_settled_by_its_receipt(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    meta.then(RESET)
    deliver(message)
    receipt = Receipt(meta_inbox.route, "wamid.r", "delivered", callback_data=meta.arrivals[0].client_id)
    apply_receipts(meta_inbox, [receipt], by=BY)
    assert (fresh(message).status, fresh(message).external_id) == ("delivered", "wamid.r")


def test_receipt_that_is_faster_than_the_answer(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")

    def receipt_first(arrival):
        receipt = Receipt(meta_inbox.route, "wamid.fast", "read", callback_data=arrival.client_id)
        thread = threading.Thread(target=apply_and_close, args=(meta_inbox, receipt))
        thread.start()
        thread.join()
        return Reply(body={"messages": [{"id": "wamid.fast"}]})

    meta.script = receipt_first
    deliver(message)
    assert (fresh(message).status, fresh(message).external_id) == ("read", "wamid.fast")


def apply_and_close(inbox, receipt):
    try:
        apply_receipts(inbox, [receipt], by=BY)
    finally:
        connection.close()


def test_message_sent_again_by_an_agent_goes_to_the_end_of_the_lane(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    meta.then(refuse(131026))
    deliver(message)
    queue(meta_inbox, "two")
    retry_message(fresh(message), by=BY)
    deliver(message)
    assert meta.texts() == ["one", "two", "one"]
    assert statuses(meta_inbox) == ["sent", "sent"]


def test_many_drains_of_one_lane_send_each_message_once(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, *"abcdefgh")
    deliver(message, times=8)
    assert meta.texts() == list("abcdefgh")
    assert meta.overlaps == []


def test_conversations_do_not_wait_for_each_other(meta, meta_inbox, queue, deliver):
    release = threading.Event()
    slow = queue(meta_inbox, "slow")
    fast = queue(meta_inbox, "fast", phone="447700900555")

    def hold_the_slow(arrival):
        if arrival.text == "fast":
            release.set()
            return Reply()
        return Reply(hold=release)

    meta.script = hold_the_slow
    deliver(slow, fast)  # would never end if the fast one waited
    assert statuses(meta_inbox) == ["sent", "sent"]


def test_stop_finishes_the_message_in_hand_and_gives_the_lane_back(meta, meta_inbox, queue):
    message = queue(meta_inbox, "one", "two")
    stopping = False

    def stop_after_the_first(_):
        nonlocal stopping
        stopping = True
        return Reply()

    meta.script = stop_after_the_first

    async def run() -> None:
        await delivering.deliver_conversation(message.conversation_id, lambda: not stopping)
        await sessions.close()

    asyncio.run(run())
    database.threads().close()
    assert statuses(meta_inbox) == ["sent", "queued"]
    lane = lane_of(message)
    assert lane.lease_token is None
    assert lane.due_at <= timezone.now()


class Broken:
    """A transport that breaks its promise."""

    kind = "whatsapp_cloud"

    async def send(self, http: aiohttp.ClientSession, config, message) -> Accepted:
        raise RuntimeError("bug with a secret-text in it")


def test_transport_with_a_bug_leaves_the_message_unconfirmed(meta_inbox, queue, deliver, monkeypatch, caplog):
    message = queue(meta_inbox, "one")
    monkeypatch.setattr(transports, "get", lambda _: Broken())
    deliver(message)
    assert fresh(message).status == "unconfirmed"
    assert "RuntimeError" in fresh(message).error["detail"]


def test_a_failure_before_the_request_is_tried_again(meta, meta_inbox, queue, deliver, monkeypatch):
    message = queue(meta_inbox, "one")
    monkeypatch.setattr(sessions.aiohttp, "ClientSession", None)
    deliver(message)
    assert (fresh(message).status, fresh(message).error["code"]) == ("queued", "internal")
    monkeypatch.undo()
    due_now(message)
    deliver(message)
    assert fresh(message).status == "sent"


def test_logs_never_hold_text_address_or_token(meta, meta_inbox, queue, deliver, caplog):
    caplog.set_level(logging.DEBUG, logger="messaging")
    message = queue(meta_inbox, "a very private text", "another")
    meta.then(refuse(131026, details="no"), RESET)
    deliver(message)
    shown = "\n".join(str(record.__dict__) for record in caplog.records)
    assert str(message.pk) in shown
    for private in ("very private text", "secret-token", "447700900123"):
        assert private not in shown


@pytest.mark.parametrize("step", ["finish_and_next", "claim"])
def test_database_that_goes_away_and_comes_back_loses_nothing(
    meta, meta_inbox, queue, deliver, monkeypatch, step
):
    """The step commits, its answer is lost, and the next two tries find no database."""
    message = queue(meta_inbox, "one", "two")
    real, calls = getattr(transactions, step), []

    def failing(*args, **kwargs):
        calls.append(step)
        if len(calls) == 1:
            real(*args, **kwargs)
        if len(calls) <= 3:
            raise OperationalError("server closed the connection unexpectedly")
        return real(*args, **kwargs)

    monkeypatch.setattr(transactions, step, failing)
    deliver(message)
    assert meta.texts() == ["one", "two"]
    assert statuses(meta_inbox) == ["sent", "sent"]


def test_send_is_not_begun_when_the_lease_would_not_outlast_it(meta, meta_inbox, queue, deliver, monkeypatch):
    """The process was asleep between claim and send: the lane is asked for again first."""
    message = queue(meta_inbox, "one")
    clock = iter([100.0, 109.0, 109.0, 109.5])
    renewed = []
    real_begin = transactions.begin
    for module in (step_queue, delivering):
        monkeypatch.setattr(module, "monotonic", lambda: next(clock, 110.0))
    monkeypatch.setattr(transactions, "begin", lambda *a, **k: renewed.append(1) or real_begin(*a, **k))
    deliver(message)
    assert renewed == [1]
    assert meta.texts() == ["one"]


def test_lane_that_was_lost_during_a_sleep_is_left_alone(meta, meta_inbox, queue, deliver, monkeypatch):
    message = queue(meta_inbox, "one")
    clock = iter([100.0, 130.0])
    for module in (step_queue, delivering):
        monkeypatch.setattr(module, "monotonic", lambda: next(clock, 130.0))
    monkeypatch.setattr(transactions, "begin", lambda *_, **__: None)
    deliver(message)
    assert meta.texts() == []


def test_identities_are_those_of_the_inboxs_transport(meta, meta_inbox, queue, deliver):
    message = queue(meta_inbox, "one")
    contact = message.conversation.contact
    Address.objects.create(contact=contact, transport="twilio", kind="bsuid", value="GB.9")
    Address.objects.filter(contact=contact, kind="phone").delete()
    Address.objects.create(contact=contact, transport="whatsapp_cloud", kind="bsuid", value="GB.1")
    deliver(message)
    assert meta.arrivals[0].to == "GB.1"


def test_a_refusal_of_the_channel_is_never_final():
    refused = SendRefused("190", "x", failure=FailureClass.INBOX)
    assert outcomes.seconds_until_retry(refused, 10_000) >= 30
