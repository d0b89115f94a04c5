"""Giving the provider a file before the message that shows it. Safe to repeat: nobody sees it until then."""

from __future__ import annotations

import asyncio
import logging

from messaging import file_storage
from messaging.actions.core import save_provider_upload
from messaging.actors import DELIVERY
from messaging.delivery import database, sessions
from messaging.delivery.lanes.outbound_requests import OutboundRequest, file_missing
from messaging.delivery.outcomes import not_now, not_prepared
from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.file_storage import FileGone
from messaging.outages import Outage

log = logging.getLogger(__name__)

# 100 MB at 3 Mbit/s; whatever takes longer is begun again.
LIMIT = 300.0


async def upload(request: OutboundRequest) -> SendRefused | None:
    """None once the provider has the file, else why it has not. Raises nothing but its own cancellation."""
    try:
        async with asyncio.timeout(LIMIT):
            await _upload(request)
    except SendRefused as refused:
        return refused
    except (TimeoutError, OutcomeUnknown) as problem:
        return _again(type(problem).__name__)
    except Outage as outage:
        log.error("A file cannot be read: %s", outage.detail, extra={"inbox_id": request.inbox.pk})
        return not_now(outage)
    except FileGone:
        return file_missing()
    except Exception as problem:
        log.exception("Upload failed", extra={"inbox_id": request.inbox.pk})
        return not_prepared(problem)
    return None


async def _upload(request: OutboundRequest) -> None:
    media, attachment = request.outgoing.media, request.attachment
    if media is None or attachment is None:
        return
    # First, because a transport could only say that something went wrong while it was sending.
    if not await asyncio.to_thread(file_storage.exists, attachment.file.storage, attachment.file.name):
        raise file_missing()
    uploaded = await request.transport.upload(sessions.session(), request.config, media)
    await database.until_done(save_provider_upload, attachment, uploaded, by=DELIVERY)


def _again(detail: str) -> SendRefused:
    return SendRefused(
        "upload_unanswered",
        "The file could not be given to the provider",
        failure=FailureClass.RETRY,
        detail=detail,
        action="Check the connection of this server, then send it again.",
    )
