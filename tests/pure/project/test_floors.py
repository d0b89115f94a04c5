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
    floors = next(contract for contract in contracts() if contract["name"] == "floors")
    assert floors["layers"] == [
        "support_console",
        "messaging.api | messaging.webhooks | messaging.realtime | messaging.admin"
        " | messaging.management | messaging.pages",
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


def test_every_floor_above_the_lowest_is_forbidden_to_the_simulator() -> None:
    named = {str(contract["name"]): contract for contract in contracts()}
    lowest = {part.strip() for part in str(named["floors"]["layers"][-1]).split(":")}  # type: ignore[index]
    found = (
        path
        for path in (PROJECT / "messaging").iterdir()
        if (path / "__init__.py").exists() or path.suffix == ".py"
    )
    above = {
        f"messaging.{path.stem}" for path in found if path.stem not in {"__init__", "migrations"}
    } - lowest
    forbidden = set(named["the simulator uses floor 0 only"]["forbidden_modules"])  # type: ignore[call-overload]
    # Delivery and the simulator wait by one rule.
    shared = {"messaging.backoff", "messaging.leases"}
    assert forbidden == above - shared | {"support_console"}
