"""Which inbox a webhook is for. Every call needs its row, which hardly ever changes: it is kept for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

from messaging.errors import NotFound
from messaging.limits import is_number
from messaging.models import Inbox
from messaging.queries import default_inbox
from messaging.runtime import runtime
from messaging.transports import Batch, Transport, WebhookRequest

# A secret that was changed counts for as long; one that does not fit is compared with the row of now.
SECONDS = 1.0
# Whoever tries ids finds none, and only what exists is kept.
MOST = 1000
# By the transport whose path names the id, or as a query names it (None: the default one).
Name = tuple[str, int] | str | None


class UnknownInbox(NotFound):
    """The request names an inbox that there is not."""


class RecentInboxes:
    """Inboxes by the name they were asked for, each for `SECONDS`. Belongs to one process; used by its event loop only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Name, tuple[float, Inbox]] = {}

    def find(self, name: Name) -> Inbox | None:
        """Return an inbox as it was at most `SECONDS` ago."""
        at, inbox = self._kept.get(name, (0.0, None))
        return inbox if inbox and self._clock() - at < SECONDS else None

    def keep(self, name: Name, inbox: Inbox) -> None:
        """Remember an inbox that has just been read."""
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[name] = (self._clock(), inbox)

    def forget(self) -> None:
        """Remember nothing."""
        self._kept.clear()


def recent_inboxes() -> RecentInboxes:
    """Return those of this process."""
    return runtime().part(RecentInboxes)


def read_inbox(name: Name) -> Inbox:
    """Return the inbox as it is now; raises `UnknownInbox`, or `NotFound` where none is the default one."""
    if name is None:
        inbox = default_inbox()
        if inbox is None:
            raise NotFound("No inbox is the default one; name one with ?inbox=<id>.", code="no_default_inbox")
        return inbox
    if isinstance(name, str):
        inbox = Inbox.objects.filter(pk=int(name)).first() if is_number(name) else None
    else:
        inbox = Inbox.objects.filter(transport=name[0], pk=name[1]).first()
    if inbox is None:
        raise UnknownInbox("There is no such inbox.")
    return inbox


def other_inboxes(inbox: Inbox, transport: Transport, batch: Batch, incoming: WebhookRequest) -> list[Inbox]:
    """Return the other inboxes that one body concerns.

    One Meta app may serve several numbers through one URL, and an account has several. Another inbox takes
    its part only if *its* secret verifies the body too: knowing one app's secret must not open another's inbox.
    """
    others = Inbox.objects.filter(transport=inbox.transport).exclude(pk=inbox.pk)
    meant = [
        one for one in others if one.route in batch.routes or transport.account(one.config) in batch.accounts
    ]
    return [one for one in meant if transport.verify(one.config, incoming)]
