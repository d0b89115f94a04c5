"""What delivery stands on goes away: Redis, the database, the provider."""

from __future__ import annotations

import signal

import psycopg
import pytest

from tests.fake_provider import RESET, Reply
from tests.fake_provider.meta import ACCEPT, post_statuses, refuse, status
from tests.services.delivery.conftest import APP_SECRET, NUMBER_ID, check_nothing_lost, check_order

CUSTOMER = "+447700900123"


def test_answer_says_sent_and_receipts_move_it_on(scaled_setup, furnished, start_server, start_worker, meta):
    installation = furnished(scaled_setup())
    server, worker = start_server(installation.setup), start_worker(installation.setup)
    worker.wait_for_log("Delivery started")
    # It waits for a moment only: where a busy machine took longer, the next one says it.
    answers = (installation.send(server, CUSTOMER, f"Hello {number}") for number in range(20))
    assert "sent" in answers
    installation.wait_settled()
    receipts = [
        status(arrival, wamid, name)
        for arrival, wamid in meta.accepted
        for name in ("sent", "delivered", "read")
    ]
    url = f"{server.url}/webhooks/whatsapp/{installation.inbox}/"
    assert post_statuses(url, APP_SECRET, NUMBER_ID, receipts) == 200
    assert set(installation.statuses()) == {"read"}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGSTOP])
def test_redis_that_is_away_or_hangs_costs_a_moment_and_no_message(
    postgres_setup, private_redis, furnished, start_server, start_worker, how
):
    installation = furnished(postgres_setup(REDIS_URL=private_redis.url))
    server, worker = start_server(installation.setup), start_worker(installation.setup)
    worker.wait_for_log("Delivery started")
    installation.sends(server, CUSTOMER, "before")
    stop_redis(private_redis, how)
    for number in range(5):
        assert installation.send(server, CUSTOMER, f"without {number}") in {"sent", "queued", "sending"}
    installation.meta.wait_accepted(6)
    start_redis(private_redis, how)
    installation.send(server, CUSTOMER, "after")
    installation.wait_settled()
    check_order(installation)
    check_nothing_lost(installation, in_doubt=0)


def stop_redis(redis, how):
    redis.send(how) if how == signal.SIGSTOP else redis.stop()


def start_redis(redis, how):
    redis.send(signal.SIGCONT) if how == signal.SIGSTOP else redis.start()


def test_worker_that_starts_without_its_broker_delivers_by_the_sweep_and_says_so(
    postgres_setup, private_redis, furnished, start_server, start_worker, meta
):
    installation = furnished(postgres_setup(REDIS_URL=private_redis.url))
    server = start_server(installation.setup)
    private_redis.stop()
    worker = start_worker(installation.setup)
    worker.wait_for_log("The broker does not answer")
    installation.send(server, CUSTOMER, "Hello")
    meta.wait_accepted(1)
    assert worker.stop() in {0, -signal.SIGTERM}
    assert installation.statuses() == {"sent": 1}


@pytest.mark.parametrize("scaled", [True, False], ids=["workers", "embedded"])
def test_database_connections_cut_again_and_again_lose_nothing(
    scaled, postgres_setup, scaled_setup, furnished, start_server, start_worker
):
    installation = furnished(scaled_setup() if scaled else postgres_setup(DELIVERY="embedded"))
    server = start_server(installation.setup)
    if scaled:
        start_worker(installation.setup)
    talk = installation.converse(server, 8, 8)
    for arrived in (10, 20, 30, 40):
        installation.meta.wait_for(arrived, 60)
        cut_connections(installation)
    talk.join()
    installation.wait_settled()
    check_order(installation)
    check_nothing_lost(installation, in_doubt=0)


def cut_connections(installation) -> None:
    with psycopg.connect(installation.setup.env["DATABASE_URL"], autocommit=True) as database:
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_database_that_restarts_while_messages_are_under_way(
    private_postgres, tmp_path, sqlite_setup, furnished, start_server, meta
):
    setup = sqlite_setup(DATABASE_URL=private_postgres.url, DELIVERY="embedded").migrate()
    installation = furnished(setup)
    server = start_server(installation.setup)
    talk = installation.converse(server, 8, 8)
    meta.wait_for(16, 60)
    private_postgres.stop(signal.SIGQUIT)
    private_postgres.start()
    talk.join()
    installation.wait_settled()
    check_order(installation)
    check_nothing_lost(installation, in_doubt=0)


def test_provider_that_fails_now_and_then(sqlite_setup, furnished, start_server, meta):
    """A fifth of the requests: too fast, broken, or cut after the body. Only the cut ones are in doubt."""
    installation = furnished(sqlite_setup())
    faults = {
        3: refuse(131016, 503),
        7: refuse(130429, 429, retry_after=0.2),
        11: Reply(500, "<html>"),
        13: RESET,
    }

    def now_and_then(arrival):
        return faults.get(len(meta.arrivals) % 15, ACCEPT)

    meta.script = now_and_then
    server = start_server(installation.setup)
    talk = installation.converse(server, 6, 10)
    talk.join()
    installation.wait_settled(90)
    resets = len([number for number in range(1, len(meta.arrivals) + 1) if number % 15 == 13])
    found = installation.statuses()
    assert found["unconfirmed"] == resets
    assert found["sent"] == 60 - resets
    for customer, texts in installation.asked.items():
        came = list(dict.fromkeys(one.text for one in meta.arrivals if one.to == customer))
        assert came == texts
