"""``python -m benchmarks.chaos [--seed N] [--minutes M] [--only SCENARIO …] [--load FACTOR] [--json FILE]``; ``--list`` names them.

Exit code 1: an invariant was broken. Everything that it starts is on loopback, and ended by its process id.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.chaos import report, scenarios
from benchmarks.chaos.course import Result, run
from benchmarks.chaos.installation import Installation, running
from benchmarks.chaos.invariants import Verdict
from benchmarks.chaos.scenarios import Scenario
from tests.servers import NotHere

MINUTES = 30.0


class Stage:
    """The installation that runs now: scenarios that want the same one share it, as long as it holds."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._key: tuple[str, frozenset[str]] | None = None
        self._installation: Installation | None = None

    def installation(self, scenario: Scenario) -> Installation:
        key = (scenario.kind, scenario.needs)
        if key != self._key or self._installation is None:
            self.close()
            self._installation = self._stack.enter_context(running(scenario.kind, needs=scenario.needs))
            self._key = key
        return self._installation

    def close(self) -> None:
        self._key = self._installation = None
        self._stack.close()


async def play(results: list[Result], seed: int, ends: float, stage: Stage) -> None:
    """All in turn, each into its result; what does not begin before the end is left out, and its line shows it."""
    for result in results:
        if time.monotonic() > ends:
            result.skipped = "not run: no time left"
            continue
        begun = time.monotonic()
        result.skipped = "stopped"
        await _play_one(result, seed, stage)
        print(*report.row(result), f"{time.monotonic() - begun:.0f} s", sep=" | ", flush=True)
        for fault in report.faults(result)[:10]:
            print("   ", fault, flush=True)


async def _play_one(result: Result, seed: int, stage: Stage) -> None:
    try:
        installation = await asyncio.to_thread(stage.installation, result.scenario)
    except NotHere as reason:
        result.skipped = f"not run: {reason}"
        return
    try:
        await run(result.scenario, installation, seed, into=result)
    except Exception:  # an installation that does not come back is what this program looks for
        result.verdict.broken["stuck"].append(traceback.format_exc())
    result.skipped = ""
    if not result.holds:
        await asyncio.to_thread(stage.close)


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM ends it as SIGINT does: what was broken is healed, what was started is ended."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for which in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(which, task.cancel)
    yield


async def main(arguments: argparse.Namespace) -> int:
    wanted = [
        replace(one, pace=one.pace.times(arguments.load))
        for one in scenarios.chosen(arguments.only, arguments.minutes)
    ]
    order = random.Random(arguments.seed)
    by_stage = order.sample(wanted, len(wanted))
    by_stage.sort(key=lambda one: (one.kind, sorted(one.needs)))
    results = [Result(one, Verdict(), skipped="not run") for one in by_stage]
    stage, stopped = Stage(), False
    try:
        with stopped_by_signals():
            is_hour = any(one.name == "hour" for one in wanted)
            ends = time.monotonic() + arguments.minutes * 60 * (3 if is_hour else 1)
            await play(results, arguments.seed, ends, stage)
    except asyncio.CancelledError:
        stopped = True
    finally:
        stage.close()
    print(f"\nSeed {arguments.seed}\n\n{report.table(results)}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report.as_json(arguments.seed, results), indent=1))
    if stopped:
        print("Stopped; everything that was started is ended.", file=sys.stderr)
        return 130
    return 0 if all(result.holds for result in results) else 1


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument(
        "--minutes", type=float, default=MINUTES, help="of all scenarios; of the hour, its length"
    )
    parser.add_argument(
        "--load", type=float, default=1.0, metavar="FACTOR", help="so many times the usual load"
    )
    parser.add_argument("--only", action="append", default=[], metavar="SCENARIO", help="may be repeated")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write everything that was found")
    parser.add_argument("--list", action="store_true", help="name the scenarios")
    arguments = parser.parse_args()
    try:
        scenarios.chosen(arguments.only, arguments.minutes)
    except KeyError as unknown:
        parser.error(f"there is no scenario {unknown}; --list names them")
    return arguments


if __name__ == "__main__":
    given = parsed()
    if given.list:
        print(*(one.key for one in scenarios.ALL), "embedded/hour", "scaled/hour", sep="\n")
        sys.exit(0)
    sys.exit(asyncio.run(main(given)))
