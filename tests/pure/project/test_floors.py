"""The floors of the house: what may import what."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from support_console.env import PROJECT

LINTER = Path(sys.executable).with_name("lint-imports")


def contracts() -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]["contracts"]
    return found


def test_imports_go_downwards_only() -> None:
    done = subprocess.run([LINTER, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_is_the_one_of_the_architecture() -> None:
    floors = next(contract for contract in contracts() if contract["type"] == "layers")
    assert floors["layers"] == [
        "support_console",
        "messaging.api | messaging.webhooks | messaging.realtime | messaging.admin"
        " | messaging.simulator | messaging.management | messaging.pages",
        "messaging.delivery | messaging.ingest",
        "messaging.actions",
        "messaging.feed",
        "messaging.serializers | messaging.queries | messaging.search | messaging.permissions"
        " | messaging.public_urls",
        "messaging.models | messaging.transports",
        "messaging.actors : messaging.envelope : messaging.errors : messaging.clock : messaging.threads"
        " : messaging.metrics : messaging.awaiting : messaging.files",
    ]
    assert "ignore_imports" not in floors
