"""`benchmarks.comparison` itself, on real servers: what was accepted is stored, by either. Nothing is timed."""

from __future__ import annotations

import math

from benchmarks.comparison.__main__ import play
from benchmarks.comparison.cases import Options
from benchmarks.comparison.scenarios.webhook import WEBHOOK
from benchmarks.comparison.stage import SQLITE, Stage

SHORT = Options(rounds=1, seconds=0.3, seed=1, quick=True)


def test_webhooks_are_counted_at_ours_and_at_the_ordinary_way() -> None:
    with Stage(SQLITE, agents=1) as stage:
        results = list(play(stage, WEBHOOK, SHORT, ends=math.inf))
        sites = (stage.ours, stage.stock)
        assert all(site.messages() > 300 for site in sites)
    assert [set(result.medians) for result in results] == [
        {"ours", "stock", "raw ASGI", "single-row commits"}
    ] * 3
    assert all(result.medians[name]["rate"] > 0 for result in results for name in result.medians)
    assert not any(site.server.alive for site in sites)
