"""Giving a file to a browser: parts of it, never something that runs, and to nobody else."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from django.core import signing
from django.test import AsyncClient, Client
from django.utils.http import http_date

from messaging import public_urls
from messaging.actions.core.attachments import accept_upload
from messaging.actions.people.credentials import create_api_token
from messaging.files.types import safe_mime_type
from messaging.models import Agent, Attachment, Inbox
from simulator.media_samples import sample
from tests.database.media.test_uploads import a_file
from tests.factories import BY, from_customer
from tests.files import PDF, png, png_bomb

pytestmark = pytest.mark.django_db(transaction=True)
DATA = sample("audio").data


@pytest.fixture
def attachment(inbox: Inbox, agent: Agent) -> Attachment:
    upload = accept_upload(inbox, agent, a_file("Grüße.ogg", DATA), by=BY)
    upload.message = from_customer(inbox)
    upload.save()
    return upload


class Got:
    """An answer, read to its end."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body


def get(path: str, agent: Agent | None = None, method: str = "get", **headers: str) -> Got:
    """By the asynchronous client: a streamed body is read as a server reads it."""
    login = {"Authorization": f"Token {create_api_token(agent, by=BY)}"} if agent else {}

    async def ask() -> Got:
        answer: Any = await getattr(AsyncClient(), method)(path, headers={**login, **headers})
        chunks = [part async for part in answer.streaming_content] if answer.streaming else [answer.content]
        return Got(answer.status_code, dict(answer.headers), b"".join(chunks))

    return asyncio.run(ask())


def test_the_whole_file(attachment: Attachment, agent: Agent) -> None:
    got = get(f"/api/attachments/{attachment.pk}/file", agent)
    assert (got.status, got.body) == (200, DATA)
    assert got.headers["Content-Type"] == "audio/ogg; codecs=opus"
    assert got.headers["Content-Length"] == str(len(DATA))
    assert got.headers["ETag"] == f'"{attachment.sha256}"'
    assert got.headers["Accept-Ranges"] == "bytes"
    assert got.headers["Content-Disposition"] == "inline; filename*=utf-8''Gr%C3%BC%C3%9Fe.ogg"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("accept", ["image/avif,image/webp", "video/*", "text/html"])
def test_a_player_may_ask_for_what_it_likes(attachment: Attachment, agent: Agent, accept: str) -> None:
    assert get(f"/api/attachments/{attachment.pk}/file", agent, Accept=accept).status == 200


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=10-99", 10, 99), ("bytes=-5", -5, -1), ("bytes=100-", 100, -1)],
)
def test_a_part_of_it(attachment: Attachment, agent: Agent, asked: str, first: int, last: int) -> None:
    size = len(DATA)
    first, last = first % size, last % size
    got = get(f"/api/attachments/{attachment.pk}/file", agent, Range=asked)
    assert (got.status, got.body) == (206, DATA[first : last + 1])
    assert got.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    assert got.headers["Content-Length"] == str(last - first + 1)


def test_a_part_that_is_not_there(attachment: Attachment, agent: Agent) -> None:
    got = get(f"/api/attachments/{attachment.pk}/file", agent, Range=f"bytes={len(DATA)}-")
    assert (got.status, json.loads(got.body)["code"]) == (416, "range_not_satisfiable")
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["Content-Range"] == f"bytes */{len(DATA)}"


def test_a_part_of_another_version_is_the_whole_file(attachment: Attachment, agent: Agent) -> None:
    path = f"/api/attachments/{attachment.pk}/file"
    same = {"If-Range": f'"{attachment.sha256}"', "Range": "bytes=0-9"}
    assert get(path, agent, **same).status == 206
    assert get(path, agent, **{"If-Range": '"other"', "Range": "bytes=0-9"}).status == 200
    assert get(path, agent, **{"If-Range": http_date(time.time()), "Range": "bytes=0-9"}).status == 200


def test_what_the_browser_has_is_not_sent_again(attachment: Attachment, agent: Agent) -> None:
    path, etag = f"/api/attachments/{attachment.pk}/file", f'"{attachment.sha256}"'
    for known in (etag, f'"x", W/{etag}', "*"):
        got = get(path, agent, **{"If-None-Match": known})
        assert (got.status, got.body) == (304, b"")
    assert get(path, agent, **{"If-None-Match": '"x"'}).status == 200


