"""Every way out of every door is an answer that was meant, while the database is read-only, stops and comes back."""

from __future__ import annotations

import signal
from collections import Counter

import psycopg

from messaging.database_writes import READ_ONLY
from messaging.followers.cursors import TABLE
from tests.live import LiveServer
from tests.servers import Postgres, wait_until
from tests.services.delivery.conftest import Installation
from tests.services.delivery.doors import Doors

WITH_200 = ("webhook", "ticket", "login", "admin login")
WRITERS = ("send", *WITH_200)
READERS = ("conversations", "admin")


def switch(postgres: Postgres, *, read_only: bool) -> None:
    """As a failover to a replica and back: for all sessions, those that exist too."""
    with psycopg.connect(postgres.url, autocommit=True) as database:
        database.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if read_only else 'off'}")
        database.execute("SELECT pg_reload_conf()")


def check_kept_once(installation: Installation, doors: Doors) -> None:
    """What was taken is there, once, and what was to go out arrived once."""
    installation.wait_settled()
    rows = installation.rows("SELECT content, direction, status FROM messaging_message")
    found = Counter(str(content) for content, _, _ in rows)
    assert found == Counter(doors.taken["webhook"] | doors.taken["send"])
    assert {status for _, direction, status in rows if direction == "outbound"} <= {"sent", "unconfirmed"}
    arrived = Counter(one.text for one in installation.meta.arrivals)
    assert set(arrived.values()) <= {1}
    sent = {content for content, direction, status in rows if direction == "outbound" and status == "sent"}
    assert sent <= set(arrived)


def test_doors_while_the_database_is_read_only_and_after_it_crashed(
    private_postgres, sqlite_setup, furnished, start_server
):
    installation = furnished(sqlite_setup(DATABASE_URL=private_postgres.url, DELIVERY="embedded").migrate())
    server = start_server(installation.setup)
    with Doors(installation, server) as doors:
        doors.wait_for(201, "send")
        read_only_and_back(server, private_postgres, doors)
        private_postgres.stop(signal.SIGQUIT)
        doors.wait_for(503, *WRITERS, *READERS)
        private_postgres.start()
        doors.wait_for(200, *READERS, *WITH_200)
        doors.wait_for(201, "send")
    assert doors.wrong == []
    assert server.request("GET", "/healthz/ready").status == 200
    check_kept_once(installation, doors)
    reading = "SELECT f.seq >= h.seq FROM messaging_follower f JOIN messaging_feedhead h USING (inbox_id)"
    # A page that the crash cut short has left its lease behind: nobody else takes the row until it ends.
    patience = TABLE.seconds + 20
    at_the_head = {(True,)}
    wait_until(lambda: set(installation.rows(reading)) == at_the_head, "every follower at the head", patience)


def read_only_and_back(server: LiveServer, postgres: Postgres, doors: Doors) -> None:
    switch(postgres, read_only=True)
    doors.wait_for(503, *WRITERS)
    doors.wait_for(200, *READERS)
    ready = server.request("GET", "/healthz/ready")
    assert (ready.status, ready.json["checks"]["writes"]) == (503, READ_ONLY)
    switch(postgres, read_only=False)
    doors.wait_for(200, *WITH_200)
    doors.wait_for(201, "send")
