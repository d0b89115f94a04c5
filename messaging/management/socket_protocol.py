"""uvicorn's WebSocket, for an application that brings frames which are ready."""

from __future__ import annotations

from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.http11 import Request
from websockets.protocol import OPEN

# As `messaging.realtime.frame_writer` describes it.
EXTENSION = "websocket.frames"
SWITCHING_PROTOCOLS = 101


class FrameSocket(WebSocketsSansIOProtocol):
    """Offers the application to write bytes that are frames already, as many as it likes in one go: uvicorn's own way
    makes each frame anew for each socket, in several steps. What is sent in uvicorn's way can stand between them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.config.ws_per_message_deflate:
            # Each message by itself, so that one compression serves all sockets and none keeps a compressor.
            self.conn.available_extensions = [
                ServerPerMessageDeflateFactory(
                    server_no_context_takeover=True,
                    client_no_context_takeover=True,
                    server_max_window_bits=12,
                    client_max_window_bits=12,
                    compress_settings={"memLevel": 5},
                )
            ]

    def handle_connect(self, event: Request) -> None:
        """Tell the application, before it begins, what this socket takes."""
        super().handle_connect(event)
        if self.response.status_code == SWITCHING_PROTOCOLS:
            extensions = cast("dict[str, Any]", self.scope["extensions"])
            extensions[EXTENSION] = {"write": self.write_frames, "deflate": self._deflate()}

    def write_frames(self, frames: bytes) -> bool:
        """Write whole frames; False, and nothing is written, where `send` would wait or fail."""
        usable = self.handshake_complete and not self.close_sent and not self.disconnected
        if not usable or not self.writable.is_set() or self.conn.state is not OPEN:
            return False
        if self.transport.is_closing():
            return False
        self.transport.write(frames)
        return True

    def _deflate(self) -> int:
        """Return the window in which this client understands compressed messages, 0 for none."""
        for extension in self.conn.extensions:
            if isinstance(extension, PerMessageDeflate):
                return extension.local_max_window_bits
        return 0
