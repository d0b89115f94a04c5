"""Tiers are folders. A tier that cannot run here says why; where CI=true it fails instead."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import NoReturn

import pytest

TIERS = ("pure", "database", "sockets", "services", "clients", "browser")
HERE = Path(__file__).parent
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def tier_of(path: Path) -> str | None:
    """``tests/database/api/test_x.py`` → ``"database"``."""
    first = path.relative_to(HERE).parts[0] if path.is_relative_to(HERE) else ""
    return first if first in TIERS else None


def mark(items: Iterable[pytest.Item]) -> None:
    for item in items:
        if tier := tier_of(item.path):
            item.add_marker(getattr(pytest.mark, tier))


# What mostly waits for other processes, and what keeps a core busy.
WAITING, BUSY = ("sockets", "services", "clients"), ("database",)


def mixed(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests so that several processes have something to wait for and something to do at any time: whole modules
    of the database tier evenly among those of the tiers that wait, the cheap tier before, the browser's after them."""
    tiers = {tier: [item for item in items if tier_of(item.path) == tier] for tier in TIERS}
    rest = [item for item in items if tier_of(item.path) is None]
    middle = [*_placed(tiers, BUSY), *_placed(tiers, WAITING)]
    modules = [module for _, module in sorted(middle, key=lambda one: one[0])]
    return [*rest, *tiers["pure"], *chain.from_iterable(modules), *tiers["browser"]]


def _placed(
    tiers: dict[str, list[pytest.Item]], names: Iterable[str]
) -> Iterator[tuple[float, list[pytest.Item]]]:
    """Each module of these tiers with its place among them, from 0 to 1."""
    items = [item for name in names for item in tiers[name]]
    done = 0
    for _, module in groupby(items, key=lambda item: item.path):
        tests = list(module)
        yield (done + len(tests) / 2) / len(items), tests
        done += len(tests)


def cannot_run(reason: str) -> NoReturn:
    """Skips out loud on a laptop; in CI every tier has to run."""
    if IN_CI:
        pytest.fail(f"{reason} (CI=true: no tier may be skipped)", pytrace=False)
    pytest.skip(reason)
