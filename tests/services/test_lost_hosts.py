"""A host that is lost: nothing is closed, nothing is refused, there is just no answer any more."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import ConnectionHandler, OperationalError
from psycopg_pool import PoolTimeout

from messaging.management.time_limits import without_time_limits
from support_console import environment, postgresql
from support_console.postgresql import base
from support_console.postgresql.options import DEAD_AFTER
from support_console.postgresql.pulse import Away
from tests.conftest import MakeSetup
from tests.proofs.children import prove
from tests.proxies import Cable
from tests.servers import wait_until
from tests.sockets.clients import post_webhook

CONNECTIONS = 3
OF_TCP = {"idle": socket.TCP_KEEPIDLE, "interval": socket.TCP_KEEPINTVL, "count": socket.TCP_KEEPCNT}


class Database:
    """What one process has of the database: a pool, and a connection per thread."""

    def __init__(self, url: str) -> None:
        given = environment.read({"DATABASE_URL": url})["DATABASE_URL"]
        options = postgresql.options(connections=CONNECTIONS, given=given.get("OPTIONS", {}))
        lost = {**given, "ENGINE": postgresql.ENGINE, "OPTIONS": options, "CONN_HEALTH_CHECKS": True}
        self._handler = ConnectionHandler({"default": settings.DATABASES["default"], "lost": lost})

    @property
    def connection(self) -> Any:
        return self._handler["lost"]

    def ask(self, statement: str = "SELECT 1") -> Any:
        """One answer, and the connection goes back to the pool, as after a request."""
        with closing(self.connection) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    @property
    def asked_of_the_pool(self) -> int:
        """How often somebody wanted a connection of it, whether they got one or not."""
        return int(self.connection.pool.get_stats()["requests_num"])

    def end(self) -> None:
        self.connection.close()
        self.connection.close_pool()


@pytest.fixture(autouse=True)
def _databases_of_our_own(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def cable(postgres_server: str) -> Iterator[Cable]:
    with Cable.to(postgres_server) as cable:
        yield cable


@pytest.fixture
def database(cable: Cable, postgres_server: str) -> Iterator[Database]:
    database = Database(cable.url_through(postgres_server))
    yield database
    cable.heal()
    database.end()


def test_what_has_no_answer_is_given_up_and_works_again_after_the_heal(
    database: Database, cable: Cable
) -> None:
    assert database.ask() == 1
    cable.cut()
    with ThreadPoolExecutor(CONNECTIONS * 2) as threads:
        refusals = [threads.submit(database.ask).exception for _ in range(CONNECTIONS * 2)]
        assert {type(refused().__cause__) for refused in refusals} == {Away}  # type: ignore[union-attr]
    asked = database.asked_of_the_pool
    with pytest.raises(OperationalError, match="does not answer"):
        database.ask()
    assert database.asked_of_the_pool == asked, "refused at the door, which costs no time limit"
    cable.heal()
    while True:
        try:
            assert database.ask() == 1
            return
        except OperationalError:
            continue


def test_a_statement_without_an_answer_leaves_no_connection_that_seems_good(
    database: Database, cable: Cable
) -> None:
    connection = database.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cable.cut()
        with pytest.raises(OperationalError):
            cursor.execute("SELECT 2")
    assert not connection.is_usable()


def test_a_connection_that_a_firewall_forgot_is_given_up_though_new_ones_work(
    database: Database, cable: Cable
) -> None:
    with closing(database.connection) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cable.lose()
        with pytest.raises(OperationalError, match="does not answer"):
            cursor.execute("SELECT 2")
    assert database.ask() == 1


def test_a_transaction_that_the_server_ended_is_a_lost_connection(
    database: Database, postgres_server: str
) -> None:
    with (
        closing(database.connection) as connection,
        connection.cursor() as cursor,
        psycopg.connect(postgres_server, autocommit=True) as watcher,
    ):
        connection.set_autocommit(False)
        # Its first statement: before that a busy machine may be idle for longer than the server is patient.
        cursor.execute("SET idle_in_transaction_session_timeout = '10ms'")
        pid = connection.connection.info.backend_pid
        lives = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
        wait_until(lambda: watcher.execute(lives, [pid]).fetchone() == (0,), "the server ends the session")
        with pytest.raises(OperationalError):
            cursor.execute("SELECT 1")


def test_a_long_statement_is_waited_for_while_the_server_answers(database: Database) -> None:
    assert database.ask("SELECT 7 FROM pg_sleep(1.5)") == 7


def test_connections_that_are_all_in_use_are_no_server_that_is_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "BUSY_PATIENCE", 0.1)
    taken, let_go = threading.Barrier(CONNECTIONS + 1), threading.Event()

    def hold() -> None:
        with closing(database.connection) as connection:
            connection.ensure_connection()
            taken.wait(60)
            let_go.wait(60)

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        for _ in range(CONNECTIONS):
            threads.submit(hold)
        taken.wait(60)
        with pytest.raises(OperationalError, match="in use") as refused:
            database.ask()
        let_go.set()
    assert isinstance(refused.value.__cause__, PoolTimeout)
    assert database.ask() == 1


LIMITS = ("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout", "tcp_user_timeout")


def test_sessions_have_limits_that_commands_lift(database: Database) -> None:
    def shown() -> list[str]:
        with database.connection.cursor() as cursor:
            return [str(cursor.execute(f"SHOW {name}").fetchone()[0]) for name in LIMITS]

    before = shown()
    assert "0" not in before
    with without_time_limits(database.connection):
        assert shown()[:3] == ["0", "0", "0"]
    assert shown() == before


def test_both_ends_find_out_by_themselves_that_the_other_is_gone(database: Database) -> None:
    with closing(database.connection) as connection, connection.cursor() as cursor:
        with socket.socket(fileno=os.dup(connection.connection.fileno())) as ours:
            assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            here = {name: ours.getsockopt(socket.IPPROTO_TCP, option) for name, option in OF_TCP.items()}
            patience = ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        there = {name: int(cursor.execute(f"SHOW tcp_keepalives_{name}").fetchone()[0]) for name in OF_TCP}
        assert here == there
        assert here["idle"] + here["interval"] * here["count"] <= DEAD_AFTER
        assert patience == DEAD_AFTER * 1000
        # The server looks at it while it works at a statement, too.
        assert cursor.execute("SHOW client_connection_check_interval").fetchone()[0] != "0"


def test_a_counter_that_a_lost_host_holds_is_free_soon(
    postgres_setup: MakeSetup, start_server: Any, cable: Cable
) -> None:
    """Its transaction never ends, and another one of the same host waits for the lock before everybody else."""
    setup = postgres_setup(DELIVERY="embedded")
    people, server = prove(setup, "people"), start_server(setup)
    lost = Database(cable.url_through(setup.env["DATABASE_URL"]))
    with ThreadPoolExecutor(2) as threads, psycopg.connect(setup.env["DATABASE_URL"]) as watcher:
        hosts_threads = [threads.submit(hold_the_counter, lost, people["inbox"]) for _ in range(2)]
        wait_until(lambda: waits_for_a_lock(watcher), "one has the counter, the other one waits for it")
        cable.cut()
        assert post_webhook(server, people["secret"], "Hello") == 200
        assert all(isinstance(one.exception(), OperationalError) for one in hosts_threads)
    cable.heal()
    lost.end()


def hold_the_counter(lost: Database, inbox: int) -> None:
    """Lock it in a transaction, and go on asking: what comes next is never answered."""
    with closing(lost.connection) as connection:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM messaging_feedhead WHERE inbox_id = %s FOR UPDATE", [inbox])
            while True:
                cursor.execute("SELECT 1 FROM pg_sleep(0.1)")


def waits_for_a_lock(watcher: psycopg.Connection[Any]) -> bool:
    watcher.rollback()
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return watcher.execute(waiting).fetchone() is not None
