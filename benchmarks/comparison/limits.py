"""What the machine can do at most, without any server of ours or of the ordinary way."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.servers import NotHere, postgres_binaries

CLIENTS = 16
ROW = "x" * 200
TABLE = (
    "CREATE TABLE IF NOT EXISTS bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content text)"
)


def sqlite_commits(folder: Path, seconds: float) -> float:
    """Commits a second of one row each, as durable as ours."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        connection = sqlite3.connect(Path(place) / "rows.sqlite3", isolation_level=None)
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " CREATE TABLE bench_row (id integer PRIMARY KEY, content text)"
        )
        count, begun = 0, time.perf_counter()
        while (taken := time.perf_counter() - begun) < seconds:
            connection.execute("INSERT INTO bench_row (content) VALUES (?)", (ROW,))
            count += 1
        connection.close()
    return count / taken


def pgbench_commits(url: str, seconds: float) -> float | None:
    """Transactions a second of `CLIENTS` clients that insert a row each; None without pgbench."""
    program = _pgbench()
    if program is None:
        return None
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"INSERT INTO bench_row (content) VALUES ('{ROW}');\n")
        script.flush()
        options = ["-n", "-f", script.name, "-c", str(CLIENTS), "-j", "2", "-T", str(max(1, round(seconds)))]
        done = subprocess.run([program, *options, url], check=True, capture_output=True, text=True)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return float(found[1])


def _pgbench() -> str | None:
    try:
        beside = postgres_binaries() / "pgbench"
    except NotHere:
        return shutil.which("pgbench")
    return str(beside) if beside.exists() else shutil.which("pgbench")
