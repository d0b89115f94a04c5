"""`benchmarks.chaos` itself: its shortest scenario on a real server, and that its checks look at real data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.chaos import report
from benchmarks.chaos.course import run
from benchmarks.chaos.installation import running
from benchmarks.chaos.invariants import judge
from benchmarks.chaos.scenarios import TINY


async def test_a_server_killed_under_load_loses_nothing_and_a_loss_would_be_seen(
    migrated_sqlite: Path,
) -> None:
    with running(TINY.kind, template=migrated_sqlite) as installation:
        result = await run(TINY, installation, seed=1)
    assert report.faults(result) == []
    evidence = result.evidence
    assert evidence is not None
    accepted = [*evidence.inbound.values(), *evidence.outbound.values()]
    assert result.messages == len(evidence.rows) == len(accepted) > 10
    assert all(len(screen.digests) == len(evidence.feed) > result.messages for screen in evidence.screens)
    assert judge(replace(evidence, rows=evidence.rows[1:])).broken["lost"]
    twice = {key: count + 1 for key, count in evidence.taken.items()}
    assert len(judge(replace(evidence, taken=twice)).broken["doubled"]) == len(twice) > 0
    assert not any(child.alive for child in installation.children)
