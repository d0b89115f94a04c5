"""Jobs: what they do, what becomes of them, and when they come again."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from messaging import awaiting
from messaging.actions.conversation.read_receipts import show_typing
from messaging.actions.core.jobs import enqueue_job
from messaging.actions.inbox.inboxes import configure_inbox
from messaging.actions.outgoing import Draft, send_message
from messaging.delivery import database
from messaging.delivery.jobs import job_leases, pool, provider_calls, schedule
from messaging.delivery.jobs.failures import TRIES, job_delay
from messaging.delivery.jobs.pool import DEATHS, JobPool
from messaging.delivery.jobs.provider_calls import RunAgain
from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.ingest import apply_poll_results
from messaging.models import Conversation, Inbox, Job, Message, WebhookCall
from messaging.runtime import runtime
from messaging.transports.base import Identity, KnownMessages, PollResult, TemplateRow
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.database.media.conftest import Run
from tests.factories import BY, an_inbox, from_customer, meta_body, text_item

pytestmark = pytest.mark.django_db(transaction=True)

READ, FETCH, SYNC, POLL = (
    Job.Kind.MARK_READ,
    Job.Kind.FETCH_MEDIA,
    Job.Kind.SYNC_TEMPLATES,
    Job.Kind.POLL,
)


def refused(failure: FailureClass = FailureClass.RETRY, **more: Any) -> SendRefused:
    return SendRefused("1", "No", failure=failure, **more)


def asked(kind: Job.Kind = READ, subject: int = 1, **data: Any) -> Job:
    inbox = Inbox.objects.first() or an_inbox()
    enqueue_job(kind, subject, inbox=inbox, data=data, by=BY)
    return Job.objects.get(kind=kind, subject=subject)


def make_due() -> None:
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def handlers(handler: Callable[[Job], Any]) -> dict[str, Any]:
    async def run(job: Job) -> Any:
        return handler(job)

    return dict.fromkeys(Job.Kind, run)


def fail(problem: Exception) -> Callable[[Job], None]:
    def handler(_: Job) -> None:
        raise problem

    return handler


# --- outcomes --------------------------------------------------------------------------------


def test_done_is_gone(run: Run) -> None:
    asked()
    run(handlers(lambda _: None))
    assert not Job.objects.exists()


def test_done_again_remembers(run: Run) -> None:
    asked(POLL)
    run(handlers(lambda _: RunAgain(300, {"since": "now"})))
    job = Job.objects.get()
    assert (job.data, job.attempts, job.lease_until) == ({"since": "now"}, 0, None)
    assert 290 < (job.due_at - timezone.now()).total_seconds() <= 300


@pytest.mark.parametrize(
    "problem", [refused(), OutcomeUnknown("no answer"), ValueError("a bug"), TimeoutError()]
)
def test_what_went_wrong_is_tried_again(run: Run, problem: Exception) -> None:
    asked()
    run(handlers(fail(problem)))
    job = Job.objects.get()
    assert (job.attempts, job.lease_until) == (1, None)
    assert job.due_at > timezone.now()
    assert job.error


def test_a_job_that_hangs_lets_go(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LIMITS", dict.fromkeys(Job.Kind, 0.05))

    async def hang(_: Job) -> None:
        await asyncio.sleep(60)

    asked()
    run(dict.fromkeys(Job.Kind, hang))
    assert Job.objects.get().error.startswith("no_answer")


@pytest.mark.parametrize("kind", [READ, SYNC])
def test_courtesies_are_given_up_when_the_inbox_is_refused(run: Run, kind: Job.Kind) -> None:
    asked(kind)
    run(handlers(fail(refused(FailureClass.INBOX))))
    assert not Job.objects.exists()
    assert Inbox.objects.get().health == "ok", "only what pauses is the inbox's health"


@pytest.mark.parametrize(("kind", "health"), [(READ, "ok"), (Job.Kind.SHOW_TYPING, "ok"), (SYNC, "paused")])
def test_what_stands_against_a_courtesy_stands_against_no_message(
    run: Run, kind: Job.Kind, health: str
) -> None:
    asked(kind)
    run(handlers(fail(refused(FailureClass.INBOX, pauses=True))))
    assert Inbox.objects.get().health == health


def test_the_refusal_of_a_former_token_does_not_pause_the_new_one(run: Run) -> None:
    job = asked(SYNC)

    def handler(_: Job) -> None:
        configure_inbox(job.inbox, {"access_token": "a-new-one"}, by=BY)
        raise refused(FailureClass.INBOX, pauses=True)

    async def in_thread(one: Job) -> None:
        await database.once(handler, one)

    run({SYNC: in_thread})
    assert Inbox.objects.get().health == "ok"


def test_a_final_refusal_is_final(run: Run) -> None:
    asked()
    run(handlers(fail(refused(FailureClass.PERMANENT))))
    assert not Job.objects.exists()


def test_what_ends_every_process_that_does_it_is_given_up(run: Run) -> None:
    asked()
    for died, there in ((6, True), (7, False)):
        Job.objects.update(attempts=died)
        make_due()
        run(handlers(lambda _: RunAgain(0.0)))
        assert Job.objects.exists() == there


def test_the_lease_is_renewed_while_it_takes_long(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_leases, "RENEW_EVERY", 0.02)
    ends: list[Any] = []

    async def slow(job: Job) -> None:
        while len(set(ends)) < 3:
            ends.append((await Job.objects.aget()).lease_until)
            await asyncio.sleep(0.01)

    asked()
    run(dict.fromkeys(Job.Kind, slow))
    assert sorted(set(ends)) == list(dict.fromkeys(ends))
    assert not Job.objects.exists()


def test_whoever_loses_the_lease_lets_go_of_the_work(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_leases, "RENEW_EVERY", 0.02)
    theirs = uuid.uuid4()
    cut: list[bool] = []

    async def slow(job: Job) -> None:
        try:
            await Job.objects.aupdate(lease_token=theirs)
            await asyncio.sleep(60)
        finally:
            cut.append(True)

    asked()
    run(dict.fromkeys(Job.Kind, slow))
    assert cut == [True]
    assert Job.objects.get().lease_token == theirs


def test_what_is_cut_off_by_the_stop_is_given_back() -> None:
    asked()

    async def live() -> None:
        begun = asyncio.Event()

        async def slow(_: Job) -> None:
            begun.set()
            await asyncio.sleep(60)

        runner = JobPool(dict.fromkeys(Job.Kind, slow))
        runner.start()
        await asyncio.wait_for(begun.wait(), 10)
        await runner.stop(0.05)

    asyncio.run(live())
    job = Job.objects.get()
    assert (job.lease_until, job.attempts) == (None, 0)


def test_a_wake_up_acts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SWEEP", 60.0)
    an_inbox()

    async def live() -> None:
        done, found_nothing = asyncio.Event(), asyncio.Event()
        real = awaiting.wait_until_set

        async def pause(*args: Any) -> None:
            found_nothing.set()
            await real(*args)

        async def handler(_: Job) -> None:
            done.set()

        monkeypatch.setattr(awaiting, "wait_until_set", pause)
        runner = JobPool(dict.fromkeys(Job.Kind, handler))
        runner.start()
        await found_nothing.wait()
        await asyncio.to_thread(_in_thread, asked)
        runner.wake()
        await asyncio.wait_for(done.wait(), 10)
        await runner.stop(5)

    asyncio.run(live())
    assert not Job.objects.exists()


def _in_thread(step: Callable[[], object]) -> None:
    try:
        step()
    finally:
        connection.close()


# --- how long to wait ------------------------------------------------------------------------


def job_of(kind: Job.Kind, attempts: int, **more: Any) -> Job:
    return Job(kind=kind, subject=1, attempts=attempts, **more)


def test_what_the_provider_named_is_never_undercut() -> None:
    busy = refused(FailureClass.LIMIT, retry_after=900)
    assert job_delay(job_of(FETCH, 1), busy, lambda: 0.0) == 900


def test_a_budget_of_the_refusal_counts() -> None:
    assert job_delay(job_of(FETCH, 2), refused(budget=3), lambda: 0.5) is not None
    assert job_delay(job_of(FETCH, 3), refused(budget=3), lambda: 0.5) is None


def test_retries_of_an_hour_are_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    assert job_delay(job_of(FETCH, 1), refused(), lambda: 0.0) != job_delay(
        job_of(FETCH, 1), refused(), lambda: 0.9
    )


def test_typing_is_never_tried_twice() -> None:
    assert job_delay(job_of(Job.Kind.SHOW_TYPING, 1), refused(), lambda: 0.5) is None


# --- marking read, typing ----------------------------------------------------------------------------------


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What was told to the provider: (message, typing)."""
    found: list[tuple[str, bool]] = []

    async def mark_read(_: object, http: object, config: object, external_id: str, *, typing: bool) -> None:
        found.append((external_id, typing))

    monkeypatch.setattr(WhatsAppCloud, "mark_read", mark_read)
    return found


