"""What is compared, as child processes: ours, the ordinary way, and an application that does nothing."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Sequence
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
    them; `table`: where its messages are."""

    name: str
    server: LiveServer
    others: Sequence[Child] = ()
    known: dict[str, Any] = field(default_factory=dict)
    database: Database | None = None
    table: str = ""

    @property
    def pids(self) -> list[int]:
        """Of every process that is the installation's own."""
        return [self.server.pid, *(child.pid for child in self.others)]

    def generate(self, kind: str, seed: int, **more: Any) -> dict[str, Any]:
        """Put load on it. Raises `AssertionError` when messages are not stored that it has accepted, or others are."""
        before = self.messages()
        target = {"path": "/", "route": "", "secret": "", "name": self.name, **self.known}
        plan = {"kind": kind, "address": ["127.0.0.1", self.server.port], "target": target, "pids": self.pids}
        found = generate({**plan, "seed": seed, "run": f"{next(_runs)}", **more})
        if self.database and "posted" in found:
            stored = self.messages() - before
            assert stored == found["posted"], f"{self.name} accepted {found['posted']} and stored {stored}"
        return found

    def messages(self) -> int:
        """How many it has."""
        return int(self.database.ask(f"SELECT count(*) FROM {self.table}")[0][0]) if self.database else 0


def seed_ours(setup: Setup, agents: int) -> dict[str, Any]:
    """Make an inbox and its agents in a migrated installation of ours."""
    code = f"from benchmarks.comparison import seed; seed.make({agents})"
    return _known(setup.manage("shell", "-v", "0", "-c", code))


def seed_stock(setup: Setup, agents: int) -> dict[str, Any]:
    """Make tables, an inbox and its agents in the ordinary way's database."""
    command = [sys.executable, "-m", "benchmarks.stock.seed", str(agents)]
    done = subprocess.run(
        command, cwd=PROJECT, env=setup.environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return _known(done.stdout)


def _known(printed: str) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return {**known, "path": f"/webhooks/whatsapp/{known['inbox']}/"}
