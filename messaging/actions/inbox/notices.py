"""Notices of providers about an inbox or its account: kept, and applied where they change the inbox's health or quality."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from messaging import transports
from messaging.actions.core import Source, effects_of, enqueue_job, record_inbox
from messaging.actions.inbox.health import ACCOUNT, Ends, end_account_error, set_unhealthy
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Inbox, InboxNotice, Job
from messaging.transports import Identity, Notice, parse_identity, stored_identity

# Of those that state quality or limit: of two the later one counts, in whatever order they come.
QUALITY = "standing "
DIGEST_LENGTH = 64


@recording()
def add_notice(inboxes: Sequence[Inbox], notice: Notice, *, by: Actor) -> bool:
    """One line in the log of each inbox; False when all of them had it.

    What names one number of an account (``payload["display_phone_number"]``) is for its inbox only; of a
    number that is not on this console all inboxes of the account are told, and none stands differently.
    """
    number = parse_identity(str(notice.payload.get("display_phone_number", "")))
    # An event of the account may name the number that it began with, yet ends it for all of the account.
    among = {number, parse_identity(str(notice.payload.get("phone_number", "")))} - {Identity("handle", "")}
    named = [inbox for inbox in inboxes if stored_identity(inbox.address) in among]
    about = named or [inbox for inbox in inboxes if not _has_another(inbox, number)]
    added = [_add_to_inbox(inbox, notice, applies=inbox in about) for inbox in named or inboxes]
    return any(added)


def _has_another(inbox: Inbox, number: Identity) -> bool:
    own = stored_identity(inbox.address)
    return own.kind == number.kind == "phone" and own != number


def _add_to_inbox(inbox: Inbox, notice: Notice, *, applies: bool) -> bool:
    at = min(notice.at or timezone.now(), timezone.now())
    digest = _digest(notice, at)
    if InboxNotice.objects.filter(inbox=inbox, digest=digest).exists():
        return False
    if applies:
        _apply_quality(inbox, notice, at)
    line = InboxNotice(
        inbox=inbox,
        level=notice.level,
        code=notice.code[:64],
        title=notice.title[:255],
        detail=notice.detail,
        action=notice.action,
        payload=dict(notice.payload),
        digest=digest,
        at=at,
    )
    InboxNotice.objects.bulk_create([line], ignore_conflicts=True)
    if applies:
        _apply_health(inbox, notice, at)
    return True


def _digest(notice: Notice, at: datetime) -> str:
    """Return what tells one notice from another: without a time of its own it counts once a day at most."""
    shown = [notice.level, notice.code, notice.title, notice.detail, notice.action, dict(notice.payload)]
    when = at.isoformat() if notice.at else at.date().isoformat()
    text = json.dumps([*shown, when], sort_keys=True, default=str)
    prefix = QUALITY if _reports_quality(notice) else ""
    return (prefix + hashlib.sha256(text.encode()).hexdigest())[:DIGEST_LENGTH]


def _reports_quality(notice: Notice) -> bool:
    return notice.quality is not None or notice.limit is not None


def _apply_quality(inbox: Inbox, notice: Notice, at: datetime) -> None:
    if not _reports_quality(notice):
        return
    row = Inbox.objects.lock(inbox.pk)
    if InboxNotice.objects.filter(inbox=row, digest__startswith=QUALITY, at__gt=at).exists():
        return
    former = (row.quality, row.messaging_limit)
    if notice.quality is not None:
        row.quality = notice.quality[:16]
    if notice.limit is not None:
        row.messaging_limit = notice.limit[:40]
    if former != (row.quality, row.messaging_limit):
        row.save(update_fields=["quality", "messaging_limit"])
        record_inbox(row)


def _apply_health(inbox: Inbox, notice: Notice, at: datetime) -> None:
    """Apply a notice that stops the inbox or concerns its account; its health may be newer."""
    if inbox.health_since is not None and at <= inbox.health_since:
        return
    if notice.code:
        _apply_error(inbox, notice)
    elif notice.relief:
        end_account_error(inbox)
    elif notice.level == "error":
        # A restriction or a ban is no refusal yet, so nothing pauses; but everybody shall know.
        until = notice.until.isoformat() if notice.until else ""
        _set_unhealthy(inbox, notice, code=ACCOUNT, pauses=False, ends={"until": until})


def _apply_error(inbox: Inbox, notice: Notice) -> None:
    entry = transports.get(inbox.transport).describe(notice.code)
    if entry and entry.pauses:
        # One report is no proof. A request with the token is: if it is refused, its job pauses the inbox.
        enqueue_job(Job.Kind.SYNC_TEMPLATES, inbox.pk, inbox=inbox)
    elif entry and effects_of(Source.NOTICE, entry.failure):
        shown = replace(notice, title=notice.title or entry.title, action=notice.action or entry.action)
        _set_unhealthy(inbox, shown, code=notice.code, pauses=False)


def _set_unhealthy(inbox: Inbox, shown: Notice, *, code: str, pauses: bool, ends: Ends | None = None) -> None:
    error = {"code": code, "title": shown.title, "detail": shown.detail, "action": shown.action}
    set_unhealthy(inbox, error, pauses=pauses, ends=ends)