def test_read_is_told_once_with_the_newest(run: Run, marked: list[tuple[str, bool]]) -> None:
    asked(READ, external_id="wamid.1")
    asked(READ, external_id="wamid.2")
    run()
    assert marked == [("wamid.2", False)]


def test_a_conversation_is_taken_from_who_answers_it(
    run: Run, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Any] = []

    async def take_control(_: object, http: object, config: object, to: Any) -> None:
        taken.append(to)

    monkeypatch.setattr(WhatsAppCloud, "take_control", take_control)
    conversation = from_customer(inbox).conversation
    # Another sender's last word came after an agent had asked for it.
    Conversation.objects.update(answered_by="Meta's Business Agent")
    asked(Job.Kind.TAKE_CONTROL, conversation.pk)
    asked(Job.Kind.TAKE_CONTROL, conversation.pk + 1)  # a conversation that is gone
    run()
    assert taken == [(Identity("phone", "447700900123"),)]
    assert Conversation.objects.get().answered_by is None
    assert not Job.objects.exists()


def test_who_may_not_take_a_conversation_leaves_the_inbox_well(run: Run, inbox: Inbox) -> None:
    asked(Job.Kind.TAKE_CONTROL, from_customer(inbox).conversation.pk)
    run(handlers(fail(refused(FailureClass.INBOX, pauses=True))))
    inbox.refresh_from_db()
    assert inbox.health == Inbox.Health.OK


