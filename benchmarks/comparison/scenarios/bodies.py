"""Bodies of a thousand messages, and of a thousand statuses of messages that we sent, until all of it is applied."""

from __future__ import annotations

import itertools
from collections.abc import Generator
from functools import partial
from typing import Any

from benchmarks.comparison.cases import Case, Options, Result, Scenario, contestants
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.scenarios.commits import COMMITS, commits
from benchmarks.comparison.servers import Site
from benchmarks.comparison.stage import ENGINES, Stage
from benchmarks.processes import cpu_seconds

ITEMS = 1000
RATE = Figure("rate", "items/s")
CPU = Figure("CPU", "ms an item", "lower")


def cases(stage: Stage, options: Options) -> Generator[Case, Result, None]:
    bodies = 1 if options.quick else 3

    def messages(site: Site, seed: int) -> Sample:
        return applied(site, seed, bodies=bodies, items=ITEMS)

    yield case(stage, options, f"{ITEMS:,} messages in a body", messages)
    # Each may be delivered once, so every measurement has messages of its own.
    numbers = {name: itertools.count() for name in ("ours", "stock")}

    def statuses(site: Site, seed: int) -> Sample:
        sent = site.send(f"{next(numbers[site.name])}", bodies * ITEMS)
        found = applied(site, seed, sent=sent, items=ITEMS, status="delivered")
        moved = site.ask(f"SELECT count(*) FROM {site.table} WHERE status = 'delivered'")
        assert moved % (bodies * ITEMS) == 0, f"{site.name} has {moved} delivered"
        return found

    yield case(stage, options, f"{ITEMS:,} statuses in a body", statuses)


def case(stage: Stage, options: Options, name: str, measured: Any) -> Case:
    return Case(
        name,
        (RATE, CPU),
        {
            **contestants(stage, measured),
            COMMITS: partial(commits, stage, options, RATE),
        },
    )


def applied(site: Site, seed: int, **load: Any) -> Sample:
    """Rate and CPU from the first byte until everything was applied, which may be after it was answered."""
    found = site.generate("bodies", seed, settled=True, **load)
    count = len(load["sent"]) if "sent" in load else load["bodies"] * load["items"]
    cpu = cpu_seconds(site.pids) - found["cpu_before"]
    return {"rate": count / (found["settled"] - found["begun"]), "CPU": cpu * 1000 / count}


BODIES = Scenario("bodies", f"{ITEMS:,} messages or statuses in a body → applied", ENGINES, cases)
