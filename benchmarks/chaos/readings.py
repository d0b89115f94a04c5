"""What an installation holds, read past its servers: by SQL, and memory from the kernel."""

from __future__ import annotations

import datetime
import json
import sqlite3
import uuid
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.chaos.screens import digest

SHORT = 5  # seconds that a look may take
PAGE = 5000


@dataclass(frozen=True, slots=True)
class Row:
    """One message as it is stored."""

    id: int
    key: str  # of an outgoing one its client id, of an incoming one the provider's id
    outbound: bool
    status: str
    conversation: int
    content: str
    moment: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an inbox is. `waiting`: messages up to `newest` that are still to be sent; `due_jobs`: overdue."""

    newest: int
    waiting: int
    due_jobs: int
    followers_behind: int
    head: int


class Database:
    """The same questions for SQLite (a path) and PostgreSQL (a URL); each with a connection of its own, so that
    nothing here stays open while the database is stopped."""

    def __init__(self, where: str | Path) -> None:
        self._where = where

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query; OSError where the database does not answer."""
        try:
            return self._ask_sqlite(sql) if isinstance(self._where, Path) else self._ask_postgres(sql)
        except (sqlite3.Error, psycopg.Error) as failure:
            raise OSError(str(failure)) from failure

    def _ask_sqlite(self, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self._where}?mode=ro", uri=True, timeout=SHORT)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def _ask_postgres(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(str(self._where), connect_timeout=SHORT) as connection:
            return connection.execute(sql.encode()).fetchall()

    def messages(self, inbox: int) -> list[Row]:
        """All of an inbox, in the order of their ids."""
        found = self.ask(
            "SELECT id, client_id, external_id, direction, status, conversation_id, content, timestamp"
            f" FROM messaging_message WHERE inbox_id = {inbox} ORDER BY id"
        )
        return [_row(*one) for one in found]

    def unread(self, inbox: int) -> list[tuple[int, int, int]]:
        """Conversation, its count, and the recount, where they differ."""
        return [
            (int(pk), int(kept), int(counted))
            for pk, kept, counted in self.ask(
                "SELECT c.id, c.unread, (SELECT count(*) FROM messaging_message m WHERE m.conversation_id = c.id"
                " AND m.direction = 'inbound' AND m.origin <> 'history' AND m.id > c.seen_up_to) AS counted"
                f" FROM messaging_conversation c WHERE c.inbox_id = {inbox}"
            )
            if kept != counted
        ]

    def feed_digests(self, inbox: int) -> array[int]:
        """A digest per number; OSError for a feed with a hole."""
        digests = array("I")
        while page := self._feed_page(inbox, len(digests)):
            for number, kind, *texts in page:
                if number != len(digests) + 1:
                    raise OSError(f"the feed has {number} after {len(digests)}")
                payload, by, was = (json.loads(one) if isinstance(one, str) else one for one in texts)
                digests.append(digest({"k": kind, "d": payload, "by": by, "was": was}))
        return digests

    def _feed_page(self, inbox: int, last: int) -> list[tuple[Any, ...]]:
        return self.ask(
            "SELECT seq, kind, payload, by, was FROM messaging_feedevent"
            f" WHERE inbox_id = {inbox} AND seq > {last} ORDER BY seq LIMIT {PAGE}"
        )

    def progress(self, inbox: int, newest: int | None = None) -> Progress:
        """How far the inbox is; `newest` limits it to the messages up to that id."""
        highest = newest or int(
            self._one(f"SELECT coalesce(max(id), 0) FROM messaging_message WHERE inbox_id = {inbox}")
        )
        waiting = self._one(
            "SELECT count(*) FROM messaging_message WHERE status IN ('queued', 'sending', 'held')"
            f" AND inbox_id = {inbox} AND id <= {highest}"
        )
        head = self._one(f"SELECT coalesce(max(seq), 0) FROM messaging_feedhead WHERE inbox_id = {inbox}")
        behind = self._one(
            f"SELECT count(*) FROM messaging_follower WHERE inbox_id = {inbox} AND seq < {int(head)}"
        )
        return Progress(highest, int(waiting), self.due_jobs(inbox), int(behind), int(head))

    def due_jobs(self, inbox: int) -> int:
        """Jobs of an inbox that should have run by now."""
        now = datetime.datetime.now(datetime.UTC)
        rows = self.ask(f"SELECT due_at FROM messaging_job WHERE inbox_id = {inbox}")
        return sum(_moment(due) <= now for (due,) in rows)

    def _one(self, sql: str) -> Any:
        return self.ask(sql)[0][0]


def _row(pk: int, client: Any, external: str | None, direction: str, status: str, *more: Any) -> Row:
    outbound = direction == "outbound"
    conversation, content, moment = more
    key = str(uuid.UUID(str(client))) if outbound else external or ""
    return Row(
        int(pk),
        key,
        outbound,
        status,
        int(conversation),
        content,
        _moment(moment).isoformat("T", "microseconds"),
    )


def _moment(stored: Any) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment.astimezone(datetime.UTC)
