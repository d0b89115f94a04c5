"""What a fake Graph API has besides messages: files, templates, the number itself, subscribed apps.

From Meta's documentation, nothing of the console is used. Everything may be called from any thread.
"""

from __future__ import annotations

import hashlib
import itertools
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fake_provider.server import FakeProvider
from tests.servers import PATIENCE

CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Call:
    """One request that is not a message. ``what``: upload, resolve, download, delete, templates, number,
    subscribed_apps, read or thread_control; ``token``: the whole Authorization header."""

    what: str
    path: str
    query: dict[str, str]
    token: str
    body: Any = None


@dataclass(slots=True)
class StoredFile:
    """A file as Meta has it. ``promised_sha256`` and ``promised_type``: to tell something that is not so;
    ``filename`` and ``fields``: of the form that it came in."""

    body: bytes = field(repr=False)
    mime_type: str = "image/png"
    promised_sha256: str = ""
    promised_type: str = ""
    filename: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return self.promised_sha256 or hashlib.sha256(self.body).hexdigest()


class Objects:
    """The state, and the endpoints on it. ``page``: how many templates one answer holds."""

    def __init__(self, provider: FakeProvider) -> None:
        self._provider = provider
        self._changed = provider.changed
        self._numbers = itertools.count(900_000_000_001)
        self.forget()

    def forget(self) -> None:
        """Back to how it began."""
        self.calls: list[Call] = []
        self.files: dict[str, StoredFile] = {}
        self.templates: list[dict[str, Any]] = []
        self.page = 100
        self.apps: list[dict[str, Any]] = [{"whatsapp_business_api_data": {"id": "1", "name": "Console"}}]
        self.number: dict[str, Any] = {
            "verified_name": "Console",
            "display_phone_number": "+1 555-000-1111",
            "code_verification_status": "VERIFIED",
            "quality_rating": "GREEN",
            "status": "CONNECTED",
            "throughput": {"level": "STANDARD"},
            "webhook_configuration": {"application": "https://console.example.org/webhooks/whatsapp/1/"},
        }
        self.lives = 300  # seconds that a link to a file is said to live
        self._provider.replies.clear()

    # --- what a test says and asks -----------------------------------------------------------

    def add_file(self, body: bytes, mime_type: str = "image/png", **promised: str) -> str:
        """A customer's file; the id under which a message may name it."""
        media_id = str(next(self._numbers))
        self.files[media_id] = StoredFile(body, mime_type, **promised)
        return media_id

    def link(self, media_id: str, lives: int | None = None) -> str:
        """A link to a file, as messages and answers have it."""
        until = int(time.time()) + (self.lives if lives is None else lives)
        return f"{self._provider.url}/lookaside?mid={media_id}&ext={until}&hash=abc"

    def called(self, what: str) -> list[Call]:
        """The requests of one sort, in order of arrival."""
        with self._changed:
            return [call for call in self.calls if call.what == what]

    def wait_called(self, what: str, count: int = 1, seconds: float = PATIENCE) -> list[Call]:
        """Until so many of one sort have arrived."""
        self._provider.wait(
            lambda: len(self._of(what)) >= count,
            lambda: f"not {count} times {what}, {len(self._of(what))} came",
            seconds,
        )
        return self.called(what)

    def _of(self, what: str) -> list[Call]:
        return [call for call in self.calls if call.what == what]

    # --- answering ---------------------------------------------------------------------------

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """After the route of messages."""
        router.add_post("/{version}/{number_id}/media", self._upload)
        router.add_post("/{version}/{number_id}/thread_control", self._thread_control)
        router.add_get("/lookaside", self._download, allow_head=False)
        router.add_get("/{version}/{account}/message_templates", self._templates)
        router.add_get("/{version}/{account}/subscribed_apps", self._subscribed)
        router.add_get("/{version}/{object_id}", self._get)
        router.add_delete("/{version}/{object_id}", self._delete)

    async def note(self, what: str, request: web.Request, body: Any = None) -> web.StreamResponse | None:
        """Keep the call; the answer that a test wants instead of the right one, if any."""
        token = request.headers.get("Authorization", "")
        with self._changed:
            self.calls.append(Call(what, request.path, dict(request.query), token, body))
            self._changed.notify_all()
        reply = self._provider.next_reply(what)
        return await self._provider.respond(request, reply) if reply else None

    async def read(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        """A message is marked as read, perhaps with typing."""
        other = await self.note("read", request, body)
        return other if other is not None else web.json_response({"success": True})

    async def _thread_control(self, request: web.Request) -> web.StreamResponse:
        """A conversation is taken from another sender of the number."""
        other = await self.note("thread_control", request, await request.json())
        return other if other is not None else web.json_response({"messaging_product": "whatsapp"})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file, fields = StoredFile(b"", ""), {}
        async for part in await request.multipart():
            if part.name == "file":
                file.filename = part.filename or ""
                file.mime_type = part.headers.get("Content-Type", "")
                file.body = await _whole(part)
            else:
                fields[part.name or ""] = await part.text()
        file.fields = fields
        other = await self.note(
            "upload", request, fields | {"mime_type": file.mime_type, "size": len(file.body)}
        )
        if other is not None:
            return other
        media_id = str(next(self._numbers))
        self.files[media_id] = file
        return web.json_response({"id": media_id})

    async def _get(self, request: web.Request) -> web.StreamResponse:
        media_id = request.match_info["object_id"]
        file = self.files.get(media_id)
        what = "resolve" if file or media_id.startswith("9") else "number"
        other = await self.note(what, request)
        if other is not None:
            return other
        if what == "number":
            return web.json_response(self.number | {"id": media_id})
        if file is None:
            return web.json_response(no_object(media_id), status=400)
        return web.json_response(
            {
                "messaging_product": "whatsapp",
                "url": self.link(media_id),
                "mime_type": file.promised_type or file.mime_type,
                "sha256": file.sha256,
                "file_size": len(file.body),
                "id": media_id,
            }
        )

    async def _download(self, request: web.Request) -> web.StreamResponse:
        other = await self.note("download", request)
        if other is not None:
            return other
        file = self.files.get(request.query.get("mid", ""))
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            return web.Response(status=401)
        if file is None or int(request.query.get("ext", "0")) < time.time():
            return web.Response(status=404)
        return web.Response(body=file.body, content_type=file.mime_type.partition(";")[0])

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        other = await self.note("delete", request)
        if other is not None:
            return other
        gone = self.files.pop(request.match_info["object_id"], None)
        return web.json_response({"success": gone is not None})

    async def _templates(self, request: web.Request) -> web.StreamResponse:
        other = await self.note("templates", request)
        if other is not None:
            return other
        begin = int(request.query.get("after", "0"))
        end = begin + min(self.page, int(request.query.get("limit", "25")))
        paging: dict[str, Any] = {"cursors": {"before": str(begin), "after": str(end)}}
        if end < len(self.templates):
            # Whoever follows this instead of the cursor ends up nowhere.
            paging["next"] = f"https://elsewhere.example.org/{request.path}?after={end}"
        return web.json_response({"data": self.templates[begin:end], "paging": paging})

    async def _subscribed(self, request: web.Request) -> web.StreamResponse:
        other = await self.note("subscribed_apps", request)
        return other if other is not None else web.json_response({"data": self.apps})


def no_object(media_id: str) -> dict[str, Any]:
    """What Meta says of an id that it does not know (any more)."""
    message = f"Unsupported get request. Object with ID '{media_id}' does not exist, cannot be loaded"
    return {"error": {"message": message, "type": "GraphMethodException", "code": 100, "error_subcode": 33}}


async def _whole(part: Any) -> bytes:
    found = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        found += chunk
    return bytes(found)


def template(name: str, *components: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One element of ``data`` in a list of templates."""
    return {
        "id": str(zlib.crc32(name.encode())),
        "name": name,
        "language": "en_US",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": list(components) or [{"type": "BODY", "text": "Hello"}],
        **more,
    }
