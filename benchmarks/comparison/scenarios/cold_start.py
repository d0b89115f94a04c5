"""From the start of the process until it says that it is ready, on a migrated database."""

from __future__ import annotations

import time
from collections.abc import Generator

from benchmarks.comparison.cases import Case, Options, Result, Scenario, contestants
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.servers import Site
from benchmarks.comparison.stage import ENGINES, Stage
from benchmarks.processes import cpu_seconds

READY, CPU = Figure("ready", "s", "lower"), Figure("CPU", "s", "lower")


def cases(stage: Stage, _: Options) -> Generator[Case, Result, None]:
    yield Case(
        "server",
        (READY, CPU),
        contestants(stage, lambda site, _: restarted(site)),
    )


def restarted(site: Site) -> Sample:
    site.server.stop()
    begun = time.perf_counter()
    site.server.start()
    return {"ready": time.perf_counter() - begun, "CPU": cpu_seconds([site.server.pid])}


COLD_START = Scenario("cold-start", "start → ready", ENGINES, cases)
