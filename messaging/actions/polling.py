"""What a delivery process fetched because a webhook may have been lost, on its way to those who take calls in.

Delivery and ingest stand side by side and do not see each other; this is the floor below both.
"""

from __future__ import annotations

from collections.abc import Callable

# (inbox id, body that the transport reads) → how many messages or receipts were news.
Taker = Callable[[int, bytes], int]

_takers: list[Taker] = []


def take_with(taker: Taker) -> None:
    """From now on what was polled goes to `taker`, in a database thread."""
    _takers[:] = [taker]


def taken(inbox_id: int, body: bytes) -> int:
    """Give it to whoever takes it; raises what that raises, `RuntimeError` when nobody does."""
    if not _takers:
        raise RuntimeError("Nobody takes polled messages in: import messaging.ingest in this process.")
    return _takers[0](inbox_id, body)
