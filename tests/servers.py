"""PostgreSQL, Redis and Chromium: found on this machine, or started for the tests and stopped after them."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from kombu import Connection
from psycopg import sql

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
# The same engine without windows: of what a test keeps a core busy with, a third less.
WINDOWLESS = ("chromium-headless-shell",)
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps, for voice messages; nobody is there to allow it.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


# Seconds for what happens in a moment on a machine that has nothing else to do; a passing test never waits for them.
PATIENCE = 60


class NotHere(Exception):
    """The service is neither running nor installed; the message is the reason for a skip."""


# Below those that the system gives to whoever connects somewhere: one of them may be taken while its server is away.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """One that nobody has: by chance, as other processes of the run look for theirs at the same time."""
    while True:
        port = secrets.choice(PORTS)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def wait_until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Polls every 50 ms; raises TimeoutError naming `what`."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} not after {seconds} s")
        time.sleep(0.05)


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def running(variable: str, local: Iterable[str], answers: Callable[[str], bool]) -> str | None:
    """URL of the server that the variable names, else of the first local one that answers; None: start your own.

    Raises NotHere when the one that was named does not answer: another one in its place is not what was asked for.
    """
    if named := os.environ.get(variable):
        if not answers(named):
            raise NotHere(f"{variable} is set, but no server answers there")
        return named
    return next(filter(answers, local), None)


# --- PostgreSQL ------------------------------------------------------------------------------


def postgres_answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


class Postgres:
    """A private server on a free loopback port; ``stop``/``start`` keep port and data. `durable`: a commit waits for
    the disk, as it does where it matters."""

    def __init__(self, *, durable: bool = False) -> None:
        self._fsync = "on" if durable else "off"
        self._binaries = postgres_binaries()
        self._owner = server_user()
        self._home = Path(tempfile.mkdtemp(prefix="console-postgres-"))
        self._home.chmod(0o755)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        if self._owner:
            shutil.chown(self._home, self._owner)
        self._run("initdb", "-D", "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._binaries / program, *arguments],
            cwd=self._home,
            user=self._owner,
            check=True,
            capture_output=True,
        )

    def start(self) -> Postgres:
        options = [
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-c",
            "max_connections=200",
            "-c",
            f"fsync={self._fsync}",
        ]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", "data", "-k", self._home, *options],
                cwd=self._home,
                user=self._owner,
                stderr=log,
            )
        wait_until(lambda: postgres_answers(self.url), "PostgreSQL")
        return self

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: fast. SIGQUIT: immediate, as after a crash."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def send(self, what: signal.Signals) -> None:
        """To the server and to all its sessions: SIGSTOP freezes them, SIGCONT thaws them."""
        if self._process:
            # The server first, so that no session begins between the two.
            self._process.send_signal(what)
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
            for pid in children.read_text().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), what)

    def remove(self) -> None:
        self.send(signal.SIGCONT)
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._home, ignore_errors=True)


def postgres_binaries() -> Path:
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [Path(on_path).parent] if on_path else newest_first:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NotHere(
        "PostgreSQL is neither running on 127.0.0.1:5432 nor installed (apt-get install postgresql)"
    )


def server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """URL of a server on which databases may be made: TEST_DATABASE_URL, the local one, or a private one."""
    local = [f"postgres://{user}@127.0.0.1:5432/postgres" for user in ("root", "postgres")]
    if url := running("TEST_DATABASE_URL", local, postgres_answers):
        yield url
        return
    server = Postgres(durable=durable)
    try:
        yield server.start().url
    finally:
        server.remove()


@contextlib.contextmanager
def database(server_url: str, *, template: str = "template0") -> Iterator[str]:
    """URL of a fresh database, dropped with whoever is still connected."""
    name = create_database(server_url, template=template)
    try:
        yield with_database(server_url, name)
    finally:
        drop_database(server_url, name)


def create_database(server_url: str, *, template: str = "template0") -> str:
    """Its name."""
    name = f"console_test_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    return name


def drop_database(server_url: str, name: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


# --- Redis -----------------------------------------------------------------------------------


def redis_answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


class Redis:
    """A private server without persistence, for tests that kill it; the port stays."""

    def __init__(self) -> None:
        self._binary = shutil.which("redis-server")
        if not self._binary:
            raise NotHere(
                "Redis is neither running on 127.0.0.1:6379 nor installed (apt-get install redis-server)"
            )
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Redis:
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"]
        self._process = subprocess.Popen(
            [self._binary or "", "--port", str(self.port), *options], stdout=subprocess.DEVNULL
        )
        wait_until(lambda: redis_answers(self.url), "Redis")
        return self

    def send(self, what: signal.Signals) -> None:
        """SIGSTOP freezes it, SIGCONT thaws it."""
        if self._process:
            self._process.send_signal(what)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.send_signal(signal.SIGCONT)
            self._process.wait(PATIENCE)
            self._process = None


@contextlib.contextmanager
def redis_url() -> Iterator[str]:
    """URL of a Redis database number that is ours alone, empty before and after."""
    if url := running("TEST_REDIS_URL", ["redis://127.0.0.1:6379"], redis_answers):
        yield from claimed(url)
        return
    server = Redis().start()
    try:
        yield server.url
    finally:
        server.stop()


def claimed(server_url: str) -> Iterator[str]:
    """Several runs share a server: the first to mark an empty number has it, for an hour at most."""
    for number in range(15, 0, -1):
        url = urlunsplit(urlsplit(server_url)._replace(path=f"/{number}"))
        client = redis.Redis.from_url(url)
        # Somebody's data may lie there: what is not empty is not ours to flush.
        if not client.dbsize() and client.set("console-tests-claim", os.getpid(), nx=True, ex=3600):
            try:
                yield url
            finally:
                client.flushdb()
                client.close()
            return
        client.close()
    raise NotHere("all database numbers of the local Redis are taken by other test runs")


# --- RabbitMQ --------------------------------------------------------------------------------


def rabbitmq_answers(url: str) -> bool:
    with Connection(url, connect_timeout=2) as broker:
        try:
            broker.connect()
        except broker.connection_errors:
            return False
    return True


def rabbitmq_url() -> str:
    """URL of a RabbitMQ; raises NotHere. Never started here: it wants a user and a machine of its own."""
    url = running("TEST_RABBITMQ_URL", ["amqp://guest:guest@127.0.0.1:5672//"], rabbitmq_answers)
    if url is None:
        raise NotHere("RabbitMQ does not run on 127.0.0.1:5672 (apt-get install rabbitmq-server)")
    return url


# --- Chromium --------------------------------------------------------------------------------


def chromium(names: Iterable[str] = CHROMIUMS) -> str:
    """Path of the first of these browsers that is installed; none is ever downloaded."""
    for name in names:
        if found := shutil.which(name):
            return found
    raise NotHere("Chromium is not installed (apt-get install chromium-headless-shell, or chromium)")
