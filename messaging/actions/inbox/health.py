"""How an inbox stands with its provider. A problem may pause sending; receiving never pauses.

An inbox's row is locked here and then its lanes: not to be called by whoever holds a lane.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from messaging.actions.core import make_inbox_jobs_due, make_inbox_lanes_due, record_inbox
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Inbox, InboxNotice, Message

log = logging.getLogger(__name__)

# How a problem ends that an accepted message does not disprove, beside its words in `health_error`:
# {"arrived": kind} by the arrival of such a message, {"until": time or ""} by what the provider says
# or an accepted message after that time.
ENDS = "ends"
Ends = dict[str, str]
ErrorText = dict[str, str]
# The code of what a provider says of the whole account, without refusing anything by it.
ACCOUNT = "account"


@recording()
def mark_unhealthy(
    inbox: Inbox, error: ErrorText, *, pauses: bool, ends: Ends | None = None, by: Actor | None = None
) -> bool:
    """Mark an inbox that the provider itself refuses; returns False when that was known.

    `error`: ``{"code", "title", "detail", "action"}``. `pauses`: nothing can go out until the token or a
    permission has been changed. A lesser error does not hide one that pauses. `ends`: of a lesser one that no
    accepted message disproves.
    """
    if not set_unhealthy(inbox, error, pauses=pauses, ends=ends):
        return False
    _add_notice(
        inbox, error, InboxNotice.Level.ERROR if pauses else InboxNotice.Level.WARNING, timezone.now()
    )
    return True


def set_unhealthy(inbox: Inbox, error: ErrorText, *, pauses: bool, ends: Ends | None = None) -> bool:
    """Mark an inbox as paused or failing, inside `recording()`; return False when that was known."""
    row = _locked(inbox)
    state = Inbox.Health.PAUSED if pauses else Inbox.Health.WARNING
    if not _is_change(row, state, error["code"]):
        return False
    since = row.health_since if row.health == state and row.health_since else timezone.now()
    _set_health(row, state, error | ({ENDS: ends} if ends and not pauses else {}), since)
    extra = {"inbox_id": row.pk, "code": error["code"], "title": error["title"], "health": state}
    log.error("An inbox is unhealthy", extra=extra)
    return True


@recording()
def mark_healthy(inbox: Inbox, *, by: Actor | None = None) -> bool:
    """Something was accepted: the problem is over. What paused the inbox held everything back, and that goes
    out now; a lesser problem concerns some kinds of messages only, and lasts as long as one waits because of it.
    What was told by a receipt or a notice does not end so: such messages are accepted, and fail then.

    False when it is not over, or there was none. Cheap for an inbox that was well when the caller read it.
    """
    if inbox.health == Inbox.Health.OK:
        return False
    row = _locked(inbox)
    lasts = row.health == Inbox.Health.WARNING and (_has_other_end(row) or _has_waiting_messages(row))
    if row.health == Inbox.Health.OK or lasts:
        return False
    paused = row.health == Inbox.Health.PAUSED
    _set_healthy(row, "The provider took a message again.")
    if paused:
        _make_all_due(row)
    return True


def mark_healthy_by_arrival(inbox: Inbox, kinds: Collection[str]) -> bool:
    """Messages of these kinds, written since the problem began, reached somebody: what receipts told of such
    ones is over. Inside `recording()`; False when it is not, or there was none."""
    row = _locked(inbox)
    ends = (row.health_error or {}).get(ENDS) or {}
    over = row.health == Inbox.Health.WARNING and ends.get("arrived") in kinds
    if over:
        _set_healthy(row, "A message arrived again.")
    return over


def _has_other_end(row: Inbox) -> bool:
    ends = (row.health_error or {}).get(ENDS)
    until = parse_datetime(ends.get("until") or "") if ends else None
    return bool(ends) and (until is None or timezone.now() < until)


def end_account_error(inbox: Inbox) -> None:
    """End what the provider takes back about the account; other errors stay. Inside `recording()`."""
    row = _locked(inbox)
    if (row.health_error or {}).get("code") == ACCOUNT:
        _set_healthy(row, "WhatsApp says so.")


def _has_waiting_messages(row: Inbox) -> bool:
    code = (row.health_error or {}).get("code")
    return Message.objects.filter(inbox=row, status=Message.Status.QUEUED, error__code=code).exists()


@recording()
def resume_inbox(
    inbox: Inbox, why: str = "The inbox's settings were changed.", *, by: Actor | None = None
) -> None:
    """Its token or settings were changed, or somebody knows that it is repaired: what waits is tried at once.
    What is still wrong will say so."""
    row = _locked(inbox)
    if row.health != Inbox.Health.OK:
        _set_healthy(row, why)
    _make_all_due(row)


def _make_all_due(row: Inbox) -> None:
    """Messages, and whatever else waited for the inbox to be repaired: customers' files, polls."""
    make_inbox_lanes_due(row)
    make_inbox_jobs_due(row)


def _locked(inbox: Inbox) -> Inbox:
    return Inbox.objects.lock(inbox.pk)


def _is_change(row: Inbox, state: str, code: str) -> bool:
    if row.health == Inbox.Health.PAUSED and state != Inbox.Health.PAUSED:
        return False
    return (row.health, (row.health_error or {}).get("code")) != (state, code)


def _set_healthy(row: Inbox, detail: str) -> None:
    former = row.health_error or {}
    now = timezone.now()
    _set_health(row, Inbox.Health.OK, None, now)
    over = {"code": former.get("code", ""), "title": "Sending works again", "detail": detail, "action": ""}
    _add_notice(row, over, InboxNotice.Level.INFO, now)
    log.info("An inbox is healthy again", extra={"inbox_id": row.pk, "code": over["code"]})


def _set_health(row: Inbox, state: str, error: dict[str, Any] | None, since: datetime) -> None:
    row.health, row.health_error, row.health_since = state, error, since
    row.save(update_fields=["health", "health_error", "health_since"])
    record_inbox(row)


def _add_notice(row: Inbox, error: ErrorText, level: str, at: datetime) -> None:
    """Add a line to the inbox's log; each time that it happens is one."""
    digest = hashlib.sha256(f"health {error['code']} {at.isoformat()}".encode()).hexdigest()
    title, rest = error["title"][:255], {name: error[name] for name in ("detail", "action")}
    InboxNotice.objects.create(
        inbox=row, level=level, code=error["code"][:64], title=title, digest=digest, at=at, **rest
    )
