"""What may have become of a message when no answer came."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.transports.http import Limits
from tests.fake_provider import Reply
from tests.sockets.providers.whatsapp_cloud.graph import (
    ACCEPTED,
    TOKEN,
    outgoing,
    raw_server,
    read_request,
    refused,
    reset,
    send,
)


class TestOutcomeUnknown:
    @pytest.mark.parametrize(
        "text",
        ["", "<html>", "[]", "{}", '{"messages":[]}', '{"messages":[{}]}', '{"messages":[{"id":""}]}',
         '{"messages":[{"id":null}]}', '{"messages":[{"id":"' + "x" * 256 + '"}]}', '{"success":true}', '{"messages":'],
    )  # fmt: skip
    async def test_yes_without_an_id(self, http, graph, text):
        graph.then(Reply(200, text))
        with pytest.raises(OutcomeUnknown):
            await send(http, graph.url)

    async def test_yes_that_is_too_long_to_read(self, http, graph):
        graph.then(Reply(200, json.dumps(ACCEPTED | {"padding": "x" * 200_000})))
        with pytest.raises(OutcomeUnknown):
            await send(http, graph.url)

    async def test_server_that_never_answers(self, http, graph):
        graph.delay = 5
        # A patient client would have its yes.
        with pytest.raises(OutcomeUnknown):
            await send(http, graph.url, limits=Limits(total=0.1, connect=0.1))
        assert len(graph.arrivals) == 1, "it had arrived all the same"

    @pytest.mark.parametrize("ending", ["reset", "close"])
    @pytest.mark.parametrize(
        "answered", [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"]
    )
    async def test_connection_lost_after_the_body(self, http, ending, answered):
        bodies = []

        async def talk(reader, writer, done):
            bodies.append(await read_request(reader))
            writer.write(answered)
            await writer.drain()
            if ending == "reset":
                reset(writer)

        async with raw_server(talk) as url:
            with pytest.raises(OutcomeUnknown):
                await send(http, url)
        assert len(bodies) == 1, "it must not be sent a second time"

    async def test_answer_that_is_no_http(self, http):
        async def talk(reader, writer, done):
            await read_request(reader)
            writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")

        async with raw_server(talk) as url:
            with pytest.raises(OutcomeUnknown):
                await send(http, url)

    async def test_connection_lost_after_the_headers(self, http):
        """Nobody can tell how much of the body was read."""

        async def talk(reader, writer, done):
            await reader.readuntil(b"\r\n")
            reset(writer)

        async with raw_server(talk) as url:
            with pytest.raises(OutcomeUnknown):
                await send(http, url, outgoing("x" * 4000))


class TestNeverReached:
    """Until the body is written nothing can have happened: these are safe to try again."""

    def assert_safe_to_retry(self, error: SendRefused) -> None:
        assert (error.code, error.failure) == ("unreachable", FailureClass.RETRY)
        assert TOKEN not in str(error.as_error())

    async def test_nobody_listens(self, http):
        self.assert_safe_to_retry(await refused(http, f"http://127.0.0.1:{unused_port()}"))

    async def test_name_does_not_resolve(self, http, monkeypatch):
        async def fail(*args, **kwargs):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", fail)
        self.assert_safe_to_retry(await refused(http, "https://graph.example.org"))

    @pytest.mark.parametrize("ending", ["reset", "close", "nonsense"])
    async def test_tls_fails(self, http, ending):
        async def talk(reader, writer, done):
            await reader.read(1)
            if ending == "reset":
                reset(writer)
            elif ending == "nonsense":
                writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                await writer.drain()

        async with raw_server(talk) as url:
            self.assert_safe_to_retry(await refused(http, url.replace("http:", "https:")))

    async def test_tls_hangs(self, http):
        async def talk(reader, writer, done):
            await done.wait()

        async with raw_server(talk) as url:
            limits = Limits(total=5, connect=0.1)
            self.assert_safe_to_retry(await refused(http, url.replace("http:", "https:"), limits=limits))

    async def test_no_connection_is_free(self, graph):
        graph.delay = 0.15
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as one:
            first = asyncio.create_task(send(one, graph.url))
            await asyncio.to_thread(graph.wait_for, 1)
            self.assert_safe_to_retry(await refused(one, graph.url, limits=Limits(total=5, connect=0.05)))
            await first
        assert len(graph.arrivals) == 1

    async def test_session_is_closed(self, graph):
        session = aiohttp.ClientSession()
        await session.close()
        self.assert_safe_to_retry(await refused(session, graph.url))


class TestErrorThatIsCutOff:
    """The status line has said no: how the rest came does not change that."""

    @pytest.mark.parametrize("status", [503, 429])
    async def test_connection_lost_inside_the_error(self, http, status):
        async def talk(reader, writer, done):
            await read_request(reader)
            writer.write(b"HTTP/1.1 %d No\r\nRetry-After: 4\r\nContent-Length: 900\r\n\r\n{" % status)
            await writer.drain()

        async with raw_server(talk) as url:
            error = await refused(http, url)
        assert (error.code, error.retry_after, error.retryable) == (f"http_{status}", 4, True)

    async def test_endless_error_is_not_read_to_its_end(self, http):
        written = []

        async def talk(reader, writer, done):
            await read_request(reader)
            writer.write(b"HTTP/1.1 500 No\r\nConnection: close\r\n\r\n")
            with contextlib.suppress(ConnectionError):
                while not done.is_set() and len(written) < 10_000:
                    written.append(writer.write(b"x" * 65_536))
                    await writer.drain()

        async with raw_server(talk) as url:
            assert (await refused(http, url)).code == "http_500"
        assert len(written) < 1_000

    async def test_error_that_hangs_in_the_middle(self, http):
        async def talk(reader, writer, done):
            await read_request(reader)
            writer.write(b"HTTP/1.1 500 No\r\nContent-Length: 900\r\n\r\n{")
            await done.wait()

        async with raw_server(talk) as url:
            error = await refused(http, url, limits=Limits(total=0.15, connect=0.1))
        assert error.code == "http_500"

    async def test_error_that_is_badly_compressed(self, http, graph):
        graph.then(Reply(500, "not gzip", {"Content-Encoding": "gzip"}))
        assert (await refused(http, graph.url)).code == "http_500"


async def test_who_gives_up_waiting_is_told_nothing_wrong(http, graph):
    """Cancellation passes through: it is neither a refusal nor an unknown outcome."""
    graph.delay = 5
    task = asyncio.create_task(send(http, graph.url))
    await asyncio.to_thread(graph.wait_for, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
