"""Updates that came before their message: kept for a while, applied when it appears."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from messaging.models import Answer, Inbox, Instances, PendingUpdate
from messaging.transports import Deletion, Edit, Identity, Receipt


@dataclass(frozen=True, slots=True)
class ReplyLink:
    """Our message ``message`` answers the one that the provider calls ``target``."""

    target: str
    message: int


Update = Receipt | Edit | Deletion | ReplyLink
_CLASSES: dict[str, type[Update]] = {
    PendingUpdate.Kind.RECEIPT: Receipt,
    PendingUpdate.Kind.EDIT: Edit,
    PendingUpdate.Kind.DELETION: Deletion,
    PendingUpdate.Kind.REPLY: ReplyLink,
}
# Of one batch; a number may have other programs whose messages we never see.
MOST_AT_ONCE = 1000
_WAITING = Instances(PendingUpdate, key="external_id", within="inbox", lock=True)


def keep_pending_updates(inbox: Inbox, updates: Sequence[Update]) -> None:
    """Keep the updates until their messages appear; the same one twice is kept once. What names no message
    cannot wait for it."""
    rows = [_row(inbox, one) for one in updates[:MOST_AT_ONCE] if target_of(one)]
    PendingUpdate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)


def ask_pending_updates(inbox: Inbox, external_ids: Iterable[str]) -> Answer[PendingUpdate]:
    """Ask for the pending updates of these messages, and lock them."""
    return _WAITING.asked(list(external_ids), inbox.pk)


def take_pending_updates(waiting: Sequence[PendingUpdate]) -> list[Update]:
    """Take pending updates out, in the order in which they came."""
    if waiting:
        PendingUpdate.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return [_update(row) for row in waiting]


def target_of(update: Update) -> str:
    """Return the id of the message that an update is about."""
    return update.external_id if isinstance(update, Receipt) else update.target


def _row(inbox: Inbox, update: Update) -> PendingUpdate:
    data = cast("dict[str, Any]", json.loads(json.dumps(asdict(update), default=datetime.isoformat)))
    kind = next(kind for kind, one in _CLASSES.items() if isinstance(update, one))
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    return PendingUpdate(inbox=inbox, external_id=target_of(update), kind=kind, data=data, digest=digest)


def _update(row: PendingUpdate) -> Update:
    data = dict(row.data)
    if data.get("at"):
        data["at"] = datetime.fromisoformat(data["at"])
    if "identities" in data:
        data["identities"] = tuple(Identity(**one) for one in data["identities"])
    return _CLASSES[row.kind](**data)
