"""`migrate`: several at once on an empty database, and one without a database."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import servers
from tests.live import Setup
from tests.servers import free_port

AT_ONCE = 3


def migrate_at_once(setup: Setup) -> list[subprocess.CompletedProcess[str]]:
    with ThreadPoolExecutor(AT_ONCE) as executor:
        running = [
            executor.submit(setup.run, "migrate", "--verbosity=0", check=False) for _ in range(AT_ONCE)
        ]
        return [one.result() for one in running]


def check_all_migrated(setup: Setup) -> None:
    for done in migrate_at_once(setup):
        assert (done.returncode, done.stderr) == (0, "")
    setup.manage("migrate", "--check")


def test_three_at_once_migrate_an_empty_postgresql(postgres_server: str, tmp_path: Path) -> None:
    with servers.database(postgres_server) as url:
        check_all_migrated(Setup(tmp_path, {"DATABASE_URL": url}))


def test_three_at_once_migrate_an_empty_sqlite(tmp_path: Path) -> None:
    check_all_migrated(Setup(tmp_path))


@pytest.mark.parametrize("command", ["migrate", "after_restore", "create_token mia"])
def test_without_a_database_a_command_ends_with_one_sentence(command: str, tmp_path: Path) -> None:
    setup = Setup(tmp_path, {"DATABASE_URL": f"postgres://nobody@127.0.0.1:{free_port()}/none"})
    done = setup.run(*command.split(), check=False)
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("CommandError: The database cannot be reached: ")
