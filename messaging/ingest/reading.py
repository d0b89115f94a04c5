"""Where bodies are verified and parsed: small ones at once, large ones in a thread, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from messaging.runtime import runtime

P = ParamSpec("P")
T = TypeVar("T")

# Bytes: what is parsed in two milliseconds or so.
SMALL = 64 * 1024


class _Turn(asyncio.Lock):
    """Parsed, a body takes ten times its room: one at a time. Belongs to one loop."""


async def off_the_loop(body: bytes, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return `fn(*args, **kwargs)`, which reads this body; while it reads a large one, others are answered."""
    if len(body) <= SMALL:
        return fn(*args, **kwargs)
    async with runtime().loop_part(_Turn, _Turn):
        return await asyncio.to_thread(fn, *args, **kwargs)
