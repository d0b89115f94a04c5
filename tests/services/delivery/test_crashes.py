"""Twenty customers, twenty messages each, and processes that die in the middle of it."""

from __future__ import annotations

import signal

import pytest

from messaging.delivery.processes.dispatcher import FEWEST_SLOTS
from tests.services.delivery.conftest import check_nothing_lost, check_order

CONVERSATIONS = MESSAGES = 20
TAKEN = CONVERSATIONS * MESSAGES
PATIENCE = 150  # seconds, where other tests have the machine's cores
pytestmark = pytest.mark.timeout(600)


def test_embedded_server_killed_in_the_middle(sqlite_setup, furnished, start_server, meta):
    installation = furnished(sqlite_setup())
    server = start_server(installation.setup)
    talk = installation.converse(server, CONVERSATIONS, MESSAGES)
    for arrived in (TAKEN // 4, TAKEN // 2):
        meta.wait_for(arrived, PATIENCE)
        server.kill()
        server.start()
    talk.join()
    installation.wait_settled()
    check_order(installation)
    check_nothing_lost(installation, in_doubt=2 * FEWEST_SLOTS)


def test_workers_killed_in_the_middle(scaled_setup, furnished, start_server, start_worker, meta):
    installation = furnished(scaled_setup())
    server, first, second = (
        start_server(installation.setup),
        start_worker(installation.setup),
        start_worker(installation.setup),
    )
    talk = installation.converse(server, CONVERSATIONS, MESSAGES)
    meta.wait_for(TAKEN // 4, PATIENCE)
    first.kill()
    meta.wait_for(TAKEN // 2, PATIENCE)
    second.kill()
    first.start()
    talk.join()
    installation.wait_settled()
    check_order(installation)
    check_nothing_lost(installation, in_doubt=2 * FEWEST_SLOTS)


def test_orderly_stop_of_the_server_leaves_nothing_in_doubt(sqlite_setup, furnished, start_server, meta):
    installation = furnished(sqlite_setup())
    server = start_server(installation.setup)
    talk = installation.converse(server, 8, 8)
    meta.wait_for(20, PATIENCE)
    server.stop()
    server.start()
    talk.join()
    installation.wait_settled()
    check_order(installation)
    check_nothing_lost(installation, in_doubt=0)


def test_orderly_stop_of_a_worker_leaves_nothing_in_doubt(
    scaled_setup, furnished, start_server, start_worker, meta
):
    installation = furnished(scaled_setup())
    server, worker = start_server(installation.setup), start_worker(installation.setup)
    talk = installation.converse(server, 8, 8)
    meta.wait_for(20, PATIENCE)
    assert worker.stop() in {0, -signal.SIGTERM}
    worker.start()
    talk.join()
    installation.wait_settled()
    check_order(installation)
    check_nothing_lost(installation, in_doubt=0)
