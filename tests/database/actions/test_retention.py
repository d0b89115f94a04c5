from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from messaging import feed
from messaging.actions.core import (
    prune_drafts,
    prune_logins,
    prune_measurements,
    prune_uses,
    prune_webhook_calls,
    retention,
)
from messaging.actors import SCHEDULE
from messaging.models import (
    CannedResponse,
    CannedUse,
    FeedEvent,
    Inbox,
    Measurement,
    Message,
    SavedDraft,
    TemplateUse,
    WebhookCall,
)
from tests.factories import a_template, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db
State = WebhookCall.State


@pytest.fixture
def inbox() -> Inbox:
    return an_inbox()


@pytest.fixture
def call(inbox: Inbox) -> Callable[..., WebhookCall]:
    def made(days: int, state: str = State.PROCESSED) -> WebhookCall:
        at = timezone.now() - timedelta(days=days)
        return WebhookCall.objects.create(
            inbox=inbox, source="whatsapp_cloud", body=b"{}", state=state, received_at=at
        )

    return made


def left() -> list[WebhookCall]:
    return list(WebhookCall.objects.order_by("pk"))


def test_calls_go_after_their_days_and_their_messages_stay(call, inbox: Inbox, settings) -> None:
    settings.WEBHOOK_CALL_DAYS = 30
    message = from_customer(inbox)
    gone = [call(31), call(400, State.IGNORED)]
    kept = [call(29), call(0, State.IGNORED)]
    assert prune_webhook_calls(by=SCHEDULE) == len(gone)
    assert left() == kept
    assert Message.objects.filter(pk=message.pk).exists()


def test_what_could_not_be_understood_stays_longer_and_what_waits_stays(call, settings) -> None:
    settings.WEBHOOK_CALL_DAYS, settings.FAILED_WEBHOOK_CALL_DAYS = 30, 180
    kept = [call(179, State.FAILED), call(1000, State.WAITING)]
    call(181, State.FAILED)
    prune_webhook_calls(by=SCHEDULE)
    assert left() == kept


def test_no_days_are_for_ever(call, settings) -> None:
    settings.WEBHOOK_CALL_DAYS = settings.FAILED_WEBHOOK_CALL_DAYS = 0
    kept = [call(5000), call(5000, State.FAILED)]
    assert prune_webhook_calls(by=SCHEDULE) == 0
    assert left() == kept


def test_the_oldest_go_first_in_transactions_of_their_own(call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    opened: list[int] = []
    newest, *_ = [call(days) for days in (40, 41, 42, 43, 44)]
    monkeypatch.setattr(retention, "_delete", counting(retention._delete, opened))
    assert [prune_webhook_calls(by=SCHEDULE) for _ in range(2)] == [2, 2]
    assert left() == [newest]
    assert opened == [2, 2]


def counting(delete: Callable[..., int], sizes: list[int]) -> Callable[..., int]:
    def counted(rows: object, ids: list[object], **kwargs: object) -> int:
        sizes.append(len(ids))
        return delete(rows, ids, **kwargs)

    return counted


def test_a_call_that_is_processed_again_meanwhile_stays(call, monkeypatch: pytest.MonkeyPatch) -> None:
    old = call(40)
    WebhookCall.objects.filter(pk=old.pk).update(state=State.WAITING)
    processed = WebhookCall.objects.filter(state=State.PROCESSED)
    assert retention._delete(processed, [old.pk], by=SCHEDULE) == 0
    assert left() == [old]


def test_measurements_go_after_their_days(inbox: Inbox, settings) -> None:
    settings.MEASUREMENT_DAYS = 100
    conversation = from_customer(inbox).conversation
    for days in (99, 101):
        at = timezone.now() - timedelta(days=days)
        Measurement.objects.create(
            kind="resolution", conversation=conversation, inbox=inbox, at=at, seconds=days
        )
    assert prune_measurements(by=SCHEDULE) == 1
    assert Measurement.objects.get().seconds == 99


def test_uses_of_canned_responses_and_templates_go_after_half_a_year(inbox: Inbox) -> None:
    canned = CannedResponse.objects.create(shortcode="hello", content="Hello")
    template = a_template(inbox)
    for days in (179, 181):
        at = timezone.now() - timedelta(days=days)
        CannedUse.objects.create(canned_response=canned, inbox=inbox, at=at)
        TemplateUse.objects.create(template=template, inbox=inbox, at=at)
    assert prune_uses(by=SCHEDULE) == 2
    for uses in (CannedUse.objects, TemplateUse.objects):
        assert uses.get().at > timezone.now() - timedelta(days=180)


def test_drafts_go_after_their_days_and_what_is_left_of_sent_ones_before(inbox: Inbox, settings) -> None:
    settings.DRAFT_DAYS = 100
    conversation = from_customer(inbox).conversation
    now = timezone.now()
    for n, (is_empty, days) in enumerate([(True, 31), (True, 29), (False, 101), (False, 99)]):
        writer = an_agent(username=f"writer{n}")
        SavedDraft.objects.create(
            agent=writer,
            conversation=conversation,
            inbox=inbox,
            revision=days,
            is_empty=is_empty,
            updated_at=now - timedelta(days=days),
        )
    assert prune_drafts(by=SCHEDULE) == 2
    assert sorted(SavedDraft.objects.values_list("revision", flat=True)) == [29, 99]
    settings.DRAFT_DAYS = 0
    SavedDraft.objects.update(updated_at=now - timedelta(days=1000))
    assert prune_drafts(by=SCHEDULE) == 1
    assert SavedDraft.objects.get().revision == 99


def test_logins_that_are_over_go(settings) -> None:
    now = timezone.now()
    for key, ends in (("over", -1), ("live", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(minutes=ends))
    for name, days in (("old", 31), ("new", 1)):
        failed = AccessAttempt.objects.create(username=name, failures_since_start=1)
        AccessAttempt.objects.filter(pk=failed.pk).update(attempt_time=now - timedelta(days=days))
    owner = an_agent()
    for expiry in (now - timedelta(minutes=1), now + timedelta(minutes=1), None):
        token, _ = AuthToken.objects.create(user=owner)
        AuthToken.objects.filter(pk=token.pk).update(expiry=expiry)
    assert prune_logins(by=SCHEDULE) == 3
    assert {one.expiry and one.expiry > now for one in AuthToken.objects.all()} == {None, True}
    assert Session.objects.get().session_key == "live"
    assert AccessAttempt.objects.get().username == "new"


def events(inbox: Inbox, at: datetime) -> list[int]:
    FeedEvent.objects.filter(inbox=inbox).update(created_at=at)
    return list(FeedEvent.objects.filter(inbox=inbox).order_by("seq").values_list("seq", flat=True))


@pytest.mark.parametrize(("hours", "kept"), [(1, 2), (72, None)])
def test_the_installation_says_how_much_of_the_feed_is_kept(
    inbox: Inbox, settings, hours: int, kept: int | None
) -> None:
    settings.FEED_HOURS, settings.FEED_EVENTS = hours, 2
    for number in range(4):
        from_customer(inbox, str(number))
    before = events(inbox, timezone.now() - timedelta(hours=2))
    assert len(before) > 2
    feed.prune_all()
    after = list(FeedEvent.objects.filter(inbox=inbox).order_by("seq").values_list("seq", flat=True))
    assert after == (before if kept is None else before[-kept:])
