"""Customers' files at a provider that may lie, and jobs that fetch them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from messaging.delivery import database, sessions
from messaging.delivery.jobs import job_leases
from messaging.delivery.jobs.pool import HANDLERS, SLOTS, run_job
from messaging.models import Attachment, Inbox, Job
from messaging.transports.base import RemoteMedia
from tests.factories import an_inbox, from_customer
from tests.media_host import MediaHost

TOKEN = "the-secret-token"


@pytest.fixture
def host() -> Iterator[MediaHost]:
    with MediaHost() as server:
        yield server


@pytest.fixture
def media_inbox(db: None, host: MediaHost) -> Inbox:
    """An inbox whose Graph API and file server is the fake."""
    return an_inbox(config={"graph_base_url": host.url, "access_token": TOKEN, "graph_version": "v26.0"})


Expect = Callable[..., Attachment]


@pytest.fixture
def expect(media_inbox: Inbox) -> Expect:
    """``expect("image", mime_type="image/png")``: a customer's message whose file is still to be fetched."""

    def make(kind: str = "image", remote_id: str = "111", **fields: Any) -> Attachment:
        media = RemoteMedia(kind=kind, remote_id=remote_id, **fields)  # type: ignore[arg-type]
        message = from_customer(media_inbox, "A file", media=(media,))
        return Attachment.objects.get(message=message)

    return make


Run = Callable[..., list[Job]]


@pytest.fixture
def run() -> Iterator[Run]:
    """``run()``: one try of every job that is due now; the claimed ones."""

    def once(handlers: Any = HANDLERS) -> list[Job]:
        async def all_of_them() -> list[Job]:
            try:
                due = await database.once(job_leases.claim, dict(SLOTS))
                await asyncio.gather(*(run_job(job, handlers[job.kind]) for job in due))
                return due
            finally:
                await sessions.close()

        return asyncio.run(all_of_them())

    yield once
    database.threads().close()


def stored_files() -> list[Path]:
    """Everything in the storage that has bytes of a message."""
    root = Path(default_storage.location)  # type: ignore[attr-defined]
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Any) -> None:
    """A storage that begins empty."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "media")}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


def fresh(attachment: Attachment) -> Attachment:
    return Attachment.objects.get(pk=attachment.pk)
