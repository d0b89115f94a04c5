"""The machine and the versions that a run stands on."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

import psycopg
import redis

from tests.live import PROJECT

PACKAGES = (
    *("Django", "djangorestframework", "channels", "channels-redis", "asgiref", "uvicorn", "uvloop"),
    *("httptools", "websockets", "orjson", "psycopg", "redis"),
)


def described() -> dict[str, str]:
    """What everybody sees without a database."""
    memory = Path("/proc/meminfo").read_text().split("\n", 1)[0].split()[1]
    return {
        "commit": _commit(),
        "CPU": f"{os.cpu_count()} cores, {_processor()}",
        "memory": f"{int(memory) / 1024**2:.0f} GiB",
        "kernel": platform.release(),
        "load before": " ".join(f"{one:.2f}" for one in os.getloadavg()),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in PACKAGES},
    }


def of_postgres(url: str) -> str:
    """Version, and what a commit waits for."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('shared_buffers')"
        ).fetchone()
    assert row is not None
    return "{}, fsync {}, synchronous_commit {}, shared_buffers {}".format(*row)


def of_redis(url: str) -> str:
    with redis.Redis.from_url(url) as client:
        return str(client.info("server")["redis_version"])


def _commit() -> str:
    """With a plus where something has changed since."""
    try:
        named = ["git", "describe", "--always", "--dirty=+"]
        return subprocess.run(named, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _processor() -> str:
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()
