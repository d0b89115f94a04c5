"""Failure class or trait, and source: the effects, the whole table; `-` is no effect."""

from __future__ import annotations

import pytest

from messaging.actions.core.failure_policy import Effect, Source, Trait, effects_of
from messaging.errors import FailureClass

ROWS = """
    failure    answer             receipt            notice          job
    RETRY      -                  -                  -               -
    LIMIT      -                  -                  -               -
    PERMANENT  clear_upload       clear_upload       -               -
    WINDOW     close_window       close_window       -               -
    INBOX      mark_unhealthy     mark_unhealthy     mark_unhealthy  -
    NEVER      stop_marketing     stop_marketing     -               -
    pauses     -                  mark_unhealthy     mark_unhealthy  mark_unhealthy
    template   refetch_templates  refetch_templates  -               -
    file       clear_upload       clear_upload       -               -
"""
HEAD, *TABLE = [row.split() for row in ROWS.strip().splitlines()]


def test_every_failure_of_every_source_has_the_effects_of_its_row(subtests: pytest.Subtests) -> None:
    assert HEAD[1:] == list(Source)
    assert {row[0] for row in TABLE} == {*FailureClass.__members__, *Trait}
    for reason, *cells in TABLE:
        for source, expected in zip(Source, cells, strict=True):
            failure = FailureClass.__members__.get(reason, FailureClass.RETRY)
            traits = {reason: True} if reason in set(Trait) else {}
            with subtests.test(reason=reason, source=source):
                assert effects_of(source, failure, **traits) == [
                    Effect(one) for one in [expected] if one != "-"
                ]


def test_a_class_and_its_traits_add_up_and_nothing_happens_twice() -> None:
    found = effects_of(Source.RECEIPT, FailureClass.PERMANENT, template=True, file=True)
    assert found == [Effect.REFETCH_TEMPLATES, Effect.CLEAR_UPLOAD]
    assert effects_of(Source.NOTICE, FailureClass.INBOX, pauses=True) == [Effect.MARK_UNHEALTHY]
