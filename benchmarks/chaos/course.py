"""The course of one scenario: warm up, break, heal, converge, fall quiet, judge."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from array import array
from collections import Counter
from dataclasses import dataclass, field, replace

from benchmarks.chaos.faults import Scene
from benchmarks.chaos.installation import Installation
from benchmarks.chaos.invariants import Evidence, Shown, Verdict, judge
from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.load import Load
from benchmarks.chaos.memory import Memory
from benchmarks.chaos.readings import Progress
from benchmarks.chaos.scenarios import Scenario
from benchmarks.chaos.screens import Screen

QUIET_SECONDS = 60.0  # after the load has ended
EVERY = 0.1


@dataclass
class Result:
    """What came of a scenario. `converged`: seconds after the heal until requests, lanes and screens had caught up."""

    scenario: Scenario
    verdict: Verdict
    converged: dict[str, float] = field(default_factory=dict)
    messages: int = 0
    receipts: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    memory: dict[str, dict[str, float]] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)
    not_offered: int = 0
    skipped: str = ""
    evidence: Evidence | None = None

    def keep(self, memory: Memory) -> None:
        """What was measured so far; the first time counts."""
        if not self.memory:
            self.memory, self.samples = memory.report(), memory.samples

    @property
    def growth(self) -> float:
        return max((one["growth"] for one in self.memory.values()), default=0.0)

    @property
    def peak(self) -> float:
        return max((one["peak"] for one in self.memory.values()), default=0.0)

    @property
    def holds(self) -> bool:
        return self.verdict.holds


async def run(
    scenario: Scenario, installation: Installation, seed: int, into: Result | None = None
) -> Result:
    """One scenario on an installation that runs, at an inbox of its own; `into` has its memory however it ends."""
    rng = random.Random(f"{seed} {scenario.key}")
    site = await asyncio.to_thread(installation.new_site, rng)
    installation.provider.forget()
    ledger, memory = Ledger(), Memory(installation.children)
    screens = [Screen(site, site.tokens[n % len(site.tokens)], rng) for n in range(scenario.screens)]
    result = into or Result(scenario, Verdict())
    result.answers = ledger.answers
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(result.keep, memory)
        for screen in screens:
            await stack.enter_async_context(screen)
        load = await stack.enter_async_context(Load(site, ledger, scenario.pace, rng))
        installation.provider.on_taken = load.taken
        await stack.enter_async_context(memory.sampled(scenario.sample))
        await asyncio.sleep(scenario.warm_up)
        memory.mark()
        await scenario.fault(Scene(installation, load, rng, scenario.seconds))
        await asyncio.to_thread(installation.start)
        end = Ending(scenario, installation, ledger, site.inbox, screens)
        result.converged = await end.converge()
        await load.finish(QUIET_SECONDS)
        quiet = await end.quiet()
        result.keep(memory)
        installation.provider.on_taken = lambda *_: None
        result.evidence = await end.evidence(quiet=quiet)
    result.verdict = await asyncio.to_thread(judge, result.evidence)
    result.messages = sum(one.accepted for one in (*ledger.inbound.values(), *ledger.outbound.values()))
    result.receipts = sum(map(len, ledger.receipts.values()))
    result.not_offered = ledger.not_offered
    _judge_numbers(result)
    return result


def _judge_numbers(result: Result) -> None:
    wrong = result.verdict.broken["wrong"]
    if result.scenario.growth is not None and result.growth > result.scenario.growth:
        wrong.append(f"a process gained {result.growth:.1f} MB")
    for what, seconds in result.converged.items():
        if seconds >= result.scenario.converge:
            result.verdict.broken["stuck"].append(f"{what} had not caught up {seconds:.0f} s after the heal")


@dataclass
class Ending:
    """What happens after the heal, while the load goes on and after it has ended."""

    scenario: Scenario
    installation: Installation
    ledger: Ledger
    inbox: int
    screens: list[Screen]

    async def converge(self) -> dict[str, float]:
        """Seconds until what was begun before the heal is answered and has ended, and every screen shows it."""
        healed = time.monotonic()
        found: dict[str, float] = {}
        mark: Progress | None = None
        while len(found) < 3 and time.monotonic() - healed < self.scenario.converge:
            now = time.monotonic() - healed
            if "requests" not in found and not self.ledger.open_since(healed):
                found["requests"] = now
            progress = await self._progress(mark.newest if mark else None)
            mark = mark or progress
            if mark and progress:
                if "lanes" not in found and not progress.waiting:
                    found["lanes"] = now
                if "screens" not in found and all(screen.last >= mark.head for screen in self.screens):
                    found["screens"] = now
            await asyncio.sleep(EVERY)
        return {what: found.get(what, self.scenario.converge) for what in ("requests", "lanes", "screens")}

    async def quiet(self) -> bool:
        """Wait until nothing is left to be done, for so long at the most; whether it came so far."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(QUIET_SECONDS):
                while not self._is_quiet(await self._progress(None)):  # noqa: ASYNC110
                    await asyncio.sleep(EVERY)
                return True
        return False

    def _is_quiet(self, progress: Progress | None) -> bool:
        if progress is None or progress.waiting or progress.due_jobs or progress.followers_behind:
            return False
        return all(screen.last >= progress.head for screen in self.screens)

    async def _progress(self, newest: int | None) -> Progress | None:
        with contextlib.suppress(OSError):
            return await asyncio.to_thread(self.installation.database.progress, self.inbox, newest)
        return None

    async def evidence(self, *, quiet: bool) -> Evidence:
        """What is there now. Where something still moves, the feed is compared as far as the screens were."""
        database, provider = self.installation.database, self.installation.provider
        progress = await asyncio.to_thread(database.progress, self.inbox)
        screens = [
            Shown(f"screen {number}", one.digests[:], tuple(one.faults), one.resets)
            for number, one in enumerate(self.screens, 1)
        ]
        problems = list(self.ledger.wrong_answers)
        feed = array("I")
        try:
            feed = await asyncio.to_thread(database.feed_digests, self.inbox)
        except OSError as hole:
            problems.append(str(hole))
        if not quiet:
            feed = feed[: min(len(screen.digests) for screen in screens)]
            screens = [replace(screen, digests=screen.digests[: len(feed)]) for screen in screens]
        return Evidence(
            inbound=self.ledger.inbound,
            outbound=self.ledger.outbound,
            receipts=self.ledger.receipts,
            rows=await asyncio.to_thread(database.messages, self.inbox),
            taken=provider.taken,
            order=provider.order,
            screens=screens,
            feed=feed,
            unread=await asyncio.to_thread(database.unread, self.inbox),
            due_jobs=progress.due_jobs,
            followers_behind=progress.followers_behind,
            wrong_answers=problems,
        )
