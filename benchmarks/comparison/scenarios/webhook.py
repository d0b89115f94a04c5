"""Webhook → commit: bodies with one message, from connections that are never idle."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

from benchmarks.comparison.cases import Case, Options, Result, Scenario, contestants
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.scenarios.commits import COMMITS, commits
from benchmarks.comparison.servers import Site
from benchmarks.comparison.stage import ENGINES, Stage

RATE = Figure("rate", "calls/s")
CPU = Figure("CPU", "ms a call", "lower")


def cases(stage: Stage, options: Options) -> Generator[Case, Result, None]:
    for connections in (1, 16, 64):
        load = {"connections": connections, "seconds": options.seconds}

        def measured(site: Site, seed: int, load: dict[str, float] = load) -> Sample:
            return sample(site.generate("saturate", seed, **load))

        yield Case(
            f"{connections} connections" if connections > 1 else "1 connection",
            (RATE, CPU),
            {
                **contestants(stage, measured),
                "raw ASGI": lambda seed: {"rate": measured(stage.raw, seed)["rate"]},
                COMMITS: partial(commits, stage, options, RATE),
            },
        )


def sample(found: dict[str, float]) -> Sample:
    """Rate and CPU of what was answered; raises when anything was refused."""
    assert not found["refused"], f"{found['refused']} calls were refused"
    return {
        "rate": found["done"] / found["seconds"],
        "CPU": found["cpu"] * 1000 / found["done"],
        "generator": found["generator"],
    }


WEBHOOK = Scenario("webhook", "one message in a body → commit", ENGINES, cases)
