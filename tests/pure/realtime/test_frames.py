"""Frames that are made once: a client reads the same text from them as from the server's own."""

from __future__ import annotations

import json
import random

import pytest
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.protocol import OPEN, Protocol, Side

from messaging.feed import Burst, Item
from messaging.realtime import frames
from messaging.realtime.frame_writer import EXTENSION, FrameWriter
from tests.sockets.decoding import Decoder

LENGTHS = (0, 1, 125, 126, 149, 150, 4095, 65_535, 65_536, 200_000)


def a_text(length: int) -> str:
    return "".join(random.Random(length).choices('abc{}":1234é👋', k=length))


def by_the_server(text: str, *, deflate: bool = False) -> bytes:
    """The frame that the library under uvicorn would write."""
    server = Protocol(Side.SERVER, state=OPEN)
    if deflate:
        server.extensions = [PerMessageDeflate(True, True, 12, 12, {"memLevel": 5})]
    server.send_text(text.encode())
    return b"".join(server.data_to_send())


def an_event(seq: int) -> Item:
    return Item(seq, "k", json.dumps({"op": "ev", "s": seq, "pad": "x" * 20 * seq}))


@pytest.mark.parametrize("length", LENGTHS)
def test_a_plain_frame_is_the_servers_own(length: int) -> None:
    assert frames.plain(a_text(length)) == by_the_server(a_text(length))


@pytest.mark.parametrize("length", LENGTHS)
def test_a_compressed_frame_says_the_same(length: int) -> None:
    text = a_text(length)
    frame = frames.deflated(text)
    assert Decoder(deflate=True).texts(frame) == [text]
    short = len(text.encode()) < frames.WORTH_DEFLATING
    assert frame == by_the_server(text, deflate=not short)


def test_compressed_frames_depend_on_nothing_before_them() -> None:
    """Each client sees others of them, and the server's own in between."""
    own, decoder = by_the_server(a_text(900), deflate=True), Decoder(deflate=True)
    made = [frames.deflated(a_text(length)) for length in (300, 700, 70_000)]
    for frame, text in zip([made[2], own, made[0], made[2]], [70_000, 900, 300, 70_000], strict=True):
        assert decoder.texts(frame) == [a_text(text)]
    assert Decoder(deflate=True).texts(made[1]) == [a_text(700)]


@pytest.mark.parametrize("deflate", [False, True])
def test_a_burst_is_its_events_one_after_the_other(deflate: bool) -> None:
    burst = Burst(map(an_event, range(1, 40)))
    join = frames.deflated_events if deflate else frames.plain_events
    assert Decoder(deflate=deflate).texts(join(burst)) == [event.text for event in burst]


def test_frames_are_made_once_for_all_sockets_of_a_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(frames, "plain", lambda text: made.append(text) or b"p")
    monkeypatch.setattr(frames, "deflated", lambda text: made.append(text) or b"d")
    burst = Burst(map(an_event, range(1, 4)))
    written: list[bytes] = []
    for bits in (0, 12, 0, 15, 9):
        writer = FrameWriter.of({"extensions": {EXTENSION: {"write": written.append, "deflate": bits}}})
        assert writer is not None
        writer.events(burst)
        writer.event(burst[1])
    # In a window of 512 bytes ours cannot be understood.
    assert written == [b"ppp", b"p", b"ddd", b"d", b"ppp", b"p", b"ddd", b"d", b"ppp", b"p"]
    assert len(made) == 6


@pytest.mark.parametrize("scope", [{}, {"extensions": None}, {"extensions": {"websocket.http.response": {}}}])
def test_a_server_without_the_extension_has_no_writer(scope: dict[str, object]) -> None:
    assert FrameWriter.of(scope) is None
