"""Work that is repeated while the database is away says once why, and by what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import InternalError

from messaging.delivery import database


async def test_what_hinders_a_transaction_is_said_once_and_by_its_name(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = 0

    async def read_only_at_first(fn: Callable[[], str]) -> str:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise InternalError("x") from psycopg.errors.ReadOnlySqlTransaction("x")
        return fn()

    monkeypatch.setattr(database, "once", read_only_at_first)
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.0)
    assert await database.until_done(lambda: "done") == "done"
    assert caplog.messages == [
        "Trying again until it is done: The database is read-only at the moment: nothing can be changed."
    ]
