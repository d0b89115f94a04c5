"""What each database engine needs so that the same code is right on both.

See docs/design/realtime.md §2.2, §6.5.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support_console.variables import BadSetting

# IMMEDIATE: a transaction that reads and then writes must not find the lock taken half-way.
# FULL: a commit that was answered with 200 survives a power cut.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
        " PRAGMA cache_size=-16000; PRAGMA journal_size_limit=67108864"
    ),
}

# Under ASGI every request has a thread and so a connection of its own: the pool bounds them.
# `messaging.pools` checks at the start that all threads of the process fit into it.
POOL: dict[str, Any] = {"min_size": 2, "timeout": 10}


def connection_settings(parsed: dict[str, Any], connections: int) -> dict[str, Any]:
    """Complete what `env.read` parsed out of DATABASE_URL; raises `BadSetting`. `connections`: most at once."""
    sqlite = parsed["ENGINE"].endswith("sqlite3")
    if sqlite:
        _make_folder(Path(parsed["NAME"]).parent)
    own = SQLITE_OPTIONS if sqlite else {"pool": {**POOL, "max_size": connections}}
    return {
        **parsed,
        "OPTIONS": {**own, **parsed.get("OPTIONS", {})},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": not sqlite,
        "ATOMIC_REQUESTS": False,
    }


def _make_folder(folder: Path) -> None:
    try:
        # Customers' messages: on a shared machine nobody else's to read.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise BadSetting(
            f"DATABASE_URL is in {folder}, which cannot be made: {failure.strerror}."
        ) from failure
