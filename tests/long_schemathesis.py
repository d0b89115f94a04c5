"""Schemathesis against a whole demo, in all its phases: ``python -m tests.long_schemathesis [options of st run]``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.live import PROJECT, LiveServer, Setup

DESCRIPTION = PROJECT / "docs/openapi.json"
OPTIONS = [
    "--checks",
    "all",
    "--continue-on-failure",
    "--workers",
    "2",
    "--max-examples",
    "50",
    "--seed",
    "1",
]


def main(options: list[str]) -> int:
    st = Path(sys.executable).parent / "st"
    with tempfile.TemporaryDirectory() as folder, LiveServer(Setup(Path(folder)), "--demo") as server:
        token = f"Authorization: Token {server.access['api_token']}"
        # A later option of the same name wins.
        command = [st, "run", DESCRIPTION, "--url", server.url, "-H", token, *OPTIONS, *options]
        return subprocess.run(command, cwd=PROJECT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
