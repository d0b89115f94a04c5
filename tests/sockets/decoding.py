"""Frames of a server, read as a client's library reads them."""

from __future__ import annotations

from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN, Protocol, Side


class Decoder:
    """A client without a connection; `deflate` as it was negotiated: each message by itself, in a window of 4 KiB."""

    def __init__(self, *, deflate: bool = False) -> None:
        self._client = Protocol(Side.CLIENT, state=OPEN, max_size=None)
        if deflate:
            self._client.extensions = [PerMessageDeflate(True, True, 12, 12)]

    def texts(self, frames: bytes) -> list[str]:
        """Return the whole texts; raises what the client finds wrong."""
        self._client.receive_data(frames)
        if self._client.parser_exc is not None:
            raise self._client.parser_exc
        return [_text(event) for event in self._client.events_received() if isinstance(event, Frame)]


def _text(frame: Frame) -> str:
    assert (frame.opcode, frame.fin) == (Opcode.TEXT, True)
    return bytes(frame.data).decode()
