"""Each checker of `benchmarks.chaos` sees what it is for, and nothing where all is well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.chaos.invariants import NAMES, Evidence, Shown, judge
from benchmarks.chaos.ledger import Entry
from benchmarks.chaos.readings import Row

ANN = "447700900001"


def entry(key: str, place: int, *, accepted: bool = True) -> Entry:
    return Entry(key, ANN, place, f"text of {key}", accepted=accepted)


def row(pk: int, key: str, status: str) -> Row:
    moment = f"2026-01-01T00:00:{pk:02}.000000+00:00"
    return Row(pk, key, status != "received", status, 1, f"text of {key}", moment)


@pytest.fixture
def sound() -> Evidence:
    """Two texts of a customer and three answers, one of which nobody knows the end of."""
    return Evidence(
        inbound={key: entry(key, place) for place, key in enumerate(("in1", "in2"), 1)},
        outbound={key: entry(key, place) for place, key in enumerate(("out1", "out2", "out3"), 1)},
        receipts={"out1": {"delivered", "read"}},
        rows=[
            row(1, "in1", "received"),
            row(2, "out1", "read"),
            row(3, "in2", "received"),
            row(4, "out2", "unconfirmed"),
            row(5, "out3", "sent"),
        ],
        taken={"out1": 1, "out3": 1},
        order={ANN: ["out1", "out3"]},
        screens=[Shown("screen 1", [7, 8, 9]), Shown("screen 2", [0, 8, 9], resets=1)],
        feed=[7, 8, 9],
    )


def with_row(evidence: Evidence, place: int, **fields: object) -> Evidence:
    rows = list(evidence.rows)
    rows[place] = replace(rows[place], **fields)
    return replace(evidence, rows=rows)


Change = Callable[[Evidence], Evidence]
BREAKS: list[tuple[str, str, Change]] = [
    ("a customer's message is gone", "lost", lambda e: replace(e, rows=e.rows[1:])),
    ("an answer is gone", "lost", lambda e: replace(e, rows=e.rows[:-1])),
    ("a receipt is gone", "lost", lambda e: with_row(e, 1, status="delivered")),
    ("sent, but nobody got it", "lost", lambda e: replace(e, taken={"out1": 1})),
    ("failed, but it was taken", "lost", lambda e: with_row(e, 4, status="failed")),
    ("stored twice", "doubled", lambda e: replace(e, rows=[*e.rows, replace(e.rows[0], id=9, key="in9")])),
    ("sent twice", "doubled", lambda e: replace(e, taken={"out1": 2, "out3": 1})),
    (
        "unconfirmed and sent again",
        "doubled",
        lambda e: replace(e, taken={"out1": 1, "out2": 2, "out3": 1}),
    ),
    (
        "the thread turned round",
        "out of order",
        lambda e: with_row(e, 2, moment="2026-01-01T00:00:00.000000+00:00"),
    ),
    ("an answer overtook another", "out of order", lambda e: replace(e, order={ANN: ["out3", "out1"]})),
    ("queued for ever", "stuck", lambda e: with_row(e, 3, status="queued")),
    (
        "refused for ever",
        "stuck",
        lambda e: replace(e, inbound={**e.inbound, "in3": entry("in3", 3, accepted=False)}),
    ),
    ("a job that nobody does", "stuck", lambda e: replace(e, due_jobs=1)),
    ("a follower that stands", "stuck", lambda e: replace(e, followers_behind=1)),
    ("unread miscounted", "wrong", lambda e: replace(e, unread=[(1, 2, 0)])),
    ("a hole on a screen", "wrong", lambda e: replace(e, screens=[Shown("s", [7, 8, 9], ["9 after 7"])])),
    ("a screen that stayed behind", "wrong", lambda e: replace(e, screens=[Shown("s", [7, 8])])),
    ("a screen that saw something else", "wrong", lambda e: replace(e, screens=[Shown("s", [7, 5, 9])])),
    ("an answer 500", "wrong", lambda e: replace(e, wrong_answers=["send 500: <html>"])),
]


def test_nothing_is_broken_where_all_is_well(sound: Evidence) -> None:
    verdict = judge(sound)
    assert verdict.broken == {name: [] for name in NAMES}
    assert verdict.holds
    assert verdict.unconfirmed == ["out2 was not taken"]
    assert verdict.resets == 1


def test_each_break_is_seen_and_named(subtests: pytest.Subtests, sound: Evidence) -> None:
    for what, name, change in BREAKS:
        with subtests.test(what):
            broken = judge(change(sound)).broken
            assert {one for one, texts in broken.items() if texts} == {name}, broken


def test_every_invariant_has_a_break() -> None:
    assert {name for _, name, _ in BREAKS} == set(NAMES)
