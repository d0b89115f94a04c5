"""Whatever goes wrong, nobody sees the access token."""

from __future__ import annotations

import io
import logging
import traceback

import pytest
from aiohttp.test_utils import unused_port

from messaging.errors import SendRefused
from messaging.transports.base import Identity, OutgoingMedia, RemoteMedia
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.sockets.providers.whatsapp_cloud.graph import (
    TOKEN,
    config,
    outgoing,
    raw_server,
)

META = WhatsAppCloud()


FILE = OutgoingMedia("image", "image/png", "a.png", 3, lambda: io.BytesIO(b"abc"))


ASKED = {
    "send": lambda http, settings: META.send(http, settings, outgoing()),
    "upload": lambda http, settings: META.upload(http, settings, FILE),
    "locate": lambda http, settings: META.locate(http, settings, RemoteMedia("image", "900")),
    "mark_read": lambda http, settings: META.mark_read(http, settings, "wamid.1", typing=True),
    "take_control": lambda http, settings: META.take_control(
        http, settings, (Identity("phone", "447700900123"),)
    ),
    "templates": META.templates,
}


async def output(ask, http, url, caplog) -> str:
    """Everything that a failure shows: its text, its traceback with all that it hides, the log."""
    with caplog.at_level(logging.DEBUG, logger="messaging"), pytest.raises(Exception) as caught:  # noqa: PT011
        await ask(http, config(url, waba_id="1"))
    error: BaseException | None = caught.value
    shown = "".join(traceback.format_exception(error))
    while error is not None:
        shown += repr(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return shown + "".join(
        str(vars(record)) for record in caplog.records if record.name.startswith("messaging")
    )


@pytest.mark.parametrize("name", ASKED)
async def test_failure_never_shows_it(http, caplog, name):
    """Nobody listens; the answer is nonsense, of which the library's error holds the whole request."""

    async def talk(reader, writer, done):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/9 nonsense\x00\r\n\r\n")
        await writer.drain()
        await done.wait()

    assert TOKEN not in await output(ASKED[name], http, f"http://127.0.0.1:{unused_port()}", caplog)
    async with raw_server(talk) as url:
        assert TOKEN not in await output(ASKED[name], http, url, caplog)


@pytest.mark.parametrize("name", ASKED)
async def test_redirect_is_followed_by_nobody(http, drain, thief, name):
    for status in (301, 302, 307, 308):
        drain.elsewhere = (status, f"{thief.url}/steal")
        with pytest.raises(SendRefused) as caught:
            await ASKED[name](http, config(drain.url, waba_id="1"))
        assert caught.value.code == "redirect"
    assert thief.requests == 0
    assert drain.requests == 4
