"""A day without a word, on a clock of the test's own: what goes to the provider, and when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from messaging.actions.outgoing import Draft, TemplateChoice, retry_message, send_message
from messaging.actions.outgoing.reacting import react
from messaging.actions.updates.receipts import apply_receipts
from messaging.errors import Conflict
from messaging.models import Conversation, Inbox, Job, Message
from messaging.transports.base import Receipt
from tests.database.delivery.conftest import Deliver, fresh
from tests.factories import BY, a_template, from_customer
from tests.fake_provider.meta import FakeMeta, refuse

pytestmark = pytest.mark.django_db(transaction=True)
GO_ON = TemplateChoice("go_on", "en", {"body.1": "Ann"})
Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """``later(timedelta)``: that much time has gone by."""
    real, passed = timezone.now, [timedelta()]

    def now() -> datetime:
        return real() + passed[0]

    def go_by(time: timedelta) -> None:
        passed[0] += time

    monkeypatch.setattr(timezone, "now", now)
    return go_by


def kinds(meta: FakeMeta) -> list[str]:
    return [arrival.body["type"] for arrival in meta.arrivals]


def answer(inbox: Inbox, content: str = "Here it is", **fields: object) -> Message:
    return send_message(inbox.conversations.get(), Draft(author=None, content=content, **fields), by=BY)  # type: ignore[arg-type]


def test_after_a_day_a_template_goes_and_the_answer_follows_the_reply_once(
    meta: FakeMeta, meta_inbox: Inbox, deliver: Deliver, later: Later
) -> None:
    a_template(meta_inbox)
    from_customer(meta_inbox, "Is it there?")
    later(timedelta(hours=23, minutes=59))
    deliver(answer(meta_inbox, "Nearly"))
    later(timedelta(minutes=2))
    with pytest.raises(Conflict) as refusal:
        answer(meta_inbox)
    assert refusal.value.code == "window_closed"
    assert meta.texts() == ["Nearly"]
    held = answer(meta_inbox, hold=True, template=GO_ON)
    deliver(held)
    assert kinds(meta) == ["text", "template"]
    assert fresh(held).status == "held"
    later(timedelta(days=2))
    for words in ("Yes", "Go on"):
        from_customer(meta_inbox, words)
        deliver(held)
    assert kinds(meta) == ["text", "template", "text"]
    assert meta.texts()[-1] == "Here it is"
    assert fresh(held).status == "sent"


def test_what_the_provider_says_about_the_window_counts(
    meta: FakeMeta, meta_inbox: Inbox, deliver: Deliver
) -> None:
    a_template(meta_inbox)
    from_customer(meta_inbox)
    meta.then(refuse(131047))
    message = answer(meta_inbox)
    deliver(message)
    assert fresh(message).status == "failed"
    for again in (lambda: retry_message(message, by=BY), lambda: answer(meta_inbox, "Once more")):
        with pytest.raises(Conflict) as refusal:
            again()
        assert refusal.value.code == "window_closed"
    template = send_message(meta_inbox.conversations.get(), Draft(author=None, template=GO_ON), by=BY)
    deliver(template)
    assert kinds(meta) == ["text", "template"]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_refused_template_has_the_list_fetched_anew(
    meta: FakeMeta, meta_inbox: Inbox, deliver: Deliver, *, at_once: bool
) -> None:
    """It was paused between our last look and its attempt, which is told at once or by a receipt."""
    a_template(meta_inbox)
    from_customer(meta_inbox)
    if at_once:
        meta.then(refuse(132015))
    message = answer(meta_inbox, content="", template=GO_ON)
    deliver(message)
    if not at_once:
        failed = Receipt(
            meta_inbox.route, str(fresh(message).external_id), "failed", error={"code": "132015"}
        )
        apply_receipts(meta_inbox, [failed], by=BY)
    assert fresh(message).status == "failed"
    assert [(one.kind, one.subject) for one in Job.objects.all()] == [("sync_templates", meta_inbox.pk)]


def test_who_writes_while_the_provider_refuses_keeps_the_window_open(
    meta: FakeMeta, meta_inbox: Inbox, deliver: Deliver
) -> None:
    from_customer(meta_inbox)
    Conversation.objects.update(window_closes_at=timezone.now() + timedelta(minutes=1))
    message, written = answer(meta_inbox), threading.Event()
    meta.then(replace(refuse(131047), hold=written))

    def write() -> None:
        meta.wait_for(1)
        try:
            from_customer(meta_inbox, "Still there?")
        finally:
            connections.close_all()
            written.set()

    with ThreadPoolExecutor() as pool:
        pool.submit(write)
        deliver(message)
    assert fresh(message).status == "failed"
    assert retry_message(message, by=BY).status == "queued"


def test_of_two_quick_reactions_the_customer_sees_the_last(
    meta: FakeMeta, meta_inbox: Inbox, deliver: Deliver
) -> None:
    target = from_customer(meta_inbox, external_id="wamid.target")
    for emoji in ("👍", "❤️", ""):
        react(target, None, emoji, by=BY)
    deliver(target)
    sent = [arrival.body["reaction"] for arrival in meta.arrivals]
    assert sent == [{"message_id": "wamid.target", "emoji": emoji} for emoji in ("👍", "❤️", "")]
    # Answered in the lane, but no line of the thread.
    assert set(Message.objects.filter(kind="reaction").values_list("status", flat=True)) == {"sent"}
