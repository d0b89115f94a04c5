"""The table of what is tried: on which installation, under which load, for how long."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.chaos import crowds, faults, surroundings
from benchmarks.chaos.faults import Fault
from benchmarks.chaos.load import Pace

USUAL = Pace()
# Thirty messages a second.
STEADY = Pace(inbound=27.0, outbound=3.0, customers=60, copies=0.05)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`kind` and `needs` as in `installation.running`; `converge`: the most seconds until all is as it was after the
    heal; `growth`: the most megabytes that a process may have gained, where that is asked for."""

    name: str
    fault: Fault
    kind: str
    seconds: float = 12.0
    needs: frozenset[str] = frozenset()
    pace: Pace = USUAL
    screens: int = 4
    warm_up: float = 6.0
    converge: float = 90.0
    growth: float | None = None
    sample: float = 1.0

    @property
    def key(self) -> str:
        """As it is named on the command line."""
        return f"{self.kind}/{self.name}"


CLOCK, DISK = frozenset({"clock"}), frozenset({"disk"})
EMBEDDED = (
    Scenario("nothing", faults.nothing, "embedded"),
    Scenario("kill-server", faults.kill_server, "embedded", 15),
    Scenario("freeze-server", faults.freeze_server, "embedded"),
    Scenario("database-locked", faults.sqlite_locked, "embedded"),
    Scenario("disk-full", faults.disk_full, "embedded", needs=DISK),
    Scenario("clock-ahead", surroundings.clock_ahead, "embedded", needs=CLOCK),
    Scenario("clock-behind", surroundings.clock_behind, "embedded", needs=CLOCK),
    Scenario("provider-away", surroundings.provider_away, "embedded"),
    Scenario("provider-silent", surroundings.provider_silent, "embedded", 20),
    Scenario("provider-slow", surroundings.provider_slow, "embedded", 20),
    Scenario("provider-broken", surroundings.provider_broken, "embedded"),
    Scenario("slow-readers", crowds.slow_readers, "embedded"),
    Scenario("reconnect-storm", crowds.reconnect_storm, "embedded", 10),
    Scenario("webhook-storm", crowds.webhook_storm, "embedded"),
)
SCALED = (
    Scenario("nothing", faults.nothing, "scaled"),
    Scenario("kill-server", faults.kill_server, "scaled", 15),
    Scenario("kill-worker", faults.kill_worker, "scaled", 15),
    Scenario("kill-workers", faults.kill_workers, "scaled"),
    Scenario("freeze-worker", faults.freeze_worker, "scaled", 30),
    Scenario("freeze-server", faults.freeze_server, "scaled"),
    Scenario("redis-killed", faults.redis_killed, "scaled"),
    Scenario("redis-hung", faults.redis_hung, "scaled"),
    Scenario("postgres-stopped", faults.postgres_stopped, "scaled"),
    Scenario("postgres-crashed", faults.postgres_crashed, "scaled"),
    Scenario("postgres-hung", faults.postgres_hung, "scaled"),
    Scenario("postgres-read-only", faults.postgres_read_only, "scaled"),
    Scenario("clock-ahead", surroundings.clock_ahead, "scaled", needs=CLOCK),
    Scenario("provider-away", surroundings.provider_away, "scaled"),
    Scenario("provider-silent", surroundings.provider_silent, "scaled", 20),
    Scenario("slow-readers", crowds.slow_readers, "scaled"),
    Scenario("reconnect-storm", crowds.reconnect_storm, "scaled", 10),
    Scenario("webhook-storm", crowds.webhook_storm, "scaled"),
)
ALL = (*EMBEDDED, *SCALED)
# What the tests run.
TINY = Scenario(
    "tiny",
    faults.kill_server_once,
    "embedded",
    2,
    pace=Pace(inbound=10.0, outbound=5.0, customers=4),
    screens=2,
    warm_up=1.5,
)


def hour(kind: str, minutes: float) -> Scenario:
    """Thirty messages a second and no fault: what a process keeps is what it gained after its warm-up."""
    warm_up = min(300.0, minutes * 6)
    return Scenario(
        "hour",
        faults.nothing,
        kind,
        minutes * 60 - warm_up,
        pace=STEADY,
        screens=2,
        warm_up=warm_up,
        growth=10.0,
        sample=60.0,
    )


def chosen(names: list[str], minutes: float) -> list[Scenario]:
    """What `--only` names: ``kill-server``, ``scaled/kill-server``, ``scaled``, ``hour``; raises KeyError."""
    if not names:
        return list(ALL)
    found: list[Scenario] = []
    for name in names:
        if name in {"hour", "embedded/hour", "scaled/hour"}:
            kind = name.partition("/")[0] if "/" in name else "embedded"
            found.append(hour(kind, minutes))
            continue
        matching = [one for one in (*ALL, TINY) if name in {one.name, one.key, one.kind}]
        if not matching:
            raise KeyError(name)
        found += matching
    return found
