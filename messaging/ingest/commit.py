"""Calls into rows: everything of one batch in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from messaging import metrics
from messaging.actors import INGEST
from messaging.errors import ConsoleError
from messaging.feed import NeedsSavepoints, recording
from messaging.ingest.apply import CallWork, apply_items, error_line
from messaging.ingest.parse import IncomingCall, Outcome
from messaging.ingest.slices import finish, is_large, store_large
from messaging.ingest.stored_calls import ask_inboxes, new_row, save_outcomes
from messaging.models import insert_rows, inserting
from messaging.outages import Reason, is_outage, outage_of
from messaging.prepared import in_one_go, keep_plans

log = logging.getLogger(__name__)


def commit_calls(calls: Sequence[IncomingCall]) -> list[Outcome]:
    """Store and process the calls in ONE transaction; raises what the database raises."""
    try:
        outcomes = _committed(calls, tentative=True)
    except NeedsSavepoints:
        outcomes = _committed(calls, tentative=False)
    for call in calls:
        metrics.WEBHOOK_CALLS.labels(call.source, "malformed" if call.unreadable else "stored").inc()
    return outcomes


def _committed(calls: Sequence[IncomingCall], *, tentative: bool) -> list[Outcome]:
    with recording(by=INGEST, tentative=tentative):
        with in_one_go():
            keep_plans()
            inboxes, rows = ask_inboxes(calls), inserting(new_row(call) for call in calls)
        works = [CallWork(call, row, Outcome()) for call, row in zip(calls, rows(), strict=True)]
        apply_items(works, inboxes())
        # The others were stored with it.
        save_outcomes([work for work in works if not work.outcome.is_same(work.call.expected)])
    return [work.outcome for work in works]


def commit_each(calls: Sequence[IncomingCall]) -> list[Outcome | Exception]:
    """All in one transaction; if that fails, each in its own, so that nobody pays for a neighbour. Large ones are
    applied in slices."""
    small = [call for call in calls if not is_large(call)]
    outcomes = iter(_commit_small(small))
    return [_commit_large(call) if is_large(call) else next(outcomes) for call in calls]


def _commit_small(calls: Sequence[IncomingCall]) -> list[Outcome | Exception]:
    try:
        return list(commit_calls(calls)) if calls else []
    except Exception as error:
        if (outage := outage_of(error)) and outage.reason is not Reason.DATABASE_BUSY:
            return [outage] * len(calls)  # each alone would meet the same, and wait for it as long
        log.warning(
            "A batch of %d webhook calls failed, trying one by one: %s", len(calls), type(error).__name__
        )
        return [_commit_alone(call) for call in calls]


def _commit_alone(call: IncomingCall) -> Outcome | Exception:
    try:
        return commit_calls([call])[0]
    except Exception as error:
        if isinstance(error, ConsoleError) or is_outage(error):
            return error
        # Its own fault, so it would be again: whoever is refused for ever delivers for ever.
        log.exception("A webhook call could not be processed; only its raw form is kept")
        return _commit_raw(call, error)


def _commit_raw(call: IncomingCall, problem: Exception) -> Outcome | Exception:
    outcome = Outcome(failed=1, errors=[error_line(problem)])
    try:
        with recording(by=INGEST):
            save_outcomes([CallWork(call, row, outcome) for row in insert_rows([new_row(call)])])
    except Exception as worse:
        return worse
    return outcome


def _commit_large(call: IncomingCall) -> Outcome | Exception:
    try:
        return finish(store_large(call))
    except Exception as error:
        return error
