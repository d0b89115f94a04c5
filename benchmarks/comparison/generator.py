"""Starts the generator of load, and waits for what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.live import PROJECT

COMMAND = [sys.executable, "-m", "benchmarks.comparison.load"]
PATIENCE = 600.0


class Failed(Exception):
    """The generator ended with an error, whose last lines it carries."""


def generate(plan: dict[str, Any]) -> dict[str, Any]:
    """Carry out a plan of `benchmarks.comparison.load` in a process of its own."""
    done = subprocess.run(
        COMMAND,
        cwd=PROJECT,
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise Failed(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found
