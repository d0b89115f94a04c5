"""`manage.py serve`: one uvicorn process with everything in it; what `make run` and the containers call."""

from __future__ import annotations

import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from channels.routing import get_default_application
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from messaging import pools
from messaging.delivery.processes import ProcessLock
from messaging.management.demo import create_demo
from messaging.management.http_protocol import BoundedHttp
from messaging.management.socket_protocol import FrameSocket
from messaging.memory import give_back_memory

LOCK = "server.lock"
# A client's frame is tiny (docs/design/realtime.md §3.3).
UVICORN_OPTIONS: dict[str, Any] = {
    "http": BoundedHttp,
    "ws": FrameSocket,
    "ws_per_message_deflate": settings.SOCKET_COMPRESSION,
    "ws_max_size": 65536,
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
    "timeout_graceful_shutdown": 20,
    "lifespan": "on",
    "access_log": False,
    "log_config": None,
    "server_header": False,
}


class Server(uvicorn.Server):
    """uvicorn with a word at the start and one at the end."""

    def __init__(
        self, config: uvicorn.Config, *, hello: Callable[[], None], goodbye: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self._hello = hello
        self._goodbye = goodbye

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._hello()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn closes the sockets with 1012 before its lifespan event: too late for a `bye`.
        await self._goodbye()
        await super().shutdown(sockets)


class Command(BaseCommand):
    help = "Serves everything in one process; with --demo it migrates and makes demo data first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (default: loopback only)"
        )
        parser.add_argument(
            "--port", type=int, default=settings.PORT, help="0 takes a free one (default: PORT)"
        )
        parser.add_argument("--demo", action="store_true", help="make demo data once and print how to log in")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.ALLOWED_HOSTS:
            raise CommandError("Every request would be refused: set PUBLIC_URL or ALLOWED_HOSTS first.")
        pools.check(pools.roles_of_a_server())
        give_back_memory()
        # Before anything else: neither a second server nor a taken port should cost a migration first.
        lock = lock_of_the_only_server()
        listener = bound(options["host"], options["port"])
        url = address_of(listener)
        lock.say(url)
        access = self._demo(url) if options["demo"] else None
        application = get_default_application()
        server = Server(
            uvicorn.Config(application, forwarded_allow_ips=settings.FORWARDED_ALLOW_IPS, **UVICORN_OPTIONS),
            hello=lambda: self._say(url, access),
            goodbye=application.say_goodbye,
        )
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return
        finally:
            lock.give_up()
        if not server.started:
            sys.exit(3)

    def _demo(self, url: str) -> dict[str, Any]:
        refuse_unknown_migrations()
        call_command("migrate", interactive=False, verbosity=0)
        return create_demo(url)

    def _say(self, url: str, access: dict[str, Any] | None) -> None:
        lines = [f"Support console on {url}"]
        if access:
            lines += [
                f"  Console    {url}/            log in as {access['username']} / {access['password']}",
                f"  Phone      {url}/simulator/  play a customer",
                f"  Admin      {url}/admin/",
                f"  API        {url}/api/docs/   Authorization: Token {access['api_token']}",
                f"  The same in {settings.VAR_DIR / 'demo.json'}. Ctrl+C stops.",
            ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def refuse_unknown_migrations() -> None:
    """Raise `CommandError` where another version migrated the database to tables that this one does not know."""
    loader = MigrationLoader(connection)
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
    if names := sorted(name for app, name in unknown if app == "messaging"):
        raise CommandError(
            f"The database in {settings.VAR_DIR} was made by another version ({names[0]}):"
            " move that directory away and start again."
        )


def lock_of_the_only_server() -> ProcessLock:
    """Return a lock that this process holds where there may be one server only; raises `CommandError` that names
    the other one.

    Without Redis what one process writes is not announced in another: its consoles would lag behind.
    """
    lock = ProcessLock(settings.VAR_DIR / LOCK)
    if not settings.REDIS_URL and not lock.take():
        pid, url = lock.holder()
        raise CommandError(
            f"Process {pid} serves {settings.VAR_DIR} already{f' on {url}' if url else ''}: use that one, or stop"
            " it first. Several at once need REDIS_URL, and another installation a VAR_DIR of its own."
        )
    return lock


def bound(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises `CommandError` in one sentence when there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as failure:
        raise CommandError(
            f"Cannot listen on {host}:{port} ({failure}). Choose another with PORT=… ."
        ) from failure


def address_of(listener: socket.socket) -> str:
    """Return the URL under which a browser on this machine reaches the socket."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  (compared, not bound)
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
