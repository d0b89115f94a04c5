"""Cases, and how they are measured: in turn, round by round, so that what else the machine does hits all alike."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.comparison.figures import CONTESTANTS, Figure, Sample, medians
from benchmarks.comparison.servers import Site
from benchmarks.comparison.stage import Stage

Measure = Callable[[int], Sample]


@dataclass(frozen=True)
class Options:
    """How much is done. `seconds`: of one measurement under load."""

    rounds: int
    seconds: float
    seed: int
    quick: bool


@dataclass(frozen=True)
class Case:
    """`measures`: of ``ours`` and ``stock``, and of limits by their names; each is given the seed of its round."""

    name: str
    figures: Sequence[Figure]
    measures: Mapping[str, Measure]


@dataclass(frozen=True)
class Scenario:
    """`cases` yields one after the other; each is measured before the next is asked for, and its result sent back."""

    name: str
    purpose: str
    engines: Sequence[str]
    cases: Callable[[Stage, Options], Generator[Case, Result, None]]


@dataclass
class Result:
    """What came of a case. `samples`: of every contestant, round by round; `skipped`: why there are none."""

    scenario: str
    engine: str
    name: str = ""
    figures: Sequence[Figure] = ()
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    skipped: str = ""

    @property
    def medians(self) -> dict[str, dict[str, float]]:
        """By contestant and figure."""
        return {name: medians(samples) for name, samples in self.samples.items()}

    def of(self, contestant: str, figure: Figure) -> float | None:
        """The median; None where it was not measured."""
        return self.medians.get(contestant, {}).get(figure.name)

    def limit(self, figure: Figure) -> tuple[str, float | None]:
        """The tightest limit and its name; None where there is none."""
        found = [(name, self.of(name, figure)) for name in self.samples if name not in CONTESTANTS]
        known = [(name, value) for name, value in found if value is not None]
        tightest = min if figure.better == "higher" else max
        return tightest(known, key=lambda one: one[1], default=("", None))


def contestants(stage: Stage, measured: Callable[[Site, int], Sample]) -> dict[str, Measure]:
    """Both, measured alike; each is started when its first turn comes."""
    return {
        "ours": lambda seed: measured(stage.ours, seed),
        "stock": lambda seed: measured(stage.stock, seed),
    }


def alternate(case: Case, rounds: int, seed: int) -> dict[str, list[Sample]]:
    """A B A B: every contestant once a round, all with the same seed."""
    samples: dict[str, list[Sample]] = {name: [] for name in case.measures}
    for number in range(rounds):
        for name, measure in case.measures.items():
            samples[name].append(measure(seed + number))
    return samples
