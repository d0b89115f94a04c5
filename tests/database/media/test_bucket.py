"""The same files in a bucket: a fake that speaks as much S3 as the library asks for."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from messaging.actions.core.attachments import accept_upload, delete_upload
from messaging.models import Agent, Inbox
from tests.database.media.test_serving import get
from tests.database.media.test_uploads import a_file
from tests.factories import BY
from tests.files import png
from tests.wiring import settings_of

pytestmark = pytest.mark.django_db(transaction=True)


class FakeBucket:
    """Objects by path, over path-style S3; signatures are not looked at."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.acls: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runner: web.AppRunner | None = None
        self.url = ""

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)

    def stop(self) -> None:
        assert self._runner
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if request.method == "PUT":
            self.acls.add(request.headers.get("x-amz-acl", ""))
            self.objects[path] = _unwrapped(await request.read(), request.headers)
            return web.Response(headers={"ETag": '"x"'})
        if request.method == "DELETE":
            self.objects.pop(path, None)
            return web.Response(status=204)
        if path not in self.objects:
            return web.Response(status=404)
        body = self.objects[path]
        headers = {
            "ETag": f'"{hashlib.md5(body).hexdigest()}"',
            "Last-Modified": "Wed, 21 Oct 2026 07:28:00 GMT",
        }
        return web.Response(body=body, headers=headers)


def _unwrapped(body: bytes, headers: Any) -> bytes:
    """Newer libraries send "aws-chunked" with a checksum behind: size in hex, data, sizes again."""
    if "aws-chunked" not in headers.get("Content-Encoding", ""):
        return body
    found = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if not length:
            break
        found, body = found + rest[:length], rest[length + 2 :]
    return found


@pytest.fixture
def bucket() -> Iterator[FakeBucket]:
    fake = FakeBucket()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture(autouse=True)
def in_the_bucket(bucket: FakeBucket, own_storage: None, settings: Any) -> None:
    environment = {
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_DIR": str(settings.VAR_DIR),
        "MEDIA_STORAGE": "s3",
        "MEDIA_S3_BUCKET": "files",
        "MEDIA_S3_ENDPOINT_URL": bucket.url,
        "MEDIA_S3_REGION": "eu-central-1",
        "MEDIA_S3_PREFIX": "prefix",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    settings.STORAGES = {**settings.STORAGES, "default": settings_of(**environment)["STORAGES"]["default"]}


def test_a_file_goes_there_and_back(bucket: FakeBucket, inbox: Inbox, agent: Agent) -> None:
    data = png(900, 600)
    upload = accept_upload(inbox, agent, a_file("a.png", data), by=BY)
    assert len(bucket.objects) == 2
    assert all(path.startswith("files/prefix/") for path in bucket.objects)
    assert bucket.objects[f"files/prefix/{upload.file.name}"] == data
    assert bucket.acls == {""}, "private, as the bucket is"
    assert get(f"/api/attachments/{upload.pk}/file", agent).body == data
    assert get(f"/api/attachments/{upload.pk}/file", agent, Range="bytes=3-9").body == data[3:10]
    assert get(f"/api/attachments/{upload.pk}/thumbnail", agent).body[8:12] == b"WEBP"
    assert delete_upload(upload, by=BY)
    assert bucket.objects == {}


def test_a_file_that_is_gone_is_a_404(bucket: FakeBucket, inbox: Inbox, agent: Agent) -> None:
    upload = accept_upload(inbox, agent, a_file("a.png", png()), by=BY)
    bucket.objects.clear()
    assert get(f"/api/attachments/{upload.pk}/file", agent).status == 404
    assert get(f"/api/attachments/{upload.pk}/thumbnail", agent).status == 404
