"""How much may be unacknowledged, and for how long."""

from __future__ import annotations

from messaging.realtime.flow_control import FlowControl


def a_flow() -> FlowControl:
    flow = FlowControl(limit=500, patience=10)
    flow.start(7, 1000)
    return flow


def test_few_unacknowledged_events_are_never_too_many() -> None:
    flow = a_flow()
    flow.written(7, 1500, now=0)
    assert flow.unacked == 500
    assert not flow.full
    assert not flow.stalled(now=10_000)


def test_many_without_progress_are_too_many_after_a_while() -> None:
    flow = a_flow()
    flow.written(7, 1501, now=100)
    assert flow.full
    assert not flow.stalled(now=110)
    assert flow.stalled(now=110.1)


def test_a_quiet_hour_before_does_not_count_as_no_progress() -> None:
    flow = a_flow()
    flow.written(7, 1010, now=0)
    flow.ack(7, 1010, now=1)
    flow.written(7, 2000, now=3600)
    assert not flow.stalled(now=3601)


def test_progress_gives_new_patience_even_while_there_are_many() -> None:
    flow = a_flow()
    flow.written(7, 3000, now=0)
    flow.ack(7, 1050, now=9)
    assert flow.full
    assert not flow.stalled(now=18)
    assert flow.stalled(now=19.5)


def test_an_acknowledgement_that_says_nothing_new_is_no_progress() -> None:
    flow = a_flow()
    flow.written(7, 3000, now=0)
    flow.ack(7, 1000, now=9)
    flow.ack(7, 10, now=9)
    assert flow.stalled(now=11)


def test_catching_up_ends_it() -> None:
    flow = a_flow()
    flow.written(7, 3000, now=0)
    flow.ack(7, 2500, now=9)
    assert not flow.full
    assert not flow.stalled(now=1000)


def test_what_was_never_sent_cannot_be_acknowledged_ahead() -> None:
    flow = a_flow()
    flow.written(7, 1010, now=0)
    flow.ack(7, 10**9, now=1)
    assert flow.unacked == 0
    flow.written(7, 1600, now=2)
    assert flow.unacked == 590


def test_at_twice_the_limit_it_is_shut_until_something_is_acknowledged() -> None:
    flow = a_flow()
    flow.written(7, 1999, now=0)
    assert not flow.shut
    flow.written(7, 2000, now=0)
    assert flow.shut
    flow.ack(7, 1050, now=1)
    assert not flow.shut


def test_inboxes_add_up_and_forgotten_ones_do_not_count() -> None:
    flow = a_flow()
    flow.start(8, 0)
    flow.written(7, 1300, now=0)
    flow.written(8, 300, now=0)
    assert flow.full
    flow.forget(8)
    assert flow.unacked == 300
    assert not flow.full


def test_acknowledging_an_inbox_that_is_not_followed_changes_nothing() -> None:
    flow = a_flow()
    flow.ack(99, 5, now=0)
    flow.written(99, 5000, now=0)
    assert flow.unacked == 0
