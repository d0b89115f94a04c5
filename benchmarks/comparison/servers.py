"""What is compared, as child processes: ours, the ordinary way, and an application that does nothing."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.chaos.readings import Database
from benchmarks.comparison.generator import generate
from tests.live import PROJECT, Child, LiveServer, Setup
from tests.servers import free_port

# As `manage.py serve` has them; the rest is uvicorn's default in both.
OPTIONS = (
    "--host",
    "127.0.0.1",
    "--http",
    "httptools",
    "--ws",
    "websockets-sansio",
    "--ws-max-size",
    "65536",
)
# The raw application takes everything from everybody.
NOTHING_KNOWN = {"path": "/", "route": "", "secret": "", "inbox": 0, "cookies": [""]}
WAITING_CALLS = "SELECT count(*) FROM messaging_webhookcall WHERE state = 'waiting'"
_runs = itertools.count(1)


class UvicornServer(LiveServer):
    """An application of ours or of the ordinary way, by its dotted name."""

    program = ("-m", "uvicorn")

    def __init__(self, setup: Setup, application: str) -> None:
        self.name = application.split(".")[1]
        self.port = free_port()
        Child.__init__(self, setup, application, "--port", str(self.port), *OPTIONS)


@dataclass(frozen=True)
class Site:
    """A running installation. `known`: its inbox, route, secret and the cookies of its agents, as its seeding printed
    them; `table`: where its messages are; `seed`: makes something in it by ``function(*arguments)`` of its seeding."""

    name: str
    server: LiveServer
    others: Sequence[Child] = ()
    known: dict[str, Any] = field(default_factory=dict)
    database: Database | None = None
    table: str = ""
    seed: Callable[..., Any] | None = None

    @property
    def pids(self) -> list[int]:
        """Of every process that is the installation's own."""
        return [self.server.pid, *(child.pid for child in self.others)]

    def generate(self, kind: str, seed: int, *, settled: bool = False, **more: Any) -> dict[str, Any]:
        """Put load on it, and with `settled` wait until nothing of it is left to do: ``settled`` is when that was, in
        wall-clock time. Raises `AssertionError` when messages are not stored that it has accepted, or more than were sent, and
        when a screen of ours was shown another event than the next one."""
        before = self.messages()
        target = {**NOTHING_KNOWN, "name": self.name, **self.known}
        plan = {"kind": kind, "address": ["127.0.0.1", self.server.port], "target": target, "pids": self.pids}
        found = generate({**plan, "seed": seed, "run": f"{next(_runs)}", **more})
        assert not found.get("holes"), f"{self.name} left out events, {found['holes']} times"
        if settled:
            found["settled"] = self._settled(found["answered"])
        if self.database and "posted" in found:
            stored = self.messages() - before
            # What was answered otherwise than with 200 may have been stored before it failed.
            most = found["posted"] + found.get("refused", 0)
            assert found["posted"] <= stored <= most, (
                f"{self.name} accepted {found['posted']} and stored {stored}"
            )
        return found

    def messages(self) -> int:
        """How many it has."""
        return self.ask(f"SELECT count(*) FROM {self.table}") if self.database else 0

    def ask(self, sql: str) -> int:
        """A number from its database."""
        assert self.database is not None
        return int(self.database.ask(sql)[0][0])

    def send(self, batch: str, count: int) -> list[list[str]]:
        """Make messages that were sent; returns the ids that their provider gave them, and whom they went to."""
        assert self.seed is not None
        ids: list[list[str]] = self.seed("send", batch, count)
        return ids

    def _settled(self, answered: float) -> float:
        """When all calls were applied: at the answer where none waits by the time we look."""
        at = answered
        while self.name == "ours" and self.ask(WAITING_CALLS):
            time.sleep(0.01)
            at = time.time()
        return at


def seed_ours(setup: Setup, function: str, *arguments: Any) -> Any:
    """What a function of `benchmarks.comparison.seed` returns, called in an installation of ours."""
    code = f"from benchmarks.comparison import seed; seed.show(seed.{function}(*{arguments!r}))"
    return json.loads(setup.manage("shell", "-v", "0", "-c", code).splitlines()[-1])


def seed_stock(setup: Setup, function: str, *arguments: Any) -> Any:
    """The same of the ordinary way."""
    command = [sys.executable, "-m", "benchmarks.stock.seed", function, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=PROJECT, env=setup.environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
