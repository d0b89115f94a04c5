"""The floors of the house: what may import what."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.live import PROJECT

LINTER = Path(sys.executable).with_name("lint-imports")


def contracts() -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]["contracts"]
    return found


def test_imports_go_downwards_only() -> None:
    done = subprocess.run([LINTER, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def drawn(page: str) -> list[set[str]]:
    """The floors as a page draws them, the highest first."""
    floors = re.findall(r"^[0-7]  (\w+(?: [|:] \w+)*)", (PROJECT / page).read_text("utf-8"), re.MULTILINE)
    return [set(re.findall(r"\w+", floor)) for floor in floors]


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_contract_is_the_one_that_is_drawn(page: str) -> None:
    contract: dict[str, Any] = next(one for one in contracts() if one["name"] == "floors")
    assert "ignore_imports" not in contract
    assert contract["exhaustive"] is True
    floors = [set(re.findall(r"\w+", floor)) for floor in contract["layers"]]
    assert [{"support_console"}, *floors] == drawn(page)


def test_every_floor_above_the_lowest_is_forbidden_to_the_simulator() -> None:
    named = {str(contract["name"]): contract for contract in contracts()}
    lowest = {part.strip() for part in str(named["floors"]["layers"][-1]).split(":")}  # type: ignore[index]
    found = (
        path
        for path in (PROJECT / "messaging").iterdir()
        if (path / "__init__.py").exists() or path.suffix == ".py"
    )
    above = {path.stem for path in found if path.stem not in {"__init__", "migrations"}} - lowest
    forbidden = set(named["the simulator uses floor 0 only"]["forbidden_modules"])  # type: ignore[call-overload]
    assert forbidden == {f"messaging.{name}" for name in above} | {"support_console"}
