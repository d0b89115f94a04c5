"""The steps of the database tier once more, where locks, clocks and patterns are another matter."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

from tests.live import PROJECT


def test_steps_on_postgres(postgres_server):
    environment = {
        **os.environ,
        "DESK_TEST_POSTGRES": postgres_server,
        "DESK_TEST_DATABASE": f"desk_test_{secrets.token_hex(6)}",
    }
    cases = [
        "tests/database/delivery/test_transactions.py",
        "tests/database/media/test_job_leases.py",
        "tests/database/api/test_search.py",
        "tests/services/delivery/postgres_cases.py",
    ]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--ds=tests.postgres_settings",
            "-p",
            "no:cacheprovider",
            *cases,
        ],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