def test_head_has_no_body(attachment: Attachment, agent: Agent) -> None:
    got = get(f"/api/attachments/{attachment.pk}/file", agent, "head")
    assert (got.status, got.body) == (200, b"")
    assert got.headers["Content-Length"] == str(len(DATA))


@pytest.mark.parametrize(
    "mime_type", ["text/html", "image/svg+xml", "application/pdf", "text/plain", "", "text/x\r\nX: y"]
)
def test_what_could_run_is_saved(attachment: Attachment, agent: Agent, mime_type: str) -> None:
    Attachment.objects.update(mime_type=mime_type, filename="a\r\nX: y.html")
    got = get(f"/api/attachments/{attachment.pk}/file", agent)
    assert got.headers["Content-Disposition"] == 'attachment; filename="aX y.html"'
    assert got.headers["Content-Type"] == (safe_mime_type(mime_type) or "application/octet-stream")


def test_pictures_are_shown_and_bombs_are_saved(inbox: Inbox, agent: Agent) -> None:
    small, bomb = (accept_upload(inbox, agent, a_file("a.png", data), by=BY) for data in (png(), png_bomb()))
    assert get(f"/api/attachments/{small.pk}/file", agent).headers["Content-Disposition"].startswith("inline")
    got = get(f"/api/attachments/{bomb.pk}/file", agent)
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert get(f"/api/attachments/{bomb.pk}/thumbnail", agent).status == 404


def test_a_thumbnail_is_a_small_webp(inbox: Inbox, agent: Agent) -> None:
    upload = accept_upload(inbox, agent, a_file("a.png", png(900, 600)), by=BY)
    got = get(f"/api/attachments/{upload.pk}/thumbnail", agent)
    assert (got.status, got.headers["Content-Type"], got.body[8:12]) == (200, "image/webp", b"WEBP")
    assert (
        get(f"/api/attachments/{upload.pk}/thumbnail", agent, **{"If-None-Match": got.headers["ETag"]}).status
        == 304
    )


def test_a_file_that_is_gone_is_a_404(attachment: Attachment, agent: Agent) -> None:
    attachment.file.storage.delete(attachment.file.name)
    assert get(f"/api/attachments/{attachment.pk}/file", agent).status == 404
    Attachment.objects.update(state="pending")
    assert get(f"/api/attachments/{attachment.pk}/file", agent).status == 404


def test_without_a_login_there_is_nothing(attachment: Attachment) -> None:
    assert get(f"/api/attachments/{attachment.pk}/file").status == 401


def test_nothing_leads_to_the_storage_itself(attachment: Attachment, client: Client) -> None:
    assert client.get(f"/{attachment.file.name}").status_code == 404
    assert client.get(f"/media/{attachment.file.name}").status_code == 404


# --- for providers that fetch it themselves ----------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_has_the_address_has_the_file(attachment: Attachment, method: str) -> None:
    got = get(public_urls.file_path(attachment), method=method)
    assert (got.status, got.body) == (200, DATA if method == "get" else b"")
    assert got.headers["Content-Type"] == "audio/ogg; codecs=opus"
    assert got.headers["Content-Length"] == str(len(DATA))


def test_a_document_keeps_its_name(inbox: Inbox, agent: Agent) -> None:
    upload = accept_upload(inbox, agent, a_file("Rechnung März.pdf", PDF), by=BY)
    got = get(public_urls.file_path(upload))
    assert got.headers["Content-Disposition"] == "attachment; filename*=utf-8''Rechnung%20M%C3%A4rz.pdf"


def test_an_address_ends_after_a_day(attachment: Attachment, monkeypatch: pytest.MonkeyPatch) -> None:
    path = public_urls.file_path(attachment)
    now = time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + public_urls.LIVES + 1)
    assert get(path).status == 404


def test_no_other_address_is_good(attachment: Attachment) -> None:
    path = public_urls.file_path(attachment)
    token = path.split("/")[2]
    forged = signing.dumps([attachment.pk, attachment.token.hex], salt="another")
    wrong = signing.dumps([attachment.pk, "0" * 32], salt=public_urls.SALT)
    nonsense = signing.dumps({"a": 1}, salt=public_urls.SALT)
    for bad in (forged, wrong, nonsense, token[:-1], "x", f"{attachment.pk}"):
        assert get(f"/media/{bad}/a.ogg").status == 404
    Attachment.objects.update(state="failed")
    assert get(path).status == 404


def test_an_address_is_only_read(attachment: Attachment, client: Client) -> None:
    assert client.post(public_urls.file_path(attachment)).status_code == 405
