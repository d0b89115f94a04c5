"""Webhook → agents' screens: how many messages a second, and how long at shares of what stock can do."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from benchmarks.comparison.cases import Case, Options, Result, Scenario, contestants
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.servers import Site
from benchmarks.comparison.stage import ENGINES, Stage

SOCKETS, QUICK = (20, 200, 1000), (20, 200)
SHARES, QUICK_SHARES = (0.25, 0.5, 1.0), (1.0,)
SHOWN = Figure("shown", "messages × sockets/s")  # noqa: RUF001
CPU = Figure("CPU", "µs a message and socket", "lower")
P50, P99 = Figure("p50", "ms", "lower"), Figure("p99", "ms", "lower")
# What was not shown within ten seconds, or never: it counts as ten seconds above.
LATE = Figure("late", "% of all", "lower")


def cases(stage: Stage, options: Options) -> Generator[Case, Result, None]:
    for sockets in QUICK if options.quick else SOCKETS:
        load = {"sockets": sockets, "seconds": options.seconds}

        def highest(site: Site, seed: int, load: dict[str, Any] = load) -> Sample:
            (found,) = site.generate("fan out", seed, **load)["phases"]
            return sample(found)

        result = yield both(stage, f"{sockets:,} sockets", (SHOWN, CPU), highest)
        most = result.of("stock", SHOWN)
        if most is None:
            return
        shares = QUICK_SHARES if options.quick else SHARES
        yield from at_shares(stage, load, most / sockets, shares)


def at_shares(
    stage: Stage, load: dict[str, Any], most: float, shares: Sequence[float] = SHARES
) -> Generator[Case, Result, None]:
    """`most`: messages a second that stock has shown to all these sockets. All shares are one run of the generator,
    so its sockets are opened once; the first that asks for a seed measures them all."""
    rates = [most * share for share in shares]
    known: dict[tuple[str, int], list[Sample]] = {}

    def at(place: int, site: Site, seed: int) -> Sample:
        if (site.name, seed) not in known:
            found = site.generate("fan out", seed, rates=rates, **load)["phases"]
            known[site.name, seed] = [sample(one) for one in found]
        return known[site.name, seed][place]

    for place, share in enumerate(shares):
        name = f"{load['sockets']:,} sockets at {share:.0%} of stock's most"
        yield both(stage, name, (P50, P99, LATE, CPU), lambda site, seed, place=place: at(place, site, seed))


def both(stage: Stage, name: str, figures: tuple[Figure, ...], measured: Any) -> Case:
    return Case(
        name,
        figures,
        {
            **contestants(stage, measured),
            "raw ASGI": lambda seed: bound(measured(stage.raw, seed)),
        },
    )


def bound(found: Sample) -> Sample:
    """What limits others: CPU of nothing is no limit."""
    return {name: found[name] for name in ("shown", "p50", "p99") if name in found}


def sample(found: dict[str, float]) -> Sample:
    """Of one phase: the highest rate, or how long at a given one."""
    common = {"CPU": found["cpu"] * 1e6 / found["shown"], "generator": found["generator"]}
    if "late" not in found:
        return {**common, "shown": found["shown"] / found["seconds"]}
    late = found["late"] * 100 / (found["shown"] + found["late"])
    return {**common, "p50": found["p50"], "p99": found["p99"], "late": late}


FAN_OUT = Scenario("fan-out", "webhook → agents' sockets", ENGINES, cases)
