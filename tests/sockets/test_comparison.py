"""`benchmarks.comparison` itself, on real servers: either contestant keeps what it accepted and shows what it has.
Nothing is timed."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from benchmarks.comparison.__main__ import play
from benchmarks.comparison.cases import Options, alternate
from benchmarks.comparison.scenarios.fan_out import at_shares
from benchmarks.comparison.scenarios.storm import EVENTS, MISSED, SINCE
from benchmarks.comparison.scenarios.webhook import WEBHOOK
from benchmarks.comparison.stage import SQLITE, Stage

SHORT = Options(rounds=1, seconds=0.3, seed=1, quick=True)
SOCKETS = 3


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage(SQLITE, agents=SOCKETS) as stage:
        yield stage
        sites = (stage.ours, stage.stock, stage.raw)
    assert not any(site.server.alive for site in sites)


def test_webhooks_are_counted(stage: Stage) -> None:
    # The first case: the others differ by their number of connections only.
    result = next(play(stage, WEBHOOK, SHORT, ends=math.inf))
    assert set(result.medians) == {"ours", "stock", "raw ASGI", "single-row commits"}
    assert all(found["rate"] > 0 for found in result.medians.values())


def test_every_screen_is_shown_every_message(stage: Stage) -> None:
    case = next(at_shares(stage, {"sockets": SOCKETS, "seconds": 0.3, "patience": 60}, 60, shares=[1.0]))
    samples = alternate(case, 1, 1)
    assert [samples[name][0]["late"] for name in ("ours", "stock")] == [0, 0]
    assert all(0 < found[0]["p50"] <= found[0]["p99"] for found in samples.values())


def test_a_screen_that_comes_back_is_shown_what_it_has_missed(stage: Stage) -> None:
    for site, missed in ((stage.ours, EVENTS), (stage.stock, MISSED)):
        site.generate("saturate", 1, connections=1, seconds=0)
        found = site.generate("storm", 1, sockets=SOCKETS, since=site.ask(SINCE[site.name]))
        assert (found["fewest"], found["tries"]) == (missed, SOCKETS)
