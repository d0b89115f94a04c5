"""Tiers are folders. A tier that cannot run here says why; where CI=true it fails instead."""

from __future__ import annotations

import os
from collections.abc import Iterable
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


def cannot_run(reason: str) -> NoReturn:
    """Skips out loud on a laptop; in CI every tier has to run."""
    if IN_CI:
        pytest.fail(f"{reason} (CI=true: no tier may be skipped)", pytrace=False)
    pytest.skip(reason)
