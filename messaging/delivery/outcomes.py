"""What may become of one try, and what follows from it."""

from __future__ import annotations

from messaging import backoff
from messaging.errors import ConsoleError, FailureClass, OutcomeUnknown, SendRefused
from messaging.outages import Outage, outage_of
from messaging.transports import Accepted

Outcome = Accepted | SendRefused | OutcomeUnknown

ASK = "Ask the customer. If it arrived, confirm it; if not, send it again."
DOUBT = "It is not known whether this message went out"

# Tries of what waits for a part of this installation. None is counted; others may have been before.
UNTIL_IT_IS_BACK = 100_000

# What an agent reads about a message that was found in doubt.
INTERRUPTED = {
    "code": "interrupted",
    "title": DOUBT,
    "detail": "The delivery process ended while it was sending this message.",
    "action": ASK,
}


def no_answer(unknown: OutcomeUnknown) -> dict[str, str]:
    """Return the ``error`` of a message whose outcome nobody knows."""
    return {"code": "no_answer", "title": DOUBT, "detail": f"{unknown}.", "action": ASK}


def not_prepared(problem: Exception) -> SendRefused:
    """Return the refusal for what went wrong before anything was sent."""
    if outage := outage_of(problem):
        return not_now(outage)
    if isinstance(problem, ConsoleError):
        return SendRefused(
            problem.code,
            "This inbox cannot send",
            failure=FailureClass.INBOX,
            detail=problem.detail,
            action="Ask an administrator to look at this inbox; messages wait until it works again.",
            pauses=True,
        )
    return SendRefused(
        "internal",
        "The message could not be prepared",
        failure=FailureClass.RETRY,
        detail=type(problem).__name__,
        action="Tell an administrator; the log has more.",
    )


def not_now(outage: Outage) -> SendRefused:
    """Return the refusal for what this side could not do, which waits until it can: the fault of no message."""
    return SendRefused(
        str(outage.reason),
        outage.detail.rstrip("."),
        failure=FailureClass.RETRY,
        action="It is tried again by itself; an administrator finds more in the log.",
        retry_after=outage.retry_after,
        budget=UNTIL_IT_IS_BACK,
        ours=True,
    )


def seconds_until_retry(refused: SendRefused, attempts: int) -> float | None:
    """Return the seconds until the next try; None: never.

    A refusal of the inbox (expired token, locked account) keeps the queue: the messages are all
    right and go out once somebody has repaired the inbox.
    """
    if refused.failure is FailureClass.INBOX:
        return backoff.at_least(refused, backoff.INBOX_PAUSE.seconds(attempts))
    return backoff.message_delay(refused, attempts)


def named(outcome: Outcome, attempts: int) -> str:
    """Return ``sent``, ``unconfirmed``, ``later`` or ``failed``."""
    if isinstance(outcome, Accepted):
        return "sent"
    if isinstance(outcome, OutcomeUnknown):
        return "unconfirmed"
    return "failed" if seconds_until_retry(outcome, attempts) is None else "later"
