"""Static files: WhiteNoise made fit for an async chain, and a storage that leaves Vite's names alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUILT = "messaging/dist/"


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Vite has put hashes into its names already. Under a second name a module that a chunk imports
    relatively would be loaded twice, with two states."""

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        if name.startswith(BUILT):
            return name
        hashed: str = super().hashed_name(name, content, filename)
        return hashed


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Looks the path up on the loop and reads the file in a thread. As it ships WhiteNoise is sync only,
    which would cost every async request two hops."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if iscoroutinefunction(self):
            return self._answer_async(request)
        answer: HttpResponseBase = super().__call__(request)
        return answer

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Return whether browsers may keep the file for ever."""
        hashed_by_vite = url.startswith(f"{self.static_prefix}{BUILT}assets/")
        return hashed_by_vite or bool(super().immutable_file_test(path, url))

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(self.static_prefix or "/static/"):
            passed_on: HttpResponseBase = await self.get_response(request)
            return passed_on
        found = await asyncio.to_thread(self._whole, request)
        return found or await self.get_response(request)

    def _whole(self, request: HttpRequest) -> HttpResponse | None:
        """Return the file as one body: a sync file iterator would be consumed in one go by ASGI anyway."""
        path = request.path_info
        static_file = self.find_file(path) if self.autorefresh else self.files.get(path)
        if static_file is None:
            return None
        streamed = self.serve(static_file, request)
        body = b"".join(streamed.streaming_content) if streamed.streaming else streamed.content
        whole = HttpResponse(body, status=streamed.status_code)
        whole.headers = streamed.headers
        streamed.close()
        return whole
