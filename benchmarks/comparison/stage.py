"""Installations of one engine, started when they are first asked for and ended together."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Self

from benchmarks.chaos.readings import Database
from benchmarks.comparison import machine
from benchmarks.comparison.servers import Site, UvicornServer, seed_ours, seed_stock
from tests import servers
from tests.live import DeliveryWorker, LiveServer, Setup

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)


class Stage:
    """``with Stage(engine, agents) as stage: stage.ours …``. ``sqlite``: one process each; ``postgresql``: a server
    and what it needs on PostgreSQL and Redis. Raises `NotHere` for what this machine has not."""

    def __init__(self, engine: str, agents: int) -> None:
        self.engine, self._agents = engine, agents
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self.home = Path(tempfile.mkdtemp(prefix="console-bench-"))
        self._stack.callback(shutil.rmtree, self.home, ignore_errors=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def described(self) -> Iterator[tuple[str, str]]:
        """What the engine is, by name. Raises `NotHere`."""
        if self.engine == POSTGRESQL:
            yield "PostgreSQL", machine.of_postgres(self.postgres)
            with servers.redis_url() as url:
                yield "Redis", machine.of_redis(url)

    @cached_property
    def ours(self) -> Site:
        """The product, in one process or as a server and a worker."""
        setup, database = self._ours_setup()
        seed = partial(seed_ours, setup.migrate())
        known = seed("make", self._agents)
        server = self._stack.enter_context(LiveServer(setup))
        others = []
        if self.engine == POSTGRESQL:
            others.append(self._stack.enter_context(DeliveryWorker(setup)))
        return Site("ours", server, others, known, database, "messaging_message", seed)

    @cached_property
    def stock(self) -> Site:
        """The ordinary way, in one process."""
        folder = self.new_folder("stock")
        where = self.new_database() if self.engine == POSTGRESQL else f"sqlite:///{folder}/stock.sqlite3"
        env = {"STOCK_DATABASE_URL": where}
        if self.engine == POSTGRESQL:
            env["STOCK_REDIS_URL"] = self._redis_url()
        setup = Setup(folder, env)
        seed = partial(seed_stock, setup)
        known = seed("make", self._agents)
        server = self._stack.enter_context(UvicornServer(setup, "benchmarks.stock.asgi:application"))
        database = Database(where if self.engine == POSTGRESQL else folder / "stock.sqlite3")
        return Site("stock", server, (), known, database, "stock_message", seed)

    @cached_property
    def raw(self) -> Site:
        """The limit of every server: an application that reads and answers."""
        setup = Setup(self.new_folder("raw"))
        return Site(
            "raw", self._stack.enter_context(UvicornServer(setup, "benchmarks.comparison.raw:application"))
        )

    def _ours_setup(self) -> tuple[Setup, Database]:
        folder = self.new_folder("ours")
        if self.engine == SQLITE:
            return Setup(folder), Database(folder / "console.sqlite3")
        url = self.new_database()
        prefix = f"console-bench-{secrets.token_hex(4)}"
        env = {"DATABASE_URL": url, "REDIS_URL": self._redis_url(), "REDIS_PREFIX": prefix}
        return Setup(folder, env), Database(url)

    @cached_property
    def postgres(self) -> str:
        """URL of a server on which databases may be made; one that waits for the disk."""
        return self._stack.enter_context(servers.postgres(durable=True))

    def new_database(self) -> str:
        """URL of an empty one."""
        return self._stack.enter_context(servers.database(self.postgres))

    def _redis_url(self) -> str:
        return self._stack.enter_context(servers.redis_url())

    def new_folder(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(dir=self.home, prefix=f"{name}-"))
