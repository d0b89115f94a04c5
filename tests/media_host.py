"""A provider's file server on a loopback port: it answers what a test wants, byte for byte, and remembers
who asked with which headers. A plain socket, because no HTTP library would lie about a length."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; header names in lower case."""

    path: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What a path answers. ``length``: the Content-Length that is claimed (None: the truth, "": none, and the
    body is chunked); ``cut``: the connection ends after so many bytes; ``hold``: seconds before the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: str | None = None
    cut: int | None = None
    hold: float = 0.0
    repeat: int = 1


class MediaHost:
    """``with MediaHost() as host:``; ``host.pages["/file"] = Page(b"…")``."""

    def __init__(self) -> None:
        self.pages: dict[str, Page | list[Page]] = {}
        self.asked: list[Asked] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="media host", daemon=True)
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def media(self, media_id: str, body: bytes, mime_type: str, *, path: str = "", **more: Any) -> str:
        """Serve a file as Meta does: its id leads to a JSON with an address; the address."""
        path = path or f"/bytes/{media_id}"
        self.pages[path] = Page(body, headers={"Content-Type": mime_type})
        known = {
            "messaging_product": "whatsapp",
            "url": f"{self.url}{path}",
            "mime_type": mime_type,
            "sha256": hashlib.sha256(body).hexdigest(),
            "file_size": len(body),
            "id": media_id,
        }
        self.pages[f"/v26.0/{media_id}"] = as_json({**known, **more})
        return f"{self.url}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _serve(self) -> None:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
            # Values as they came: a token is compared.
            headers |= {
                line.split(": ", 1)[0].lower(): line.split(": ", 1)[1] for line in head[1:] if ": " in line
            }
            path = head[0].split(" ")[1]
            self.asked.append(Asked(path, headers))
            await self._answer(writer, self._page(path.partition("?")[0]))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _page(self, path: str) -> Page:
        found = self.pages.get(path, Page(status=404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    async def _answer(self, writer: asyncio.StreamWriter, page: Page) -> None:
        total = len(page.body) * page.repeat
        chunked = page.length == ""
        length = {} if chunked else {"Content-Length": str(total) if page.length is None else page.length}
        coding = {"Transfer-Encoding": "chunked"} if chunked else {}
        headers = {"Connection": "close", **length, **coding, **page.headers}
        lines = [f"HTTP/1.1 {page.status} X", *(f"{name}: {value}" for name, value in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await writer.drain()
        await asyncio.sleep(page.hold)
        for _ in range(page.repeat):
            await self._write(writer, page.body[: page.cut], chunked=chunked)
        if chunked and page.cut is None:
            await self._write(writer, b"", chunked=True)

    async def _write(self, writer: asyncio.StreamWriter, data: bytes, *, chunked: bool) -> None:
        writer.write(b"%x\r\n%b\r\n" % (len(data), data) if chunked else data)
        await writer.drain()


Answer = Callable[[], Awaitable[None]]


def as_json(document: Any, status: int = 200) -> Page:
    return Page(json.dumps(document).encode(), status, {"Content-Type": "application/json"})


def redirect(to: str, status: int = 302) -> Page:
    return Page(b"", status, {"Location": to})
