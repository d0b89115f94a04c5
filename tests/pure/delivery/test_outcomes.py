from __future__ import annotations

from messaging.delivery.outcomes import INTERRUPTED, named, no_answer, not_prepared, seconds_until_retry
from messaging.errors import ConsoleError, FailureClass, OutcomeUnknown, SendRefused
from messaging.transports.base import Accepted


def refused(failure, **more) -> SendRefused:
    return SendRefused("1", "No", failure=failure, **more)


def test_outcomes_have_names(subtests):
    for outcome, attempts, name in [
        (Accepted("wamid.1"), 1, "sent"),
        (OutcomeUnknown("reset"), 1, "unconfirmed"),
        (refused(FailureClass.RETRY), 1, "later"),
        (refused(FailureClass.RETRY), 10, "failed"),
        (refused(FailureClass.PERMANENT), 1, "failed"),
        (refused(FailureClass.WINDOW), 1, "failed"),
        (refused(FailureClass.NEVER), 1, "failed"),
        (refused(FailureClass.INBOX), 10_000, "later"),
    ]:
        with subtests.test(outcome=outcome, attempts=attempts, name=name):
            assert named(outcome, attempts) == name


def test_refusal_of_the_channel_is_never_final_but_slow():
    assert 30 <= seconds_until_retry(refused(FailureClass.INBOX), 10_000) <= 45
    assert seconds_until_retry(refused(FailureClass.INBOX, retry_after=600), 1) == 600


def test_doubt_is_said_in_plain_words_and_says_what_to_do(subtests):
    for error in [INTERRUPTED, no_answer(OutcomeUnknown("No answer (TimeoutError)"))]:
        with subtests.test(error=error):
            assert set(error) == {"code", "title", "detail", "action"}
            assert all(error.values())


def test_what_cannot_be_prepared():
    assert not_prepared(ConsoleError("lost", code="secret_key_changed")).failure is FailureClass.INBOX
    bug = not_prepared(ValueError("a text of a customer"))
    assert bug.failure is FailureClass.RETRY
    assert "customer" not in str(bug.as_error())
