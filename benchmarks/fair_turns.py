"""What is left for sending beside incoming webhooks on SQLite: `python -m benchmarks.fair_turns`.

A server that delivers itself has messages for thirty customers in its lanes, and a provider that answers at once.
First nothing else happens, then webhooks come in at several rates. Read the ratios of one run.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.installation import installation
from benchmarks.queued import queue_messages
from benchmarks.webhook_load import neighbours
from tests import live

CUSTOMERS, EACH = 30, 10
RATES = (0, 15, 45, 90)


def main() -> None:
    from tests.fake_provider.meta import FakeMeta

    with contextlib.ExitStack() as stack:
        stack.enter_context(installation())
        meta = stack.enter_context(FakeMeta())
        print(f"{'webhooks/s':>10} {'messages/s':>11} {'of alone':>9} {'longest wait of a webhook':>26}")
        alone = 0.0
        for rate in RATES:
            sent, waits = one_run(meta, rate)
            alone = alone or sent
            print(
                f"{rate:10} {sent:11.1f} {sent / alone:9.0%} {max(waits, default=0.0) * 1000:23.0f} ms",
                flush=True,
            )


def one_run(meta: Any, rate: int) -> tuple[float, list[float]]:
    """A fresh queue and a fresh server; messages a second, and how long each webhook took."""
    from tests.factories import an_inbox

    inbox = an_inbox(config={"graph_base_url": meta.url, "access_token": "secret-token"})
    before = len(meta.accepted)
    env = {name: os.environ[name] for name in ("SECRET_KEY", "DATABASE_URL", "LOG_LEVEL")}
    with live.LiveServer(live.Setup(Path(os.environ["VAR_DIR"]), env)) as server:
        queue_messages(inbox, CUSTOMERS, EACH)
        return asyncio.run(measure(meta, server.url, inbox, rate, before))


async def measure(meta: Any, url: str, inbox: Any, rate: int, before: int) -> tuple[float, list[float]]:
    timeout = aiohttp.ClientTimeout(total=300)
    async with aiohttp.ClientSession(timeout=timeout) as session, contextlib.AsyncExitStack() as stack:
        waits: list[float] = []
        if rate:
            door = f"{url}/webhooks/whatsapp/{inbox.pk}/"
            waits = await stack.enter_async_context(neighbours(session, door, inbox, every=1 / rate))
        first = await arrived(meta, before + 1)
        last = await arrived(meta, before + CUSTOMERS * EACH)
    return (CUSTOMERS * EACH - 1) / (last - first), waits


async def arrived(meta: Any, count: int) -> float:
    while len(meta.accepted) < count:  # noqa: ASYNC110 (in another process)
        await asyncio.sleep(0.01)
    return time.monotonic()


if __name__ == "__main__":
    main()
