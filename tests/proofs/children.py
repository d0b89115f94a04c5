"""Runs a proof as a child process on an installation of its own, SQLite or PostgreSQL alike."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.live import PROJECT, Setup


class Proof:
    """``python -m tests.proofs.<module>``. It says ``ready …`` when it listens, ends when its input is closed,
    and its last line is the result as JSON."""

    def __init__(self, setup: Setup, module: str, *arguments: object) -> None:
        self._log = (setup.var_dir / f"{module}-{id(self):x}.log").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"tests.proofs.{module}", *map(str, arguments)],
            cwd=PROJECT,
            env={**setup.environment, "DJANGO_SETTINGS_MODULE": "support_console.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def wait_ready(self) -> str:
        """What it said besides being ready."""
        assert self._process.stdout is not None
        word, _, more = self._process.stdout.readline().partition(" ")
        assert word.strip() == "ready", word + self._errors()
        return more.strip()

    def result(self, timeout: float = 60) -> Any:
        """Closes its input, waits for its end, and returns what it found."""
        output, _ = self._process.communicate(timeout=timeout)
        assert self._process.returncode == 0, self._errors()
        self._log.close()
        return json.loads(output.splitlines()[-1])

    def stop(self) -> None:
        """However it went."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate(timeout=10)
        self._log.close()

    def _errors(self) -> str:
        self._log.seek(0)
        return self._log.read()[-4000:]


def prove(setup: Setup, module: str, *arguments: object) -> Any:
    """The result of a proof that needs nobody else."""
    proof = Proof(setup, module, *arguments)
    try:
        return proof.result()
    finally:
        proof.stop()
