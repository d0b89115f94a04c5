"""Resident memory of all processes of an installation: idle, of an idle socket, and after load."""

from __future__ import annotations

from collections.abc import Callable, Generator

from benchmarks.comparison.cases import Case, Options, Result, Scenario
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.servers import Site
from benchmarks.comparison.stage import ENGINES, Stage

SOCKETS, QUICK = 300, 100
CONNECTIONS = 16
IDLE, SOCKET = Figure("idle", "MB", "lower"), Figure("an idle socket", "kB", "lower")
LOADED = Figure("after load", "MB", "lower")


def cases(stage: Stage, options: Options) -> Generator[Case, Result, None]:
    sockets = QUICK if options.quick else SOCKETS

    def measured(seed: int, start: Callable[[Stage], Site]) -> Sample:
        with Stage(stage.engine, sockets) as fresh:
            return sample(start(fresh), seed, sockets, options.seconds)

    yield Case(
        f"{sockets} sockets",
        (IDLE, SOCKET, LOADED),
        {
            "ours": lambda seed: measured(seed, lambda fresh: fresh.ours),
            "stock": lambda seed: measured(seed, lambda fresh: fresh.stock),
        },
    )


def sample(site: Site, seed: int, sockets: int, seconds: float) -> Sample:
    """Everything is as it was when it had just become ready."""
    idle = site.generate("hold", seed, sockets=0)
    site.generate("hold", seed, sockets=1)  # what the first one loads is no socket's
    held = site.generate("hold", seed, sockets=sockets)
    site.generate("saturate", seed, connections=CONNECTIONS, seconds=seconds)
    return {
        "idle": idle["during"],
        "an idle socket": (held["during"] - held["before"]) * 1024 / sockets,
        "after load": site.generate("hold", seed, sockets=0)["during"],
    }


MEMORY = Scenario("memory", "resident memory of all processes", ENGINES, cases)
