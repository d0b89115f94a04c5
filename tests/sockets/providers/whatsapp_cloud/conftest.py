from __future__ import annotations

import contextlib

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fake_provider.meta import FakeMeta


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


class GraphBehindAPath(FakeMeta):
    @property
    def url(self) -> str:
        return f"{super().url}/graph"


@pytest.fixture
def graph():
    """A Graph API of its own, at a base URL with a path."""
    with GraphBehindAPath() as fake:
        yield fake


@pytest.fixture(scope="session")
def one_meta():
    with FakeMeta() as fake:
        yield fake


@pytest.fixture
def meta(one_meta):
    """A Graph API with files, templates and the number, in a thread of its own; here nobody sends messages."""
    one_meta.objects.forget()
    return one_meta


class Drain:
    """Takes any body piece by piece (and keeps it up to a megabyte); answers with an id, or sends elsewhere."""

    url = ""
    taken = requests = 0
    elsewhere: tuple[int, str] | None = None

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.body = b""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        self.headers = dict(request.headers)
        async for piece in request.content.iter_any():
            self.taken += len(piece)
            self.body = (self.body + piece)[-1_000_000:] if self.taken < 1_000_000 else b""
        if self.elsewhere:
            return web.Response(status=self.elsewhere[0], headers={"Location": self.elsewhere[1]})
        return web.json_response({"id": "900"})


@contextlib.asynccontextmanager
async def draining():
    fake = Drain()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", fake.handle)
    async with TestServer(app) as server:
        fake.url = str(server.make_url("")).rstrip("/")
        yield fake


@pytest.fixture
async def drain():
    async with draining() as fake:
        yield fake


@pytest.fixture
async def thief():
    """Another server, which must not hear of anything."""
    async with draining() as fake:
        yield fake
