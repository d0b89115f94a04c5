"""The installations that are tried: one process on SQLite, or two servers and two workers on private services."""

from __future__ import annotations

import contextlib
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.chaos.provider import Provider
from benchmarks.chaos.readings import Database
from benchmarks.chaos.site import APP_SECRET, Site
from tests.live import Child, DeliveryWorker, LiveServer, Setup
from tests.servers import NotHere, Postgres, Redis

SMALL_DISK_MB = 160
PEOPLE = 6  # an agent may have a hundred sockets
MAKE_PEOPLE = """
import json
from django.test import Client
from messaging.actions.people.credentials import create_api_token
from messaging.actors import Actor
from messaging.models import Agent
by = Actor.system("chaos")
roles = ["admin"] + ["supervisor"] * {more}
people = [Agent.objects.create_user(f"person{{n}}", role=role) for n, role in enumerate(roles)]
def cookie(agent):
    client = Client()
    client.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    return client.cookies.output(attrs=[], header="", sep=";").strip()
print(json.dumps([[create_api_token(one, by=by) for one in people], [cookie(one) for one in people]]))
"""


@dataclass
class Installation:
    """Processes that belong together, and what they stand on. `disk`: the small file system that may be filled."""

    kind: str
    setup: Setup
    database: Database
    provider: Provider
    servers: list[LiveServer]
    workers: list[DeliveryWorker] = field(default_factory=list)
    postgres: Postgres | None = None
    redis: Redis | None = None
    disk: Path | None = None
    clock: Path | None = None
    tokens: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    _inboxes: int = 0

    @property
    def children(self) -> list[Child]:
        """What may be killed and measured."""
        return [*self.servers, *self.workers]

    def new_site(self, rng: random.Random) -> Site:
        """A new inbox, so that scenarios of one installation know nothing of each other."""
        self._inboxes += 1
        number_id, address = f"10654000000{self._inboxes:04}", f"+1555000{self._inboxes:04}"
        config = {
            "phone_number_id": number_id,
            "app_secret": APP_SECRET,
            "verify_token": "v",
            "access_token": "t",
            "graph_base_url": self.provider.url,
        }
        body = {"transport": "whatsapp_cloud", "name": number_id, "address": address, "config": config}
        made = self.servers[0].request("POST", "/api/inboxes/", body, token=self.tokens[0])
        if made.status != 201:
            raise RuntimeError(f"no inbox: {made.status} {made.body!r}")
        return Site(self.servers, made.json["id"], number_id, address, self.tokens, self.cookies, rng)

    def make_people(self) -> None:
        code = MAKE_PEOPLE.format(more=PEOPLE - 1)
        self.tokens, self.cookies = json.loads(
            self.setup.manage("shell", "-v", "0", "-c", code).splitlines()[-1]
        )

    def start(self) -> None:
        """Every process that does not run."""
        for child in self.children:
            if not child.alive:
                child.start()


@contextlib.contextmanager
def running(
    kind: str, *, needs: frozenset[str] = frozenset(), template: Path | None = None
) -> Iterator[Installation]:
    """`kind`: ``embedded`` or ``scaled``; `needs`: ``disk`` (one that may be filled), ``clock`` (one that may be
    set); `template`: a migrated SQLite database. Raises NotHere for what this machine has not."""
    with contextlib.ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="console-chaos-"))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        env = {"LOG_LEVEL": "WARNING"}
        clock = _settable_clock(home, env) if "clock" in needs else None
        disk = stack.enter_context(_small_disk(home)) if "disk" in needs else None
        made = _embedded if kind == "embedded" else _scaled
        installation = made(stack, disk or home, env, template)
        installation.clock, installation.disk = clock, disk
        installation.make_people()
        for child in installation.children:
            stack.callback(_end, child)
        installation.start()
        yield installation


def _embedded(
    stack: contextlib.ExitStack, var_dir: Path, env: dict[str, str], template: Path | None
) -> Installation:
    setup = Setup(var_dir, env)
    if template:
        shutil.copy(template, var_dir / "console.sqlite3")
    else:
        setup.migrate()
    return Installation(
        "embedded", setup, Database(var_dir / "console.sqlite3"), _provider(stack), [LiveServer(setup)]
    )


def _scaled(stack: contextlib.ExitStack, var_dir: Path, env: dict[str, str], _: Path | None) -> Installation:
    postgres, redis = Postgres(), Redis()
    stack.callback(postgres.remove)
    stack.callback(redis.stop)
    postgres.start()
    redis.start()
    prefix = f"console-chaos-{secrets.token_hex(4)}"
    more = {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url, "REDIS_PREFIX": prefix}
    setup = Setup(var_dir, {**env, **more}).migrate()
    servers = [LiveServer(setup) for _ in range(2)]
    workers = [DeliveryWorker(setup) for _ in range(2)]
    database = Database(postgres.url)
    return Installation("scaled", setup, database, _provider(stack), servers, workers, postgres, redis)


def _provider(stack: contextlib.ExitStack) -> Provider:
    return stack.enter_context(Provider())


def _settable_clock(home: Path, env: dict[str, str]) -> Path:
    """A file that moves the wall clock of every process that is started with these variables."""
    clock = home / "clock"
    clock.write_text("+0")
    env |= {"CHAOS_CLOCK": str(clock), "PYTHONPATH": str(Path(__file__).parent / "clock")}
    return clock


@contextlib.contextmanager
def _small_disk(home: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        raise NotHere("a small disk is mounted by root only")
    disk = home / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_MB}m", "chaos", str(disk)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NotHere(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=False)


def _end(child: Child) -> None:
    """However it is: a frozen one too, and one that takes too long is killed."""
    with contextlib.suppress(subprocess.TimeoutExpired, ProcessLookupError):
        if child.alive:
            os.kill(child.pid, signal.SIGCONT)
        child.stop(patience=15)
