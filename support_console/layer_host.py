"""How the channel layer reaches Redis: by connections that do not wait for ever.

redis-py asks an idle subscription whether it lives, and never looks whether there was an answer: behind a firewall that
forgot it, a process would receive no doorbell any more until it is restarted.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

from redis.asyncio.connection import AbstractConnection, Connection, parse_url
from redis.exceptions import ConnectionError as Disconnected

# Seconds without a word until the connection is asked, and until it is given up.
QUIET = 2
PATIENCE = 3.0

# Where the kernel knows them: its own way to find a host that is gone.
KEEPALIVES = {"TCP_KEEPIDLE": 2, "TCP_KEEPINTVL": 1, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 5000}

if TYPE_CHECKING:
    Base = Connection
else:
    Base = object


class Answering(Base):
    """What was sent has to be answered in time, whoever reads."""

    _unanswered_since: float | None = None

    async def _connect(self) -> None:
        self._unanswered_since = None
        await super()._connect()  # type: ignore[no-untyped-call]

    async def send_packed_command(self, *arguments: Any, **options: Any) -> None:
        await super().send_packed_command(*arguments, **options)
        if self._unanswered_since is None:
            self._unanswered_since = asyncio.get_running_loop().time()

    async def read_response(self, *arguments: Any, **options: Any) -> Any:
        response = await super().read_response(*arguments, **options)
        # A subscription reads in short turns, and None says that nothing came in this one.
        if response is not None or options.get("timeout") is None:
            self._unanswered_since = None
        elif self._is_overdue():
            await self.disconnect(nowait=True)
            raise Disconnected("Redis leaves a subscription without an answer")
        return response

    def _is_overdue(self) -> bool:
        since = self._unanswered_since
        return since is not None and asyncio.get_running_loop().time() - since > PATIENCE


def layer_host(url: str) -> dict[str, Any]:
    """Return the channel layer's entry for this Redis."""
    found: dict[str, Any] = {**parse_url(url)}
    base: type[AbstractConnection] = found.get("connection_class", Connection)
    return {
        **found,
        "connection_class": type(f"Answering{base.__name__}", (Answering, base), {}),
        # redis-py 8 caps a pool at 100 when nothing is said, and then raises.
        "max_connections": 1000,
        "health_check_interval": QUIET,
        "socket_timeout": PATIENCE,
        **({} if "path" in found else _of_tcp()),
    }


def _of_tcp() -> dict[str, Any]:
    known = {getattr(socket, name): value for name, value in KEEPALIVES.items() if hasattr(socket, name)}
    return {
        "socket_connect_timeout": PATIENCE,
        "socket_keepalive": True,
        "socket_keepalive_options": known,
    }
