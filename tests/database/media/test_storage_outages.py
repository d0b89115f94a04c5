"""What is answered when a storage fails, whatever it raises, and what of it waits."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client

from messaging.actions.core.attachments import accept_upload
from messaging.health import _StorageProbe
from messaging.models import Agent, Attachment, Inbox
from messaging.runtime import runtime
from tests.database.media.test_serving import get
from tests.database.media.test_uploads import a_file, post
from tests.factories import BY
from tests.files import png

pytestmark = pytest.mark.django_db(transaction=True)

FAILURES = {
    "no space": (
        OSError(errno.ENOSPC, "No space left on device"),
        "storage_full",
        "There is no space left for files.",
    ),
    "quota": (
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        "storage_full",
        "There is no space left for files.",
    ),
    "refused": (
        PermissionError(errno.EACCES, "Permission denied"),
        "storage_away",
        "The file storage refuses access.",
    ),
    "read-only disk": (
        OSError(errno.EROFS, "Read-only file system"),
        "storage_away",
        "The file storage refuses access.",
    ),
    "no connection": (
        ConnectionRefusedError(errno.ECONNREFUSED, "x"),
        "storage_away",
        "The file storage is away.",
    ),
    "of a library": (RuntimeError("some client's own"), "storage_away", "The file storage is away."),
}


def fail_with(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize("name", FAILURES)
def test_an_upload_that_cannot_be_kept_is_a_503(
    api: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    error, reason, sentence = FAILURES[name]
    monkeypatch.setattr(FileSystemStorage, "_save", fail_with(error))
    answer = post(api, inbox, a_file("a.png", png()))
    assert answer.status_code == 503
    assert answer.json() == {"code": "unavailable", "detail": sentence, "errors": {}, "reason": reason}
    assert int(answer["Retry-After"]) > 0
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["refused", "no connection", "of a library"])
def test_a_file_that_cannot_be_read_is_a_503(
    inbox: Inbox, agent: Agent, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    upload = accept_upload(inbox, agent, a_file("a.png", png()), by=BY)
    error, reason, sentence = FAILURES[name]
    monkeypatch.setattr(FileSystemStorage, "_open", fail_with(error))
    got = get(f"/api/attachments/{upload.pk}/file", agent)
    assert got.status == 503
    assert json.loads(got.body)["detail"] == sentence
    assert json.loads(got.body)["reason"] == reason
    assert got.headers["Retry-After"]


def test_a_file_that_is_gone_is_a_404_and_a_folder_that_is_not_mounted_a_503(
    inbox: Inbox, agent: Agent
) -> None:
    upload = accept_upload(inbox, agent, a_file("a.png", png()), by=BY)
    path = f"/api/attachments/{upload.pk}/file"
    assert get(path, agent).status == 200
    default_storage.delete(upload.file.name)
    assert get(path, agent).status == 404
    assert get(path, agent, "head").status == 404
    shutil.rmtree(Path(default_storage.location))  # type: ignore[attr-defined]
    assert get(path, agent).status == 503
    assert get(path, agent, "head").status == 503
    assert get(f"/api/attachments/{upload.pk}/thumbnail", agent).status == 503


def test_readiness_and_the_log_name_a_full_disk(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(FileSystemStorage, "_save", fail_with(FAILURES["no space"][0]))
    runtime().part(_StorageProbe)._good_until = 0.0
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["storage"] == "files cannot be kept: There is no space left for files."
    assert "Files cannot be kept" in caplog.text
    runtime().part(_StorageProbe)._good_until = 0.0
