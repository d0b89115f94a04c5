from __future__ import annotations

import pytest

from messaging.backoff import LONGEST_WAIT, message_delay
from messaging.errors import FailureClass, SendRefused


def refused(failure=FailureClass.RETRY, **more) -> SendRefused:
    return SendRefused("1", "No", failure=failure, **more)


def lowest() -> float:
    return 0.0


def highest() -> float:
    return 1.0


def pair(**more) -> SendRefused:
    return refused(FailureClass.LIMIT, scope="pair", **more)


def number(**more) -> SendRefused:
    return refused(FailureClass.LIMIT, scope="number", **more)


def test_retry_doubles_up_to_half_a_minute_with_jitter(subtests):
    for attempt, shortest, longest in [
        (1, 0.3, 0.6),
        (2, 0.6, 1.2),
        (3, 1.2, 2.4),
        (6, 9.6, 19.2),
        (7, 15, 30),
        (9, 15, 30),
    ]:
        with subtests.test(attempt=attempt, shortest=shortest, longest=longest):
            assert message_delay(refused(), attempt, lowest) == pytest.approx(shortest)
            assert message_delay(refused(), attempt, highest) == pytest.approx(longest)


def test_jitter_is_random_by_default():
    assert len({message_delay(refused(), 3) for _ in range(20)}) > 1


def test_retry_after_is_never_undercut():
    assert message_delay(refused(retry_after=12), 1, highest) == 12
    assert message_delay(pair(retry_after=2.5), 1, highest) == 2.5
    assert message_delay(number(retry_after=90), 1, highest) == 90


def test_short_retry_after_does_not_shorten_the_wait():
    assert message_delay(refused(retry_after=0), 7, lowest) == 15
    assert message_delay(pair(retry_after=1), 3, lowest) == 16


def test_pair_limit_waits_powers_of_four():
    assert [message_delay(pair(), attempt, highest) for attempt in range(1, 6)] == [1, 4, 16, 64, 256]


def test_number_limit_doubles_from_one_second_to_sixty_and_is_never_early():
    waits = [message_delay(number(budget=20), attempt, lowest) for attempt in range(1, 10)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert message_delay(number(budget=20), 1, highest) == 1.25


def test_final_refusals_are_given_up_at_once(subtests):
    for failure in [failure for failure in FailureClass if failure not in {"R", "L"}]:
        with subtests.test(failure=failure):
            assert message_delay(refused(failure, retry_after=5), 1) is None


def test_ten_tries_unless_the_refusal_says_otherwise():
    assert message_delay(refused(), 9) is not None
    assert message_delay(refused(), 10) is None


def test_budget_counts_tries():
    assert message_delay(refused(budget=2), 1) is not None
    assert message_delay(refused(budget=2), 2) is None
    assert message_delay(refused(budget=2, retry_after=60), 2) is None


def test_large_budget_stays_finite():
    assert message_delay(refused(budget=10**6), 100_000, highest) == 30
    assert message_delay(number(budget=10**6), 100_000, highest) == 60
    assert message_delay(pair(budget=10**6), 100_000, highest) == LONGEST_WAIT
