"""A stored file as one that was given: what is copied is checked and kept like an upload."""

from __future__ import annotations

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile

from messaging import file_storage
from messaging.models import Attachment, CannedFile
from messaging.public_urls import file_name


def as_upload(stored: Attachment | CannedFile) -> UploadedFile:
    """Open the file of a row that has one; the caller closes it."""
    source = File(file_storage.read_from(stored.file.storage, stored.file.name))
    return UploadedFile(source, file_name(stored), stored.mime_type, stored.size or 0)
