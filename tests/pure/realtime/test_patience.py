"""What the console and the server wait for each other."""

from __future__ import annotations

import re
from pathlib import Path

from messaging.pools import POOLS
from messaging.realtime import hub

SOCKET = Path(__file__).parents[3] / "frontend/src/protocol/socket/socket.ts"


def test_nobody_is_served_who_has_left() -> None:
    """A console that gives up and comes back queues again: its first place must be gone by then."""
    found = re.search(r"CONNECT_MS = ([\d_]+);", SOCKET.read_text("utf-8"))
    assert found
    assert hub.HANDSHAKE_PATIENCE + POOLS["sockets"].deadline < int(found[1]) / 1000
