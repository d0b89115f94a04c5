"""The table that people read, and JSON with every round."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.comparison.cases import Result
from benchmarks.comparison.figures import CONTESTANTS, ratio, times_better
from benchmarks.tables import markdown

HEAD = ("scenario", "on", "case", "figure", "ours", "stock", "times better", "limit", "of it")
# Above this share of a core the generator may be what is slow.
BUSY = 0.9


def rows(result: Result) -> Iterator[tuple[str, ...]]:
    """One line for each figure."""
    if result.skipped:
        yield (result.scenario, result.engine, result.name, result.skipped, *[""] * (len(HEAD) - 4))
        return
    for figure in result.figures:
        ours, stock = (result.of(name, figure) for name in CONTESTANTS)
        limit, bound = result.limit(figure)
        yield (
            result.scenario,
            result.engine,
            result.name,
            f"{figure.name}, {figure.unit}",
            number(ours),
            number(stock),
            number(times_better(figure, ours, stock)),
            f"{number(bound)} {limit}" if bound is not None else "",
            number(ratio(ours, bound)),
        )


def number(value: float | None) -> str:
    """Three digits that count; nothing for none."""
    if value is None or math.isnan(value):
        return ""
    if math.isinf(value) or not value:
        return f"{value:g}"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}"


def table(results: Sequence[Result]) -> str:
    """All figures of all cases."""
    return markdown(HEAD, (row for result in results for row in rows(result)))


def warnings(results: Sequence[Result]) -> list[str]:
    """Where the generator, not the server, may be what was measured."""
    return [
        f"{result.scenario}, {result.engine}, {result.name}: the generator was busy {busiest:.0%} of the time with {name}"
        for result in results
        for name, found in result.medians.items()
        if name in CONTESTANTS and (busiest := found.get("generator", 0.0)) > BUSY
    ]


def as_json(about: Mapping[str, Any], results: Sequence[Result]) -> dict[str, Any]:
    """Everything, for whoever wants to look into it."""
    return {
        **about,
        "results": [
            {
                "scenario": result.scenario,
                "engine": result.engine,
                "case": result.name,
                "skipped": result.skipped,
                "figures": [
                    {
                        "figure": figure.name,
                        "unit": figure.unit,
                        "better": figure.better,
                        "medians": {
                            name: value
                            for name in result.samples
                            if (value := result.of(name, figure)) is not None
                        },
                    }
                    for figure in result.figures
                ],
                "rounds": result.samples,
            }
            for result in results
        ],
    }
