"""Send → provider that takes a tenth of a second for each message: messages wait, and delivery starts."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from benchmarks.comparison.cases import Case, Options, Result, Scenario
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.generator import generate
from benchmarks.comparison.provider import SlowProvider
from benchmarks.comparison.servers import seed_ours
from benchmarks.comparison.stage import ENGINES, SQLITE, Stage
from benchmarks.processes import cpu_seconds
from tests import servers
from tests.live import Child, DeliveryWorker, LiveServer, Setup

LATENCY = 0.1
CUSTOMERS = 300
EACH, QUICK_EACH = 15, 5
MEASURED = 10.0  # seconds at most, however much is left
# What Meta allows a number that it has upgraded.
UNBOUND = {"MESSAGES_PER_SECOND": "1000"}
RATE = Figure("rate", "messages/s")
CPU = Figure("CPU", "ms a message", "lower")
BREAKS, DOUBLES = Figure("order breaks", "messages", "lower"), Figure("doubles", "messages", "lower")


@dataclass
class Queue:
    """An installation whose messages wait. Every measurement has a copy of it."""

    stage: Stage
    setup: Setup
    database_url: str
    waiting: int

    @contextlib.contextmanager
    def copy(self) -> Iterator[Setup]:
        """Another installation, with the same messages."""
        with contextlib.ExitStack() as stack:
            folder = self.stage.new_folder("sending")
            shutil.copytree(self.setup.var_dir, folder, dirs_exist_ok=True)
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            env = dict(UNBOUND)
            if self.database_url:
                template = self.database_url.rpartition("/")[2]
                env["DATABASE_URL"] = stack.enter_context(
                    servers.database(self.stage.postgres, template=template)
                )
                env["REDIS_URL"] = stack.enter_context(servers.redis_url())
            yield Setup(folder, env)


def cases(stage: Stage, options: Options) -> Generator[Case, Result, None]:
    with SlowProvider(LATENCY) as provider:
        queue = filled(stage, provider, QUICK_EACH if options.quick else EACH)
        kinds = {"embedded": 0} if stage.engine == SQLITE else {"one worker": 1, "two workers": 2}
        for name, workers in kinds.items():

            def measured(_: int, workers: int = workers) -> Sample:
                with queue.copy() as setup:
                    children = [DeliveryWorker(setup) for _ in range(workers)] or [LiveServer(setup)]
                    return measure(children, provider, queue.waiting)

            def alone(seed: int) -> Sample:
                return at_most(provider, options.seconds)

            yield Case(
                f"{name}, {LATENCY * 1000:.0f} ms",
                (RATE, CPU, BREAKS, DOUBLES),
                {"ours": measured, f"the provider, {CUSTOMERS} connections": alone},
            )


def filled(stage: Stage, provider: SlowProvider, each: int) -> Queue:
    folder = stage.new_folder("queue")
    url = stage.new_database() if stage.engine != SQLITE else ""
    setup = Setup(folder, {"DATABASE_URL": url, "REDIS_URL": ""} if url else {}).migrate()
    return Queue(stage, setup, url, seed_ours(setup, "queue", provider.url, CUSTOMERS, each))


def measure(children: Sequence[Child], provider: SlowProvider, waiting: int) -> Sample:
    """From the moment when all of them deliver until nothing waits, or time is over."""
    provider.report()
    try:
        with ThreadPoolExecutor(len(children)) as pool:
            list(pool.map(Child.start, children))
        pids = [child.pid for child in children]
        begun, cpu = time.monotonic(), cpu_seconds(pids)
        while time.monotonic() < begun + MEASURED and provider.count() < waiting:
            time.sleep(0.1)
        cpu = cpu_seconds(pids) - cpu
    finally:
        for child in children:
            child.kill()
    return sample(provider.report(), begun, cpu)


def sample(found: dict[str, Any], begun: float, cpu: float) -> Sample:
    times = [at for at in found["times"] if at >= begun]
    return {
        "rate": (len(times) - 1) / (times[-1] - times[0]),
        "CPU": cpu * 1000 / len(times),
        "order breaks": found["breaks"],
        "doubles": found["doubles"],
    }


def at_most(provider: SlowProvider, seconds: float) -> Sample:
    """What the provider takes from as many connections as there are customers."""
    plan = {"kind": "provider", "address": ["127.0.0.1", provider.port], "connections": CUSTOMERS}
    found = generate({**plan, "seconds": seconds})
    provider.report()
    return {"rate": found["done"] / found["seconds"]}


SENDING = Scenario("sending", "waiting messages → a provider that takes 100 ms", ENGINES, cases)
