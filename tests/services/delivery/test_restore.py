"""The drill of docs/operations.md: a backup is made while messages wait, they go out, and the backup is restored."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.fake_provider import Reply
from tests.live import Setup
from tests.servers import PATIENCE, wait_until
from tests.services.delivery.conftest import in_background
from tests.tiers import cannot_run

CUSTOMER = "+447700900123"
Restore = Callable[[], None]


def back_up_sqlite(setup: Setup, folder: Path) -> Restore:
    """Back up like `sqlite3 … ".backup copy"`; return what puts the copy back."""
    path, copy = setup.var_dir / "console.sqlite3", folder / "copy.sqlite3"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)

    def restore() -> None:
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copy(copy, path)

    return restore


def back_up_postgresql(setup: Setup, folder: Path) -> Restore:
    """Back up with pg_dump; return what restores it with psql."""
    if missing := [name for name in ("pg_dump", "psql") if shutil.which(name) is None]:
        cannot_run(f"{', '.join(missing)} not installed (apt-get install postgresql-client)")
    url, dump = setup.env["DATABASE_URL"], folder / "dump.sql"
    subprocess.run(["pg_dump", "--clean", "--if-exists", f"--file={dump}", url], check=True)

    def restore() -> None:
        options = ["--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={dump}"]
        subprocess.run(["psql", url, *options], check=True, stdout=subprocess.DEVNULL)

    return restore


BACK_UP = {"sqlite_setup": back_up_sqlite, "postgres_setup": back_up_postgresql}


@pytest.fixture(params=BACK_UP)
def drill(request, furnished, start_server, meta, tmp_path):
    """Return (installation, server that ended, restore): three messages went out after the backup was made."""
    installation = furnished(request.getfixturevalue(request.param)())
    server = start_server(installation.setup)
    answer = threading.Event()
    meta.then(Reply(hold=answer))
    asking = [in_background(lambda: installation.send(server, CUSTOMER, "one"))]
    meta.wait_for(1)
    for text in ("two", "three"):
        asking.append(in_background(lambda text=text: installation.send(server, CUSTOMER, text)))
        wait_until(lambda: sum(installation.statuses().values()) == len(asking), "it is stored")
    restore = BACK_UP[request.param](installation.setup, tmp_path)
    answer.set()
    meta.wait_accepted(3)
    installation.wait_settled()
    for thread in asking:
        thread.join(PATIENCE)
    server.stop()
    assert dict(installation.statuses()) == {"sent": 3}
    return installation, server, restore


def test_what_the_backup_had_not_sent_waits_for_an_agent_and_what_is_new_goes_out(drill, meta):
    installation, server, restore = drill
    restore()
    printed = installation.setup.manage("after_restore")
    assert "Not sent when the backup was made: 3 (0 held, 2 queued, 1 sending)." in printed
    server.start()
    installation.sends(server, CUSTOMER, "four")
    assert meta.texts() == ["one", "two", "three", "four"]
    assert dict(installation.statuses()) == {"unconfirmed": 3, "sent": 1}


def test_embedded_server_sends_nothing_from_a_backup_before_after_restore_was_run(drill, meta):
    installation, server, restore = drill
    restore()
    server.start()
    server.wait_for_log("The database is older than what was last written here")
    installation.setup.manage("after_restore")
    server.wait_for_log("This process delivers now")
    installation.sends(server, CUSTOMER, "four")
    assert meta.texts() == ["one", "two", "three", "four"]
