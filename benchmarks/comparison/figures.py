"""The arithmetic: medians of rounds, percentiles of samples, ratios of figures."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

OURS, STOCK = CONTESTANTS = ("ours", "stock")
Sample = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured. `better`: ``higher`` or ``lower``."""

    name: str
    unit: str
    better: str = "higher"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed (nearest rank); NaN of none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def medians(samples: Sequence[Sample]) -> dict[str, float]:
    """Of every figure; a round that lacks it does not count."""
    names = dict.fromkeys(name for sample in samples for name in sample)
    return {name: statistics.median(one[name] for one in samples if name in one) for name in names}


def ratio(one: float | None, other: float | None) -> float:
    """The first in units of the second; NaN where one of them is missing or nothing can be said."""
    if one is None or not other:
        return math.nan
    return one / other


def times_better(figure: Figure, one: float | None, other: float | None) -> float:
    """How many times as good the first is, whichever direction is better."""
    return ratio(one, other) if figure.better == "higher" else ratio(other, one)
