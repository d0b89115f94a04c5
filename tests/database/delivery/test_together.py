"""Steps of many lanes in one transaction: what one step does alone, and what it leaves to that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions.outgoing import retry_message
from messaging.actions.updates.receipts import apply_receipts
from messaging.actors import Actor
from messaging.delivery.lanes import rate_limit, together, transactions
from messaging.delivery.lanes.steps import Begin, Claim, Finish
from messaging.delivery.lanes.together import do_together
from messaging.errors import FailureClass, SendRefused
from messaging.feed import positions
from messaging.models import Inbox, Message, OutboxLane, PendingUpdate
from messaging.transports.base import Accepted, Receipt
from tests.database.delivery.conftest import fresh, lane_of, lease_of, statuses, timeline
from tests.factories import BY, an_inbox
from tests.fake_provider import RESET, Reply
from tests.fake_provider.meta import refuse

pytestmark = pytest.mark.django_db

T = TypeVar("T")
META = Actor.provider("whatsapp_cloud")
BUSY = SendRefused("131016", "Busy", failure=FailureClass.RETRY)


@pytest.fixture(autouse=True)
def _unbound(settings):
    """No message waits for its turn because of the ones before it."""
    settings.MESSAGES_PER_SECOND = 1_000_000


def phone(number: int) -> str:
    return f"44770090{number:04}"


@pytest.fixture
def lanes(queue):
    """``lanes(inbox, n, "text", …)``: the last message of each of n customers."""

    def put(inbox: Inbox, count: int, *texts: str) -> list[Message]:
        return [queue(inbox, *texts, phone=phone(number)) for number in range(count)]

    return put


def claimed(messages):
    """Claim the lanes of these messages together; their leases and attempts."""
    leases = [lease_of(message) for message in messages]
    return [
        (lease, done and done.attempt)
        for lease, done in zip(leases, do_together(list(map(Claim, leases))), strict=True)
    ]


def finish(lease, attempt, external_id="", *, go_on=True) -> Finish:
    accepted = Accepted(external_id or f"wamid.{attempt.message.pk}")
    return Finish(lease, attempt.message, accepted, go_on, META)


def end_lease(message: Message) -> None:
    past = timezone.now() - timedelta(seconds=1)
    OutboxLane.objects.filter(conversation=message.conversation_id).update(lease_until=past)


def reported(inbox: Inbox) -> dict[int, list[tuple[object, ...]]]:
    """What the feed says of deliveries, message by message."""
    found: dict[int, list[tuple[object, ...]]] = {}
    for event in positions.since(inbox.pk, 0):
        if event.kind == "message.updated":
            lines = [one["status"] for one in event.payload["timeline"]]
            found.setdefault(event.payload["id"], []).append(
                (event.payload["status"], event.was["status"], event.by["name"], lines)
            )
    return found


def lines(message: Message) -> list[tuple[str, str]]:
    """The timeline, and which attempt each line speaks of."""
    changes = message.changes.all()
    return [(one.status, one.attempt.replace(str(message.external_id), "its id")) for one in changes]


def shown(inbox: Inbox) -> list[tuple[object, ...]]:
    """Messages, lanes and feed of an inbox, without what differs from one inbox to another."""
    messages = Message.objects.filter(inbox=inbox).order_by("id")
    events = reported(inbox)
    rows = [
        (
            one.content,
            one.status,
            one.attempts,
            one.error,
            bool(one.external_id),
            events.get(one.pk),
            lines(one),
        )
        for one in messages
    ]
    lanes = OutboxLane.objects.filter(inbox=inbox).order_by("conversation_id")
    return rows + [(lane.due_at is None, lane.lease_token is None, lane.woken_at is None) for lane in lanes]


def test_batch_does_what_its_steps_do_alone(lanes):
    batched, alone = an_inbox(), an_inbox()
    for messages, one_by_one in (
        (lanes(batched, 3, "one", "two"), False),
        (lanes(alone, 3, "one", "two"), True),
    ):

        def do(steps, one_by_one=one_by_one):
            if one_by_one:
                return [step.alone() for step in steps]
            return [done.attempt for done in do_together(steps)]

        leases = [lease_of(message) for message in messages]
        first = do(list(map(Claim, leases)))
        assert [attempt.message.content for attempt in first] == ["one"] * 3
        second = do(
            [finish(*pair, go_on=place > 0) for place, pair in enumerate(zip(leases, first, strict=True))]
        )
        assert second[0] is None
        assert [attempt.request.outgoing.content for attempt in second[1:]] == ["two"] * 2
        assert do([finish(leases[1], second[1])]) == [None]
        assert do([Claim(leases[1]), Claim(lease_of(messages[2]))]) == [None, None]
    assert shown(batched) == shown(alone)
    assert statuses(batched) == ["sent", "queued", "sent", "sent", "sent", "sending"]


def test_lane_given_back_by_a_stop_stays_due(lanes):
    (message,) = lanes(an_inbox(), 1, "one", "two")
    ((lease, attempt),) = claimed([message])
    assert do_together([finish(lease, attempt, go_on=False)])[0].attempt is None
    lane = lane_of(message)
    assert lane.lease_token is None
    assert lane.due_at <= timezone.now()


def test_statements_of_a_batch_do_not_grow_with_it(lanes):
    counts = []
    for count in (2, 20):
        messages = lanes(an_inbox(), count, "one", "two")
        with CaptureQueriesContext(connection) as claims:
            pairs = claimed(messages)
        with CaptureQueriesContext(connection) as finishes:
            do_together([finish(*pair) for pair in pairs])
        counts.append((len(claims), len(finishes)))
    assert counts[0] == counts[1]
    assert counts[1][0] <= 24, [one["sql"] for one in claims]
    assert counts[1][1] <= 28, [one["sql"] for one in finishes]


@pytest.mark.django_db(transaction=True)
def test_order_is_kept_with_mixed_outcomes_in_one_batch(meta, meta_inbox, lanes, deliver):
    messages = lanes(meta_inbox, 6, "0", "1", "2", "3")
    answers = {"0": refuse(131026), "1": Reply(), "2": RESET, "3": Reply()}
    customers = {f"+{phone(number)}" for number in (0, 2, 4)}
    meta.script = lambda arrival: answers[arrival.text] if arrival.to in customers else Reply()
    deliver(*messages)
    for number in range(6):
        assert [one.text for one in meta.arrivals if one.to == f"+{phone(number)}"] == ["0", "1", "2", "3"]
    assert meta.overlaps == []
    assert statuses(meta_inbox) == [*["failed", "sent", "unconfirmed", "sent"], *["sent"] * 4] * 3


def test_what_is_out_of_the_ordinary_is_left_untouched(lanes, queue):
    """Of each kind one: its step alone does what it would do if there were no batches."""
    inbox = an_inbox()
    messages = lanes(inbox, 6, "one", "two")
    pairs = claimed(messages)
    overtaken, lost, answered, empty, again, plain = (attempt.message for _, attempt in pairs)
    receipt = Receipt(inbox.route, f"wamid.{overtaken.pk}", "read", callback_data=str(overtaken.client_id))
    apply_receipts(inbox, [receipt], by=BY)
    end_lease(lost)
    transactions.claim(lease_of(lost))
    answered.conversation.answered_by = "bot"
    Message.objects.filter(conversation=again.conversation_id, content="two").update(error={"code": "1"})
    steps = [finish(lease, attempt) for lease, attempt in pairs]
    steps[3] = Finish(pairs[3][0], empty, Accepted(""), True, META)
    before = [(fresh(one).status, lane_of(one).lease_until) for one in (lost, answered, empty, again)]
    results = do_together(steps)
    assert [result is None for result in results] == [True, True, True, True, True, False]
    assert before == [(fresh(one).status, lane_of(one).lease_until) for one in (lost, answered, empty, again)]
    assert fresh(plain).status == "sent"
    following = [step.alone() for step in steps[:5]]
    assert [attempt and attempt.message.content for attempt in following] == [
        "two",
        None,
        "two",
        "two",
        "two",
    ]
    assert fresh(overtaken).status == "read"
    assert fresh(lost).status == "sent"


def test_head_in_doubt_is_left_to_a_claim_of_its_own(lanes):
    messages = lanes(an_inbox(), 2, "one", "two")
    claimed(messages)
    for message in messages:
        end_lease(message)
    steps = [Claim(lease_of(message)) for message in messages]
    assert do_together(steps) == [None, None]
    assert [step.alone().message.content for step in steps] == ["two", "two"]
    assert statuses(messages[0].inbox) == ["unconfirmed", "sending"] * 2


def test_head_that_is_tried_again_is_left_to_a_claim_of_its_own(lanes):
    (message,) = lanes(an_inbox(), 1, "one")
    ((lease, attempt),) = claimed([message])
    transactions.retry_later(lease, attempt.message, BUSY, 0)
    step = Claim(lease_of(message))
    OutboxLane.objects.update(due_at=timezone.now())
    assert do_together([step]) == [None]
    assert fresh(message).status == "queued"
    Message.objects.update(next_attempt_at=None)
    assert do_together([step]) == [None], "its line 'attempt 1' may be there already"


def test_message_that_an_agent_sends_again_is_not_settled_by_the_first_answer(lanes):
    (message,) = lanes(an_inbox(), 1, "one")
    ((lease, attempt),) = claimed([message])
    failed = Receipt(message.inbox.route, "wamid.1", "failed", callback_data=str(message.client_id))
    apply_receipts(message.inbox, [failed], by=BY)
    retry_message(fresh(message), by=BY)
    step = finish(lease, attempt, "wamid.1")
    assert do_together([step]) == [None]
    assert step.alone().message.attempts == 2
    assert fresh(message).status == "sending"


def test_of_two_claims_of_one_lane_the_first_has_it(lanes):
    (message,) = lanes(an_inbox(), 1, "one")
    first, second = do_together([Claim(lease_of(message)), Claim(lease_of(message))])
    assert first.attempt.message.content == "one"
    assert second is None
    assert fresh(message).attempts == 1


def test_what_was_reported_before_the_answer_is_applied(lanes):
    messages = lanes(an_inbox(), 2, "one")
    pairs = claimed(messages)
    receipts = [Receipt(one.inbox.route, f"wamid.{one.pk}", "delivered") for one in messages]
    apply_receipts(messages[0].inbox, receipts, by=BY)
    assert PendingUpdate.objects.count() == 2
    do_together([finish(*pair) for pair in pairs])
    assert statuses(messages[0].inbox) == ["delivered", "delivered"]
    assert PendingUpdate.objects.count() == 0


# --- a batch that fails ---------------------------------------------------------------------------


def test_batch_that_fails_leaves_nothing(lanes):
    inbox = an_inbox()
    messages = lanes(inbox, 3, "one", "two")
    pairs = claimed(messages)
    before = shown(inbox)
    with pytest.raises(IntegrityError), transaction.atomic():
        do_together([finish(*pair, external_id="wamid.same") for pair in pairs])
    assert shown(inbox) == before


@pytest.mark.django_db(transaction=True)
def test_poisoned_message_stops_no_other(meta, meta_inbox, lanes, deliver):
    """The provider gives one id to the messages of two customers: no batch with both can be stored."""
    messages = lanes(meta_inbox, 8, "one", "two")
    meta.script = lambda arrival: (
        Reply(body={"messages": [{"id": "wamid.same"}]}) if arrival.text == "one" else Reply()
    )
    deliver(*messages)
    assert statuses(meta_inbox) == ["sent"] * 16
    assert Message.objects.filter(external_id="wamid.same").count() == 1
    assert sorted(meta.texts()) == ["one"] * 8 + ["two"] * 8
    assert meta.overlaps == []


@pytest.mark.django_db(transaction=True)
def test_request_that_cannot_be_built_stops_no_other(meta, meta_inbox, lanes, deliver, monkeypatch):
    messages = lanes(meta_inbox, 4, "one")
    real = together.build_with

    def build(message, parts):
        if message.pk == messages[1].pk:
            raise ValueError("no such thing")
        return real(message, parts)

    monkeypatch.setattr(together, "build_with", build)
    deliver(*messages)
    assert statuses(meta_inbox) == ["sent", "queued", "sent", "sent"]
    assert fresh(messages[1]).error["code"] == "internal"


@pytest.mark.django_db(transaction=True)
def test_lost_answers_of_commit_lose_nothing_and_send_nothing_twice(
    meta, meta_inbox, lanes, deliver, monkeypatch
):
    """Every second batch commits, and nobody hears of it."""
    messages = lanes(meta_inbox, 8, "one", "two", "three")
    lost = []

    def losing(steps):
        done = do_together(steps)
        lost.append(len(lost) % 2 == 0)
        if lost[-1]:
            raise OperationalError("server closed the connection unexpectedly")
        return done

    monkeypatch.setattr("messaging.delivery.lanes.step_queue.do_together", losing)
    deliver(*messages)
    assert lost[:3] == [True, False, True]
    assert statuses(meta_inbox) == ["sent"] * 24
    assert sorted(meta.texts()) == sorted(["one", "two", "three"] * 8)
    assert {tuple(timeline(one)) for one in Message.objects.all()} == {("queued", "sending", "sent")}
    assert OutboxLane.objects.exclude(due_at=None, lease_token=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_lane_lost_in_the_middle_of_a_batch_records_its_answer_and_stops(meta, meta_inbox, lanes, deliver):
    messages = lanes(meta_inbox, 4, "one", "two")
    stolen = messages[2]

    def steal(arrival):
        if arrival.to == f"+{phone(2)}" and arrival.text == "one":
            thread = threading.Thread(target=take_over)
            thread.start()
            thread.join()
        return Reply()

    def take_over():
        try:
            end_lease(stolen)
            transactions.claim(lease_of(stolen))
        finally:
            connection.close()

    meta.script = steal
    deliver(*messages)
    left = fresh(stolen).status
    assert left in {"queued", "sending"}, "it is the other holder's"
    assert statuses(meta_inbox) == ["sent"] * 5 + [left] + ["sent"] * 2
    assert [one.text for one in meta.arrivals if one.to == f"+{phone(2)}"] == ["one"]


@pytest.mark.django_db(transaction=True)
def test_of_two_batches_that_claim_the_same_lanes_each_lane_has_one(lanes):
    messages = lanes(an_inbox(), 8, "one")
    together_now = threading.Barrier(2)
    found = []

    def claim(some) -> None:
        together_now.wait()
        try:
            found.extend(attempt for _, attempt in claimed(some) if attempt)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=[some]) for some in (messages, messages[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.message.pk for one in found) == sorted(one.pk for one in messages)
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def held_by_another(sql: str, pk: int, meanwhile: Callable[[], T]) -> T:
    """What `meanwhile` returns while another connection holds the row."""
    holds, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [pk])
                holds.set()
                over.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert holds.wait(20)
    try:
        return meanwhile()
    finally:
        over.set()
        thread.join()


@pytest.mark.engine("postgresql")
@pytest.mark.django_db(transaction=True)
def test_a_lane_that_somebody_else_has_locked_holds_no_other(lanes):
    messages = lanes(an_inbox(), 3, "one")
    sql = "SELECT 1 FROM messaging_outboxlane WHERE conversation_id = %s FOR UPDATE"
    leases = [lease_of(message) for message in messages]
    done = held_by_another(
        sql, messages[1].conversation_id, lambda: do_together([Claim(lease) for lease in leases])
    )
    assert [one is not None for one in done] == [True, False, True]


@pytest.mark.engine("postgresql")
@pytest.mark.django_db(transaction=True)
def test_a_message_that_receipts_have_locked_is_left_to_its_own_lane(lanes):
    """They lock inbox by inbox, in another order than a batch: who waited while it holds others could wait for ever."""
    found = claimed(lanes(an_inbox(), 3, "one", "two"))
    sql = "SELECT 1 FROM messaging_message WHERE id = %s FOR NO KEY UPDATE"
    steps = [finish(lease, attempt) for lease, attempt in found]
    done = held_by_another(sql, found[1][1].message.pk, lambda: do_together(steps))
    assert [one is not None for one in done] == [True, False, True]
    assert [fresh(attempt.message).status for _, attempt in found] == ["sent", "sending", "sent"]


# --- rate limits ----------------------------------------------------------------------------------


def test_lane_whose_turn_is_far_is_given_back_and_others_go_on(lanes):
    inbox = an_inbox()
    messages = lanes(inbox, 3, "one")
    rate_limit.pause(rate_limit.pair_of(messages[1]), 20)
    attempts = [attempt for _, attempt in claimed(messages)]
    assert [attempt and attempt.message.pk for attempt in attempts] == [messages[0].pk, None, messages[2].pk]
    assert statuses(inbox) == ["sending", "queued", "sending"]
    lane = lane_of(messages[1])
    assert lane.lease_token is None
    assert 18 < (lane.due_at - timezone.now()).total_seconds() <= 20


def test_message_whose_turn_is_not_soon_is_marked_when_it_comes(lanes):
    (message,) = lanes(an_inbox(), 1, "one")
    rate_limit.pause(rate_limit.number(message.inbox_id), 1.5)
    ((lease, attempt),) = claimed([message])
    assert 1 < attempt.wait <= 1.5
    assert fresh(message).status == "queued"
    assert do_together([Begin(lease, go_on=True)])[0].attempt.marked
    assert fresh(message).status == "sending"


def test_waiting_lane_of_a_process_that_stops_is_given_back(lanes):
    (message,) = lanes(an_inbox(), 1, "one")
    rate_limit.pause(rate_limit.number(message.inbox_id), 1.5)
    ((lease, _),) = claimed([message])
    assert do_together([Begin(lease, go_on=False)])[0].attempt is None
    assert (fresh(message).status, lane_of(message).lease_token) == ("queued", None)
    assert lane_of(message).due_at is not None


def test_lane_without_a_row_is_left_to_itself(queue):
    message = queue(an_inbox(), "one")
    step = Claim(lease_of(message))
    OutboxLane.objects.all().delete()
    assert do_together([step]) == [None]
    assert step.alone() is None


# --- leases ---------------------------------------------------------------------------------------


def test_worker_that_lost_its_lane_begins_nothing(lanes):
    (message,) = lanes(an_inbox(), 1, "one")
    rate_limit.pause(rate_limit.number(message.inbox_id), 1.5)
    ((slow, _),) = claimed([message])
    end_lease(message)
    claimed([message])
    step = Begin(slow, go_on=True)
    assert do_together([step]) == [None]
    assert step.alone() is None
    assert fresh(message).status == "queued"


def test_repeated_claim_is_left_to_the_one_that_knows_its_own(lanes):
    (message,) = lanes(an_inbox(), 1, "one")
    ((lease, _),) = claimed([message])
    assert do_together([Claim(lease)]) == [None]
    assert Claim(lease).alone().message.content == "one"
    assert fresh(message).attempts == 1
