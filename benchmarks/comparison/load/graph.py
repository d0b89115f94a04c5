"""Messages to the provider from nobody who stores them: what it can take at most."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

from benchmarks.comparison.load.http import HttpConnection, post
from benchmarks.comparison.load.saturation import Window


async def ask_provider(plan: dict[str, Any]) -> dict[str, Any]:
    """`connections`, `seconds`; each sends again as soon as it was answered."""
    numbers, window, over = itertools.count(), Window([]), asyncio.Event()

    async def send() -> None:
        connection = await HttpConnection.open(*plan["address"])
        while not over.is_set():
            number = f"{next(numbers)}"
            body = {"to": number, "text": {"body": "0"}, "biz_opaque_callback_data": number}
            status, _ = await connection.send(post("/v23.0/1/messages", json.dumps(body).encode()))
            window.answered(status)
        connection.close()

    window.begin()
    work = asyncio.gather(*(send() for _ in range(plan["connections"])))
    await asyncio.sleep(plan["seconds"])
    result = window.end()
    over.set()
    await work
    return result
