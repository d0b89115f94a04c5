"""The simulator is an app that is there or not: its tables and its URLs come and go with ``SIMULATOR``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from tests.live import LiveServer, Setup

Start = Callable[..., LiveServer]
MakeSetup = Callable[..., Setup]

PATHS = (
    "/simulator/",
    "/simulator/api/state",
    "/simulator/graph/v26.0/106540000000001",
    "/simulator/twilio/v2/Channels/Senders",
)


def tables(setup: Setup) -> set[str]:
    with closing(sqlite3.connect(setup.var_dir / "console.sqlite3")) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def simulated(setup: Setup) -> set[str]:
    return {name for name in tables(setup) if "simul" in name}


def test_without_it_there_is_no_table_and_no_url(start_server: Start, sqlite_setup: MakeSetup) -> None:
    setup = sqlite_setup()
    assert tables(setup)
    assert not simulated(setup)
    server = start_server(setup)
    assert server.request("GET", "/healthz/ready").status == 200
    assert [server.request("GET", path).status for path in PATHS] == [404] * len(PATHS)


def test_without_it_the_commands_work_and_the_demo_refuses(sqlite_setup: MakeSetup) -> None:
    setup = sqlite_setup()
    doctor = setup.run("doctor", check=False)
    assert "Traceback" not in doctor.stdout + doctor.stderr
    assert doctor.stdout
    demo = setup.run("create_demo", check=False)
    assert demo.returncode == 1
    assert demo.stderr.endswith("CommandError: The demo needs the simulator: set SIMULATOR=1.\n")
    assert not (setup.var_dir / "demo.json").exists()


def test_turning_it_on_later_makes_its_tables(start_server: Start, sqlite_setup: MakeSetup) -> None:
    before = sqlite_setup()
    setup = Setup(before.var_dir, {"SIMULATOR": "1"}).migrate()
    assert simulated(setup) == {
        f"simulator_simulated{name}"
        for name in ("customer", "fault", "media", "message", "number", "template", "webhook")
    }
    state = start_server(setup).request("GET", "/simulator/api/state")
    assert (state.status, state.json["numbers"]) == (200, [])


def test_database_of_another_version_is_one_sentence(sqlite_setup: MakeSetup) -> None:
    setup = sqlite_setup(DEMO="1")
    with closing(sqlite3.connect(setup.var_dir / "console.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES"
            " ('messaging', '0001_first_version', '2026-01-01')"
        )
    done = setup.run("serve", "--demo", "--port", "0", check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert f"The database in {setup.var_dir} was made by another version (0001_first_version)" in done.stderr
