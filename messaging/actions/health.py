"""How an inbox stands with its provider. Trouble may pause sending; receiving never pauses.

An inbox's row is locked here and then its lanes: not to be called by whoever holds a lane.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from django.utils import timezone

from messaging.actions.errands import inbox_errands_due
from messaging.actions.outbox import inbox_lanes_due
from messaging.feed.log import record, recording
from messaging.models import Inbox, InboxNotice, Message

log = logging.getLogger(__name__)

# The code of what a provider says of the whole account, without refusing anything by it.
ACCOUNT = "account"


@recording()
def mark_trouble(inbox: Inbox, *, code: str, title: str, detail: str, action: str, pauses: bool) -> bool:
    """The provider refuses the inbox itself; False when that was known.

    `pauses`: nothing can go out until somebody has changed the token or a permission. A lesser trouble
    does not hide one that pauses.
    """
    error = {"code": code, "title": title, "detail": detail, "action": action}
    if not begin_trouble(inbox, error, pauses=pauses):
        return False
    _note(inbox, error, InboxNotice.Level.ERROR if pauses else InboxNotice.Level.WARNING, timezone.now())
    return True


def begin_trouble(inbox: Inbox, error: dict[str, str], *, pauses: bool) -> bool:
    """The same, where the inbox's log tells of it already; inside `recording()`."""
    row = _locked(inbox)
    state = Inbox.Health.PAUSED if pauses else Inbox.Health.WARNING
    if not _is_news(row, state, error["code"]):
        return False
    since = row.health_since if row.health == state and row.health_since else timezone.now()
    _set(row, state, error, since)
    said = {"inbox_id": row.pk, "code": error["code"], "title": error["title"], "health": state}
    log.error("inbox has trouble", extra=said)
    return True


@recording()
def mark_well(inbox: Inbox) -> bool:
    """Something was accepted: the trouble is over. What paused the inbox held everything back, and that goes
    out now; a lesser trouble concerns some kinds of messages only, and lasts as long as one waits because of it.

    False when it is not over, or there was none. Cheap for an inbox that was well when the caller read it.
    """
    if inbox.health == Inbox.Health.OK:
        return False
    row = _locked(inbox)
    if row.health == Inbox.Health.OK or (row.health == Inbox.Health.WARNING and _somebody_waits(row)):
        return False
    paused = row.health == Inbox.Health.PAUSED
    _end_trouble(row, "The provider took a message again.")
    if paused:
        _all_due(row)
    return True


def end_account_trouble(inbox: Inbox) -> None:
    """The provider takes back what it said of the account; other trouble stays. Inside `recording()`."""
    row = _locked(inbox)
    if (row.health_error or {}).get("code") == ACCOUNT:
        _end_trouble(row, "WhatsApp says so.")


def _somebody_waits(row: Inbox) -> bool:
    code = (row.health_error or {}).get("code")
    return Message.objects.filter(inbox=row, status=Message.Status.QUEUED, error__code=code).exists()


@recording()
def resume_inbox(inbox: Inbox) -> None:
    """Its token or settings were changed: what waits is tried at once. What is still wrong will say so."""
    row = _locked(inbox)
    if row.health != Inbox.Health.OK:
        _end_trouble(row, "The inbox's settings were changed.")
    _all_due(row)


def _all_due(row: Inbox) -> None:
    """Messages, and whatever else waited for the inbox to be mended: customers' files, polls."""
    inbox_lanes_due(row)
    inbox_errands_due(row)


def _locked(inbox: Inbox) -> Inbox:
    return Inbox.objects.select_for_update(no_key=True).get(pk=inbox.pk)


def _is_news(row: Inbox, state: str, code: str) -> bool:
    if row.health == Inbox.Health.PAUSED and state != Inbox.Health.PAUSED:
        return False
    return (row.health, (row.health_error or {}).get("code")) != (state, code)


def _end_trouble(row: Inbox, detail: str) -> None:
    former = row.health_error or {}
    now = timezone.now()
    _set(row, Inbox.Health.OK, None, now)
    over = {"code": former.get("code", ""), "title": "Sending works again", "detail": detail, "action": ""}
    _note(row, over, InboxNotice.Level.INFO, now)
    log.info("inbox is well again", extra={"inbox_id": row.pk, "code": over["code"]})


def _set(row: Inbox, state: str, error: dict[str, str] | None, since: datetime) -> None:
    row.health, row.health_error, row.health_since = state, error, since
    row.save(update_fields=["health", "health_error", "health_since"])
    record("inbox.updated", row.pk, inbox_id=row.pk)


def _note(row: Inbox, error: dict[str, str], level: str, at: datetime) -> None:
    """A line of the inbox's log; each time that it happens is one."""
    digest = hashlib.sha256(f"health {error['code']} {at.isoformat()}".encode()).hexdigest()
    title, rest = error["title"][:255], {name: error[name] for name in ("detail", "action")}
    InboxNotice.objects.create(
        inbox=row, level=level, code=error["code"][:64], title=title, digest=digest, at=at, **rest
    )
