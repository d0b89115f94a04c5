"""The files that go out with canned responses."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from messaging import transports
from messaging.actions.core import StoredFile, check_upload, delete_file, save_file
from messaging.actions.people.canned_responses import (
    editable_canned_response,
    forget_files,
    record_canned_change,
)
from messaging.actors import Actor
from messaging.errors import ConsoleError, NotFound
from messaging.feed import recording
from messaging.files import clean_name
from messaging.models import Agent, CannedFile, CannedResponse, Inbox

MOST_FILES = 5


def add_canned_file(canned: CannedResponse, uploaded: UploadedFile, *, agent: Agent, by: Actor) -> CannedFile:
    """Keep a file that goes out with the canned response; raises `ConsoleError` naming ``file`` when no inbox could send
    it, `NotFound` and `Forbidden` by what the agent may do with the canned response by then."""
    source = cast("BinaryIO", uploaded)
    kind, mime_type = _checked(uploaded)
    name = clean_name(uploaded.name or "")
    file = CannedFile(canned_response=canned, kind=kind, mime_type=mime_type, filename=name)
    stored = save_file(file, source, mime_type)
    try:
        return _add(file, stored, agent=agent, by=by)
    except BaseException:
        delete_file(file)
        raise


@recording()
def remove_canned_file(canned_response: int, pk: int, *, agent: Agent, by: Actor) -> None:
    """Take a file away from its canned response; what was sent with it stays. Raises `NotFound` and `Forbidden`."""
    row = editable_canned_response(canned_response, agent)
    file = row.files.filter(pk=pk).first()
    if file is None:
        raise NotFound("This canned response has no such file.")
    record_canned_change(row)
    forget_files([file])
    file.delete()


@recording()
def _add(file: CannedFile, stored: StoredFile, *, agent: Agent, by: Actor) -> CannedFile:
    # Under a lock: two at once must not be one too many.
    row = editable_canned_response(file.canned_response_id, agent)
    if row.interactive:
        sentence = "Choices and files do not go out in one message: take the choices away first."
        raise ConsoleError.field("file", sentence)
    if row.files.count() >= MOST_FILES:
        raise ConsoleError.field("file", f"A canned response has at most {MOST_FILES} files.")
    file.file.name, file.thumbnail.name = stored.file, stored.thumbnail
    file.size, file.sha256, file.width, file.height = (
        stored.size,
        stored.sha256,
        stored.width,
        stored.height,
    )
    file.save(force_insert=True)
    record_canned_change(row)
    return file


def _checked(uploaded: UploadedFile) -> tuple[str, str]:
    """Return kind and real type of what at least one of our inboxes can send; raises what the last one says."""
    kinds = sorted(set(Inbox.objects.values_list("transport", flat=True))) or [Inbox.Transport.WHATSAPP_CLOUD]
    for place, kind in enumerate(kinds, 1):
        try:
            return check_upload(transports.get(kind).capabilities, uploaded)
        except ConsoleError:
            if place == len(kinds):
                raise
    raise AssertionError("There is always a kind.")
