"""Steps of files that arrive or do not, and of templates, for `test_snapshot_and_events`."""

from __future__ import annotations

import random
from collections.abc import Callable

from messaging.actions.core import attachments
from messaging.actions.core.file_store import StoredFile
from messaging.actions.inbox import template_sync
from messaging.models import Attachment, Inbox
from messaging.transports.base import RemoteMedia, TemplateRow
from tests.factories import BY, from_customer

Step = Callable[[random.Random, Inbox], object]
MODULES = (attachments, template_sync)
# Change nothing that is shown: under which id the provider has a file.
UNSEEN = {"ask_for_templates", "save_provider_upload", "clear_provider_upload"}


def some_file(rng: random.Random, inbox: Inbox) -> Attachment:
    """One that is on its way, has come, or has not."""
    if rng.random() < 0.5:
        from_customer(inbox, "A file", media=(RemoteMedia("image", "111", mime_type="image/png"),))
    rows = Attachment.objects.filter(inbox=inbox, message__isnull=False)
    if not rows.exists():
        from_customer(inbox, "A file", media=(RemoteMedia("image", "111", mime_type="image/png"),))
    return rng.choice(list(rows.order_by("pk")))


def ready(rng: random.Random, inbox: Inbox) -> object:
    kept = StoredFile("2026/01/x", rng.choice(["", "2026/01/x.thumb"]), rng.randrange(9999), "a" * 64, 4, 3)
    return attachments.mark_attachment_ready(
        some_file(rng, inbox), kept, kind="image", mime_type="image/png", by=BY
    )


def retry(rng: random.Random, inbox: Inbox) -> object:
    """Of one that is there: a refusal must leave no trace, not even of a message made for it."""
    rows = list(Attachment.objects.filter(inbox=inbox).order_by("pk"))
    return attachments.retry_attachment(rng.choice(rows), by=BY) if rows else fail(rng, inbox)


def fail(rng: random.Random, inbox: Inbox) -> object:
    error = {"code": f"{rng.randrange(9)}", "title": "t", "detail": "d", "action": "a"}
    return attachments.mark_attachment_failed(some_file(rng, inbox), error, by=BY)


def templates(rng: random.Random, inbox: Inbox) -> object:
    names = rng.sample(["a", "b", "c", "d"], 2)
    status = rng.choice(["APPROVED", "PAUSED"])
    return template_sync.store_templates(
        inbox, [TemplateRow(name, name, "en", status) for name in names], by=BY
    )


STEPS: dict[str, Step] = {
    "mark_attachment_ready": ready,
    "mark_attachment_failed": fail,
    "retry_attachment": retry,
    "store_templates": templates,
}
