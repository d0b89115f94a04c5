"""Faults that come from outside in numbers: readers that do not read, screens that come back at once, copies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket as sockets

import aiohttp

from benchmarks.chaos.faults import Scene
from benchmarks.chaos.screens import Gone, open_browser, open_socket

SLOW, STORM, ROUNDS = 20, 300, 3
COPIES, AT_ONCE = 1500, 40
REPLAYED = 200
LIVE_SECONDS = 60


async def slow_readers(scene: Scene) -> None:
    """Twenty that ask for everything and read nothing."""
    site = scene.load.site
    async with aiohttp.ClientSession() as session, contextlib.AsyncExitStack() as stack:
        for number in range(SLOW):
            with contextlib.suppress(*Gone):
                opened = await open_socket(session, site, site.tokens[number % len(site.tokens)], max_queue=1)
                stack.callback(opened.transport.abort)
                opened.transport.get_extra_info("socket").setsockopt(
                    sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096
                )
                await opened.send(json.dumps({"op": "sub", "inbox": site.inbox, "since": 0}))
                opened.transport.pause_reading()
        await scene.lasts(2)


async def reconnect_storm(scene: Scene) -> None:
    """Three hundred screens come back at the same moment, three times."""
    database, inbox = scene.installation.database, scene.load.site.inbox
    head = (await asyncio.to_thread(database.progress, inbox)).head
    for _ in range(ROUNDS):
        await asyncio.gather(*(_come_back(scene, number, max(0, head - REPLAYED)) for number in range(STORM)))
        await scene.lasts(0.1)


async def _come_back(scene: Scene, number: int, since: int) -> None:
    try:
        async with asyncio.timeout(LIVE_SECONDS):
            await _until_live(scene, number, since)
    except TimeoutError:
        scene.load.ledger.note_wrong(f"a screen of the storm was not live after {LIVE_SECONDS} s")


async def _until_live(scene: Scene, number: int, since: int) -> None:
    """How often it had to try is counted, with the reason."""
    site, ledger = scene.load.site, scene.load.ledger
    cookie = site.cookies[number % len(site.cookies)]
    while True:
        try:
            opened = await open_browser(site, cookie)
            try:
                await opened.send(json.dumps({"op": "sub", "inbox": site.inbox, "since": since}))
                while json.loads(await opened.recv())["op"] not in {"live", "reset"}:
                    pass
            finally:
                opened.transport.abort()
            ledger.answered("storm", "live")
            return
        except Gone as failure:
            ledger.answered("storm", str(failure)[:60] or type(failure).__name__)
            await asyncio.sleep(scene.rng.random())


async def webhook_storm(scene: Scene) -> None:
    """The provider posts what it has posted already, over and over, forty at once."""
    load = scene.load
    accepted = [entry for entry in load.ledger.inbound.values() if entry.accepted]
    bodies = [load.written(entry) for entry in scene.rng.sample(accepted, min(50, len(accepted)))]
    turns = asyncio.Semaphore(AT_ONCE)

    async def post(number: int) -> None:
        async with turns:
            await load.post_copy(bodies[number % len(bodies)])

    await asyncio.gather(*(post(number) for number in range(COPIES)))
