"""Webhook calls that were refused: counted where people look for the reason."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Inbox, InboxNotice

BAD_SIGNATURE = "bad_signature"
# Whoever guesses at signatures writes one row a minute, not a thousand a second.
AT_MOST_EVERY = timedelta(minutes=1)


def add_bad_signature_notice(inbox: Inbox, *, by: Actor) -> None:
    """Remember that somebody called with a wrong signature: one notice per inbox, with the last time."""
    now = timezone.now()
    known = InboxNotice.objects.filter(inbox=inbox, digest=BAD_SIGNATURE).first()
    if known is None or known.at < now - AT_MOST_EVERY:
        _write(inbox, by=by)


@recording()
def _write(inbox: Inbox, *, by: Actor) -> None:
    notice = InboxNotice(
        inbox=inbox,
        level=InboxNotice.Level.WARNING,
        code=BAD_SIGNATURE,
        digest=BAD_SIGNATURE,
        title="A call with a wrong signature was refused",
        detail="Either somebody else called, or the secret here is not the provider's.",
        action="Compare the secret in the inbox's settings with the one at the provider.",
        at=timezone.now(),
    )
    InboxNotice.objects.bulk_create(
        [notice], update_conflicts=True, unique_fields=["inbox", "digest"], update_fields=["at"]
    )
