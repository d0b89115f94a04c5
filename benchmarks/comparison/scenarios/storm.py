"""Every console comes back at the same moment, as after a restart, each having missed a hundred events."""

from __future__ import annotations

from collections.abc import Generator

from benchmarks.comparison.cases import Case, Options, Result, Scenario, contestants
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.servers import Site
from benchmarks.comparison.stage import ENGINES, Stage

SOCKETS, QUICK = (300, 1000), (300,)
# Ours has two events for each message, the message and its conversation; the ordinary way shows both at once.
MISSED, EVENTS = 50, 100
SINCE = {
    "ours": f"SELECT max(seq) - {EVENTS} FROM messaging_feedhead",
    "stock": f"SELECT max(id) - {MISSED} FROM stock_message",
}
ALL, HALF = Figure("all live", "s", "lower"), Figure("half live", "s", "lower")
CPU = Figure("CPU", "ms a socket", "lower")


def cases(stage: Stage, options: Options) -> Generator[Case, Result, None]:
    for sockets in QUICK if options.quick else SOCKETS:

        def measured(site: Site, seed: int, sockets: int = sockets) -> Sample:
            site.generate("saturate", seed, connections=1, seconds=0.1)  # a hundred customers write
            since = site.ask(SINCE[site.name])
            return sample(site.generate("storm", seed, sockets=sockets, since=since), sockets)

        yield Case(f"{sockets:,} sockets", (ALL, HALF, CPU), contestants(stage, measured))


def sample(found: dict[str, float], sockets: int) -> Sample:
    """Raises when somebody was shown less than they had missed."""
    assert found["fewest"] >= MISSED, f"a screen was shown {found['fewest']} of what it had missed"
    return {
        "all live": found["all"],
        "half live": found["p50"],
        "CPU": found["cpu"] * 1000 / sockets,
        "tries": found["tries"] / sockets,
    }


STORM = Scenario("storm", "reconnect storm → all live", ENGINES, cases)
