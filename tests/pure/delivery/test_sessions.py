from __future__ import annotations

import asyncio

from messaging.delivery import sessions
from messaging.runtime import runtime


async def test_one_session_per_loop_and_a_new_one_after_closing():
    first = sessions.session()
    assert sessions.session() is first
    await sessions.close()
    assert first.closed
    second = sessions.session()
    assert second is not first
    await sessions.close()
    await sessions.close()


def test_loops_do_not_share():
    async def own() -> int:
        found = id(sessions.session())
        await sessions.close()
        return found

    loops = [asyncio.new_event_loop() for _ in range(2)]
    try:
        assert loops[0].run_until_complete(own()) is not None
        assert loops[1].run_until_complete(own()) is not None
    finally:
        for loop in loops:
            loop.close()
    assert not [loop for loop in loops if runtime()._loop_parts.get(loop)]
