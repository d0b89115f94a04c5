"""One inbox of a running installation, as the load, the screens and the checks see it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.live import LiveServer

APP_SECRET = "app-secret-of-chaos"


@dataclass
class Site:
    """`tokens` and `cookies`: of several supervisors; the first one's is an admin's."""

    servers: Sequence[LiveServer]
    inbox: int
    number_id: str
    address: str
    tokens: Sequence[str]
    cookies: Sequence[str]
    rng: random.Random = field(default_factory=random.Random)

    async def server(self) -> LiveServer:
        """One that runs, as a proxy would choose; waits while none does."""
        while True:
            if alive := [server for server in self.servers if server.alive]:
                return self.rng.choice(alive)
            await asyncio.sleep(0.1)
