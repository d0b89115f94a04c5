"""What a page costs with a long history against a short one: the table of `benchmarks.growth`, in groups of pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any

from benchmarks.comparison.cases import Case, Options, Result, Scenario
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.stage import ENGINES, POSTGRESQL, Stage
from benchmarks.growth.places import Places
from benchmarks.growth.report import FLAT, show
from benchmarks.growth.runs import Wanted, measured

# Messages of the short history and of the long one. Filling a million takes some minutes and 2 GB.
SIZES, QUICK = (10_000, 1_000_000), (10_000, 50_000)
# How the groups' pages begin; the last one is of all others.
GROUPS = ("conversations", "thread", "feed", "admin", "search", "")
Pages = Mapping[str, Any]
MEDIAN, WORST = (
    Figure("CPU p95, long ÷ short, median", "times", "lower"),
    Figure("the same, worst page", "times", "lower"),
)
ABOVE = Figure(f"pages above {FLAT}", "pages", "lower")
WHOLE = Figure("pages that read a table as a whole", "pages", "lower")
WALL = Figure("wall p95 of the worst page", "ms", "lower")


def cases(stage: Stage, options: Options) -> Generator[Case, Result, None]:
    """Fill and ask once, whatever the number of rounds: each page is asked twenty times and has a median already."""
    sizes = QUICK if options.quick else SIZES
    with ExitStack() as stack:
        server = stage.postgres if stage.engine == POSTGRESQL else ""
        prefix = f"console_growth_{secrets.token_hex(4)}_"
        places = Places(server, folder=str(stage.new_folder("growth")), prefix=prefix)
        stack.callback(places.remove_all)
        print(
            f"growth, {stage.engine}: filling {' and '.join(f'{one:,}' for one in sizes)} messages",
            flush=True,
        )
        found = measured(places, sizes, Wanted(search=True, rounds=1 if options.quick else 2))
    show(found, sizes)
    short, long = (found["pages"][size] for size in sizes)
    of_group: dict[str, list[str]] = {}
    for page in long:
        if page in short:
            of_group.setdefault(next(one for one in GROUPS if page.startswith(one)), []).append(page)
    for group, names in of_group.items():
        name = f"{group or 'everything else'}: {len(names)} pages, {sizes[1]:,} messages ÷ {sizes[0]:,}"
        measure: Callable[[int], Sample] = partial(_sample, short, long, names)
        yield Case(name, (MEDIAN, WORST, ABOVE, WHOLE, WALL), {"ours": measure})


def _sample(short: Pages, long: Pages, names: list[str], _seed: int) -> Sample:
    """Return the figures of a group, and each page's ratio for whoever reads the JSON."""
    ratios = {name: long[name]["cpu_p95"] / short[name]["cpu_p95"] for name in names}
    ordered = sorted(ratios.values())
    return {
        MEDIAN.name: ordered[len(ordered) // 2],
        WORST.name: ordered[-1],
        ABOVE.name: sum(one > FLAT for one in ordered),
        WHOLE.name: sum(bool(long[name]["whole"]) for name in names),
        WALL.name: max(long[name]["wall_p95"] for name in names),
        **{f"{name}, CPU p95": ratio for name, ratio in ratios.items()},
        **{f"{name}, wall p95, ms": long[name]["wall_p95"] for name in names},
    }


GROWTH = Scenario("growth", "what a page costs with a long history against a short one", ENGINES, cases)
