"""Delete what nobody needs any more, a kind at a time: stored webhook calls, measurements, uses of
canned responses, drafts, ended logins, failed ones.

The installation says how many days of a kind are kept (`support_console/environment.py`); 0 keeps it for ever. What
the feed keeps is its own business: `messaging/feed/retention.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from knox.models import AuthToken

from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import CannedUse, Measurement, SavedDraft, TemplateUse, WebhookCall

# Rows of one transaction: some milliseconds, so that no webhook waits behind it.
BATCH = 500
# Longer than any lock-out; the rows are also what an admin reads about an attack.
LOGIN_FAILURE_DAYS = 30
# What was said half a year ago ranks nothing any more.
USE_DAYS = 180
# So long a device may be away and still learn that its draft was sent from another one.
EMPTY_DRAFT_DAYS = 30


def prune_webhook_calls(*, by: Actor) -> int:
    """Delete the oldest calls that are past their days, as all of these verbs one batch at a time; return how many. Calls
    that could not be understood have days of their own; one that still waits to be applied stays."""
    done = WebhookCall.objects.filter(state__in=[WebhookCall.State.PROCESSED, WebhookCall.State.IGNORED])
    failed = WebhookCall.objects.filter(state=WebhookCall.State.FAILED)
    return _prune(done, "received_at", settings.WEBHOOK_CALL_DAYS, by=by) + _prune(
        failed, "received_at", settings.FAILED_WEBHOOK_CALL_DAYS, by=by
    )


def prune_measurements(*, by: Actor) -> int:
    """Delete the oldest measurements that are past their days; return how many."""
    return _prune(Measurement.objects.all(), "at", settings.MEASUREMENT_DAYS, by=by)


def prune_uses(*, by: Actor) -> int:
    """Delete the oldest uses of canned responses and of templates that are past their days; return how many."""
    canned = _prune(CannedUse.objects.all(), "at", USE_DAYS, by=by)
    return canned + _prune(TemplateUse.objects.all(), "at", USE_DAYS, by=by)


def prune_drafts(*, by: Actor) -> int:
    """Delete the oldest drafts that nobody has touched for their days, and what is left of those that were sent; return how
    many."""
    over = _prune(SavedDraft.objects.filter(is_empty=True), "updated_at", EMPTY_DRAFT_DAYS, by=by)
    return over + _prune(SavedDraft.objects.all(), "updated_at", settings.DRAFT_DAYS, by=by)


def prune_logins(*, by: Actor) -> int:
    """Delete sessions and tokens that are over, and failed logins that are past their days; return how many."""
    now = timezone.now()
    over = _delete_before(Session.objects.all(), "expire_date", now, by=by)
    over += _delete_before(AuthToken.objects.all(), "expiry", now, by=by)
    return over + _prune(AccessAttempt.objects.all(), "attempt_time", LOGIN_FAILURE_DAYS, by=by)


def _prune(rows: QuerySet[Any], column: str, days: int, *, by: Actor) -> int:
    return _delete_before(rows, column, timezone.now() - timedelta(days=days), by=by) if days else 0


def _delete_before(rows: QuerySet[Any], column: str, end: datetime, *, by: Actor) -> int:
    """Delete rows whose `column` is before `end`, the oldest first, at most a batch; return how many."""
    # Read first: a table in order is not written to.
    ids = list(rows.filter(**{f"{column}__lt": end}).order_by(column).values_list("pk", flat=True)[:BATCH])
    return _delete(rows, ids, by=by) if ids else 0


@recording()
def _delete(rows: QuerySet[Any], ids: list[Any], *, by: Actor) -> int:
    # The state is asked again: an admin may just have had a call processed again. Django reads what it deletes where
    # others refer to it: not the bodies, of up to megabytes each.
    return rows.filter(pk__in=ids).only("pk").delete()[0]