def test_typing_is_told_unless_it_is_old(run: Run, marked: list[tuple[str, bool]]) -> None:
    asked(Job.Kind.SHOW_TYPING, external_id="wamid.1")
    run()
    assert marked == [("wamid.1", True)]
    asked(Job.Kind.SHOW_TYPING, external_id="wamid.2")
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=20))
    run()
    assert len(marked) == 1
    assert not Job.objects.exists()


def test_typing_is_not_told_once_the_answer_is_there(
    run: Run, marked: list[tuple[str, bool]], inbox: Inbox
) -> None:
    question = from_customer(inbox)
    send_message(question.conversation, Draft(author=None, content="A former answer"), by=BY)
    assert show_typing(question.conversation, by=BY)
    send_message(question.conversation, Draft(author=None, content="The answer"), by=BY)
    run()
    assert marked == []


def rows(*names: str, **fields: Any) -> tuple[TemplateRow, ...]:
    return tuple(TemplateRow(name, name, "en", **{"status": "APPROVED", **fields}) for name in names)


def test_templates_are_taken_over_and_the_missing_are_kept_as_deleted(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[tuple[TemplateRow, ...]] = [
        rows("a", "b"),
        rows("b", status="PAUSED"),
        rows("b", status="PAUSED"),
    ]

    async def templates(*_: object) -> tuple[TemplateRow, ...]:
        return listed.pop(0)

    monkeypatch.setattr(WhatsAppCloud, "templates", templates)
    inbox = an_inbox()
    seen = []
    for _ in range(3):
        enqueue_job(SYNC, inbox.pk, inbox=inbox, by=BY)
        run()
        found = {row.name: row.status for row in inbox.templates.all()}
        kinds = inbox.feed_events.order_by("seq").values_list("kind", flat=True)
        seen.append((found, list(kinds).count("template.updated")))
        inbox.refresh_from_db()
        assert inbox.templates_synced_at is not None
    assert seen == [
        ({"a": "APPROVED", "b": "APPROVED"}, 2),
        ({"a": "DELETED", "b": "PAUSED"}, 4),
        ({"a": "DELETED", "b": "PAUSED"}, 4),
    ]


def test_templates_are_asked_for_every_hour_and_not_of_a_paused_inbox() -> None:
    inbox, paused, nameless = an_inbox(), an_inbox(), an_inbox(config={"waba_id": ""})
    Inbox.objects.filter(pk=paused.pk).update(health="paused")
    assert schedule.enqueue_template_syncs() == 1
    assert schedule.enqueue_template_syncs() == 0, "it waits already"
    assert set(Job.objects.values_list("subject", flat=True)) == {inbox.pk}
    Job.objects.all().delete()
    Inbox.objects.update(templates_synced_at=timezone.now() - timedelta(minutes=30))
    assert schedule.enqueue_template_syncs() == 0
    Inbox.objects.update(templates_synced_at=timezone.now() - timedelta(minutes=61))
    assert schedule.enqueue_template_syncs() == 1
    assert nameless.pk not in Job.objects.values_list("subject", flat=True)


# --- polls -----------------------------------------------------------------------------------


def test_a_poll_takes_in_what_a_lost_webhook_should_have_brought(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import orjson

    inbox = an_inbox()
    known_one = from_customer(inbox, "known")
    lost = text_item("lost", wamid="wamid.lost")
    document = meta_body(inbox, messages=[text_item("known", wamid=known_one.external_id), lost])
    until = timezone.now() + timedelta(hours=1)
    since, have = [], []

    async def poll(_: object, http: object, config: object, when: Any, known: KnownMessages) -> PollResult:
        since.append(when)
        have.append(set(await known.messages([str(known_one.external_id), "wamid.lost"])))
        return PollResult(orjson.dumps(document), until if len(since) == 1 else None)

    monkeypatch.setattr(WhatsAppCloud, "poll", poll, raising=False)
    monkeypatch.setattr(
        provider_calls,
        "provider_access",
        lambda pk: provider_calls.ProviderAccess(Inbox.objects.get(pk=pk), _Polled(), {}),
    )
    monkeypatch.setattr(runtime(), "poll_handler", apply_poll_results)
    enqueue_job(POLL, inbox.pk, inbox=inbox, by=BY)
    run()
    assert set(Message.objects.values_list("content", flat=True)) == {"known", "lost"}
    assert WebhookCall.objects.count() == 1
    # There was more than one poll takes: it goes on in a moment, from there.
    assert Job.objects.get().due_at < timezone.now() + timedelta(seconds=10)
    make_due()
    run()
    assert WebhookCall.objects.count() == 1, "nothing new, nothing kept"
    assert Message.objects.count() == 2
    assert since[0] >= inbox.created_at
    assert since[1] == until - timedelta(hours=1)
    assert have == [{known_one.external_id}, {known_one.external_id, "wamid.lost"}]
    make_due()
    run()
    assert since[2] < timezone.now() - timedelta(minutes=59)


@pytest.mark.parametrize(
    "problem",
    [
        refused(),
        refused(FailureClass.PERMANENT),
        refused(FailureClass.INBOX),
        ValueError("a bug"),
        TimeoutError(),
    ],
)
def test_a_poll_keeps_its_place_through_any_outage(run: Run, problem: Exception) -> None:
    since = (timezone.now() - timedelta(days=3)).isoformat()
    asked(POLL, since=since)
    for _ in range(30):
        make_due()
        assert run(handlers(fail(problem)))
        job = Job.objects.get()
        assert job.data == {"since": since}
        assert job.error
        assert timezone.now() < job.due_at < timezone.now() + timedelta(minutes=15)
    make_due()
    found: list[Job] = []
    run(handlers(found.append))
    assert [one.data for one in found] == [{"since": since}]


def test_a_poll_that_ended_every_process_is_tried_again(run: Run) -> None:
    asked(POLL, since="then")
    Job.objects.update(attempts=TRIES[POLL] + DEATHS)
    make_due()
    run(handlers(lambda _: RunAgain(0.0)))
    make_due()
    run(handlers(lambda job: RunAgain(0.0, job.data)))
    assert (Job.objects.get().attempts, Job.objects.get().data) == (0, {"since": "then"})


def test_the_first_poll_looks_back_a_day_however_late_it_succeeds() -> None:
    inbox = an_inbox()
    now = timezone.now()
    job = Job(kind=POLL, inbox=inbox, created_at=now - timedelta(days=4))
    inbox.created_at = now - timedelta(days=30)
    assert provider_calls._since(job, inbox) == now - timedelta(days=5)
    inbox.created_at = now - timedelta(days=4, hours=1)
    assert provider_calls._since(job, inbox) == inbox.created_at


class _Polled(WhatsAppCloud):
    """Meta, as if it could be polled."""

    def __init__(self) -> None:
        super().__init__()
        self.capabilities = type("C", (), {"polls": True})()


def test_a_provider_that_is_not_polled_is_not(run: Run) -> None:
    inbox = an_inbox()
    assert schedule.enqueue_polls() == 0
    enqueue_job(POLL, inbox.pk, inbox=inbox, by=BY)
    run()
    assert not Job.objects.exists()
