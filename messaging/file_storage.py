"""The one door to the storage of files: a folder or a bucket, of whichever library.

Whatever a storage raises is one of two things here: the file is gone (`FileGone`, a 404), or the storage is away
(`Outage`, a 503), with a reason. A bucket or folder that is not there itself is away: its files may all be well.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import Storage

from messaging.errors import ConsoleError, NotFound
from messaging.outages import Outage, Reason

log = logging.getLogger(__name__)

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
# What S3 and its kin call it.
NO_SPACE_CODES = {"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "507"}
REFUSED_CODES = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "401", "403"}


class FileGone(NotFound):
    """The storage answers and has no such file."""


def read_from(storage: Storage, path: str, start: int = 0) -> BinaryIO:
    """Open a stored file at `start`; the caller closes it. Reading raises as everything here does: a bucket's file is
    fetched by the first piece of it."""
    with _asking(storage):
        file = storage.open(path, "rb")
    opened = _Opened(file)
    if start:
        opened.seek(start)
    return cast("BinaryIO", opened)


class _Opened:
    """As much of a file as is used of one that is read."""

    def __init__(self, file: File[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        with _asking():
            return bytes(self._file.read(size))

    def seek(self, place: int) -> int:
        with _asking():
            return int(self._file.seek(place))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> _Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def exists(storage: Storage, path: str) -> bool:
    """Return whether the file is there."""
    try:
        with _asking(storage):
            if storage.exists(path):
                return True
            raise FileNotFoundError(errno.ENOENT, "no such file", path)
    except FileGone:
        return False


def size_of(storage: Storage, path: str) -> int:
    """Return the bytes of a stored file; raises `FileGone`."""
    with _asking(storage):
        return int(storage.size(path))


def put(storage: Storage, path: str, content: File[bytes]) -> str:
    """Store a file in place of what an earlier try left there; return its path."""
    with _changing():
        # The storage would choose another name beside it.
        storage.delete(path)
        return str(storage.save(path, content))


def delete(storage: Storage, path: str) -> None:
    """Delete a file; none is well."""
    with _changing():
        storage.delete(path)


@contextmanager
def _asking(storage: Storage | None = None) -> Iterator[None]:
    try:
        yield
    except ConsoleError:
        raise
    except Exception as failure:
        if _is_missing(failure) and (storage is None or _is_there(storage)):
            raise FileGone("This file is no longer here.") from failure
        raise _outage(failure) from failure


@contextmanager
def _changing() -> Iterator[None]:
    try:
        yield
    except Exception as failure:
        raise _outage(failure) from failure


def _is_missing(failure: BaseException) -> bool:
    return isinstance(failure, FileNotFoundError) or _code(failure) in {"404", "NoSuchKey", "NotFound"}


def _is_there(storage: Storage) -> bool:
    """Return whether the folder or bucket itself is there, as far as it can be asked."""
    if location := getattr(storage, "base_location", ""):
        return Path(str(location)).is_dir()
    asked = getattr(storage, "is_there", None)
    with _changing():
        return bool(asked()) if asked else True


def _code(failure: BaseException) -> str:
    """Return the error code of a bucket's refusal (botocore keeps the answer with the exception)."""
    answer = getattr(failure, "response", None)
    error = answer.get("Error", {}) if isinstance(answer, dict) else {}
    return str(error.get("Code", ""))


def _outage(failure: Exception) -> Outage:
    number, code = getattr(failure, "errno", None), _code(failure)
    if number in NO_SPACE or code in NO_SPACE_CODES:
        return Outage(Reason.STORAGE_FULL, "There is no space left for files.", retry_after=30)
    if number in REFUSED or code in REFUSED_CODES:
        return Outage(Reason.STORAGE_AWAY, "The file storage refuses access.", retry_after=30)
    return Outage(Reason.STORAGE_AWAY, "The file storage is away.", retry_after=10)
