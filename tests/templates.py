"""Migrated, empty databases of which tests get copies: one for all processes of a run (`-n 2`), as migrating takes seconds."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import servers
from tests.live import Setup


def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes of this run meet: above the folders that each of them has."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The other processes of the run wait."""
    with (folder / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated(folder: Path, name: str, **env: str) -> Setup:
    var_dir = folder / name
    var_dir.mkdir(exist_ok=True)
    return Setup(var_dir, env).migrate()


def sqlite(folder: Path) -> Path:
    made, begun = folder / "migrated.sqlite3" / "console.sqlite3", "migrating.sqlite3"
    with alone(folder):
        if not made.exists():
            migrated(folder, begun)
            # Whole or not there: what was begun only may have failed.
            (folder / begun).rename(made.parent)
    return made


@contextmanager
def postgres(folder: Path, server_url: str) -> Iterator[str]:
    """Its name. Whoever is the last to need it drops it."""
    # Without a server for all each process has started one of its own.
    users = folder / f"users of {hashlib.sha256(server_url.encode()).hexdigest()[:12]}"
    with alone(folder):
        name, count = users.read_text().split() if users.exists() else ("", "0")
        if not int(count):
            name = servers.create_database(server_url)
            try:
                migrated(folder, name, DATABASE_URL=servers.with_database(server_url, name))
            except BaseException:
                servers.drop_database(server_url, name)
                raise
        users.write_text(f"{name} {int(count) + 1}")
    try:
        yield name
    finally:
        with alone(folder):
            left = int(users.read_text().split()[1]) - 1
            users.write_text(f"{name} {left}")
            if not left:
                servers.drop_database(server_url, name)
