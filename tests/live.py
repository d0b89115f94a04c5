"""The real thing as child processes: `manage.py serve` on a free loopback port, and delivery workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.servers import PATIENCE, free_port, wait_until

PROJECT = Path(__file__).resolve().parent.parent
KEPT_FROM_CALLER = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. ``json`` raises ValueError when it was no JSON."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Setup:
    """One installation: its files, its environment. Servers and workers of one setup belong together."""

    var_dir: Path
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the caller's but what any program needs."""
        kept = {name: os.environ[name] for name in KEPT_FROM_CALLER if name in os.environ}
        own = {
            "VAR_DIR": str(self.var_dir),
            "SECRET_KEY": "only-for-tests-" + "k" * 32,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "LOG_LEVEL": "INFO",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "default",
        }
        return {**kept, **own, **self.env}

    def run(
        self, *arguments: str, check: bool = True, timeout: float = 240
    ) -> subprocess.CompletedProcess[str]:
        """A management command in this setup; its output is text."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment,
            check=check,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def manage(self, *arguments: str) -> str:
        """Standard output of a management command that must succeed."""
        done = self.run(*arguments, check=False)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def migrate(self) -> Self:
        self.manage("migrate", "--verbosity=0")
        return self


class Child:
    """A management command that runs until it is stopped; everything it prints goes into one log."""

    name = "child"
    program: tuple[str, ...] = ("manage.py",)

    def __init__(self, setup: Setup, *arguments: str) -> None:
        self.setup = setup
        self.arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None
        self.log_path = setup.var_dir / f"{self.name}-{id(self):x}.log"

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    @property
    def pid(self) -> int:
        assert self.process, f"{self.name} does not run"
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> Self:
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.program, *self.arguments],
                cwd=PROJECT,
                env=self.setup.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self.ready()

    def ready(self) -> Self:
        """Itself, as soon as it does its work; one that does not get there is not left behind."""
        try:
            self.wait_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def wait_ready(self) -> None:
        """Until it does its work; nothing to ask by default."""

    def wait_for_log(self, text: str, seconds: float = PATIENCE) -> None:
        wait_until(lambda: text in self.log, f"{text!r} in the log of {self.name}", seconds)

    def stop(self, how: signal.Signals = signal.SIGTERM, patience: float = PATIENCE) -> int:
        """The way an operator stops it. The exit code; -15 is an orderly end by SIGTERM."""
        if not self.process:
            return 0
        if self.alive:
            self.process.send_signal(how)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """kill -9."""
        if self.process and self.alive:
            self.process.kill()
            self.process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self if self.alive else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class LiveServer(Child):
    """`manage.py serve`; restarts keep the port, so clients find it again."""

    name = "server"

    def __init__(self, setup: Setup, *arguments: str, port: int | None = None) -> None:
        self.port = port or free_port()
        super().__init__(setup, "serve", "--port", str(self.port), *arguments)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/console/"

    @property
    def access(self) -> dict[str, Any]:
        """What the demo wrote: url, username, password, api_token, webhook_secret, inbox."""
        written: dict[str, Any] = json.loads((self.setup.var_dir / "demo.json").read_text())
        return written

    def wait_ready(self) -> None:
        wait_until(self._ready_or_dead, f"readiness of {self.url}", seconds=100)
        assert self.alive, f"the server ended at its start:\n{self.log[-4000:]}"

    def _ready_or_dead(self) -> bool:
        try:
            return not self.alive or self.request("GET", "/healthz/ready").status == 200
        except OSError:
            return False

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str = "",
        headers: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Answer:
        """``body``: bytes as they are, anything else as JSON. Every status is an answer, not an error."""
        sent = {"Accept": "application/json", **(headers or {})}
        if token:
            sent["Authorization"] = f"Token {token}"
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.headers, refused.read())


class DeliveryWorker(Child):
    """`manage.py run_delivery` beside servers of the same setup."""

    name = "delivery"

    def __init__(self, setup: Setup, *arguments: str) -> None:
        super().__init__(setup, "run_delivery", *arguments)

    def wait_ready(self) -> None:
        """Until it delivers and SIGTERM is an orderly end: Celery takes the signal last."""
        wait_until(
            lambda: not self.alive or self._handles_sigterm(), "the worker handling SIGTERM", seconds=100
        )
        assert self.alive, f"the worker ended at its start:\n{self.log[-4000:]}"

    def _handles_sigterm(self) -> bool:
        status = Path(f"/proc/{self.pid}/status")
        caught = [line for line in status.read_text().splitlines() if line.startswith("SigCgt:")]
        return bool(int(caught[0].split()[1], 16) >> (signal.SIGTERM - 1) & 1)
