"""What a large signed body costs its neighbours: `python -m benchmarks.webhook_load [postgresql] [kind …]`.

A server of its own takes a small webhook twenty times a second, and in between one large body of each kind. Of
each: until it was answered, until all of it was applied, and the longest that a small one waited meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
from asgiref.sync import sync_to_async

from benchmarks.installation import chosen_installation
from benchmarks.webhook_bodies import BODIES, of_field, text
from tests import live

EVERY = 0.05
ALONE = 2.0
OK = 200


def main() -> None:
    wanted = [name for name in sys.argv[1:] if name != "postgresql"]
    with contextlib.ExitStack() as stack:
        stack.enter_context(chosen_installation())
        from tests.factories import an_inbox

        inbox = an_inbox()
        env = {name: os.environ[name] for name in ("SECRET_KEY", "DATABASE_URL", "LOG_LEVEL")}
        server = stack.enter_context(live.LiveServer(live.Setup(Path(os.environ["VAR_DIR"]), env)))
        print(f"{'':30} {'answered':>10} {'applied':>10} {'longest wait of a small one':>30}")
        asyncio.run(measure(server.url, inbox, [one for one in BODIES if not wanted or one in wanted]))


async def measure(url: str, inbox: Any, names: list[str]) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300)) as session:
        door = f"{url}/webhooks/whatsapp/{inbox.pk}/"
        await post(session, door, small(inbox))
        async with neighbours(session, door, inbox) as waits:
            await asyncio.sleep(ALONE)
        print(f"{'nothing else':30} {'':>10} {'':>10} {max(waits) * 1000:27.0f} ms")
        for name in names:
            body = json.dumps(BODIES[name](inbox)).encode()
            async with neighbours(session, door, inbox) as waits:
                begun = time.monotonic()
                status = await post(session, door, body)
                answered = time.monotonic() - begun
                while status == OK and await sync_to_async(is_waiting)():  # noqa: ASYNC110 (in another process)
                    await asyncio.sleep(0.1)
                applied = time.monotonic() - begun
            answer = f"{answered:8.2f} s" if status == OK else f"({status}) {answered:.2f} s"
            print(f"{name:30} {answer:>10} {applied:8.2f} s {max(waits) * 1000:27.0f} ms", flush=True)


def is_waiting() -> bool:
    from messaging.models import WebhookCall

    return WebhookCall.objects.filter(state="waiting").exists()


def small(inbox: Any) -> bytes:
    return json.dumps(of_field(inbox, "messages", "messages", [text()])).encode()


async def post(session: aiohttp.ClientSession, door: str, body: bytes) -> int:
    from tests.factories import signature

    headers = {"X-Hub-Signature-256": signature(body), "Content-Type": "application/json"}
    async with session.post(door, data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


@contextlib.asynccontextmanager
async def neighbours(
    session: aiohttp.ClientSession, door: str, inbox: Any, *, every: float = EVERY
) -> AsyncIterator[list[float]]:
    """Small webhooks at their times, whatever became of the earlier ones; yields how long each took, which is
    complete afterwards. One that failed took for ever."""
    waits: list[float] = []
    ended = asyncio.Event()

    async def one() -> None:
        begun = time.monotonic()
        try:
            status = await post(session, door, small(inbox))
        except aiohttp.ClientError:
            status = 0
        waits.append(time.monotonic() - begun if status == OK else math.inf)

    async with asyncio.TaskGroup() as posts:

        async def all_of_them() -> None:
            while not ended.is_set():
                posts.create_task(one())
                await asyncio.sleep(every)

        posts.create_task(all_of_them())
        yield waits
        await asyncio.sleep(2 * EVERY)
        ended.set()


if __name__ == "__main__":
    main()
