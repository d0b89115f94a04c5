from __future__ import annotations

import threading

import pytest

from messaging.delivery.lanes.send_wait import SendWait, SettlementSource
from messaging.delivery.processes import broker_notifier
from messaging.delivery.processes.broker_notifier import BrokerNotifier
from messaging.runtime import JOBS, runtime


class Broker:
    """Stands for Celery's side; `down` makes every publish fail, `hang` makes it wait."""

    def __init__(self) -> None:
        self.published: list[int] = []
        self.down = False
        self.hang = threading.Event()
        self.hang.set()
        self.changed = threading.Condition()
        self.tries = 0

    def publish(self, conversation_id: int) -> None:
        self.hang.wait(10)
        with self.changed:
            self.tries += 1
            self.changed.notify_all()
            if self.down:
                raise ConnectionError("refused")
            self.published.append(conversation_id)

    def wait_for_tries(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.tries >= count, 10)


@pytest.fixture
def broker(monkeypatch):
    broker = Broker()
    monkeypatch.setattr(broker_notifier, "publish", broker.publish)
    return broker


@pytest.fixture
async def notifier(broker):
    notifier = BrokerNotifier()
    await notifier.start()
    yield notifier
    broker.hang.set()
    await notifier.stop()
    notifier._thread.join(10)
    assert runtime().part(SendWait).source is SettlementSource.NONE


def test_settles_are_asked_for_while_it_runs(notifier):
    assert runtime().part(SendWait).source is SettlementSource.DATABASE


def test_wake_ups_go_out_in_order(notifier, broker):
    for number in range(5):
        notifier.notify(number)
    broker.wait_for_tries(5)
    assert broker.published == [0, 1, 2, 3, 4]


def test_jobs_are_left_to_the_workers_sweep(notifier, broker):
    notifier.notify(JOBS)
    notifier.notify(1)
    broker.wait_for_tries(1)
    assert broker.published == [1]


def test_a_hanging_broker_blocks_nobody(notifier, broker, monkeypatch):
    """That it comes back at all shows it: the broker answers nobody until the end."""
    broker.hang.clear()
    for number in range(20_000):
        notifier.notify(number)
    assert broker.published == []


def test_a_broker_that_is_away_is_said_once_and_tried_again(notifier, broker, caplog):
    broker.down = True
    for number in range(3):
        notifier.notify(number)
    broker.wait_for_tries(3)
    broker.down = False
    notifier.notify(9)
    broker.wait_for_tries(4)
    notifier.notify(10)
    broker.wait_for_tries(5)
    assert broker.published == [9, 10]
    assert [record.message for record in caplog.records].count("The broker is back") == 1
    assert len([record for record in caplog.records if "away" in record.message]) == 1


def test_old_wake_ups_are_not_worth_telling(notifier, broker, monkeypatch):
    monkeypatch.setattr(broker_notifier, "STALE_AFTER", -1.0)
    notifier.notify(1)
    monkeypatch.setattr(broker_notifier, "STALE_AFTER", 60.0)
    notifier.notify(2)
    broker.wait_for_tries(1)
    assert 2 in broker.published
