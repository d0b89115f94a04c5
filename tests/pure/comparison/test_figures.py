"""The arithmetic of `benchmarks.comparison`, and what people see of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest

from benchmarks.comparison import report
from benchmarks.comparison.__main__ import chosen
from benchmarks.comparison.cases import Case, Result, alternate
from benchmarks.comparison.figures import Figure, Sample, medians, percentile, ratio, times_better
from benchmarks.comparison.plot import LABELS, SCALE, place, ratios, svg

RATE, WAIT = Figure("rate", "calls/s"), Figure("p99", "ms", "lower")


def result(samples: Mapping[str, list[Sample]], *figures: Figure) -> Result:
    return Result("webhook", "sqlite", "16 <connections>", figures, dict(samples))


BOTH = result(
    {
        "ours": [
            {"rate": 900, "p99": 5, "generator": 0.95},
            {"rate": 1000, "p99": 4},
            {"rate": 9999, "p99": 3},
        ],
        "stock": [{"rate": 100, "p99": 80}, {"rate": 50, "p99": 90}, {"rate": 120, "p99": 10}],
        "raw ASGI": [{"rate": 4000, "generator": 1.0}],
        "commits": [{"rate": 2000}],
    },
    RATE,
    WAIT,
)


def test_a_percentile_is_one_of_the_values(subtests: pytest.Subtests) -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    for share, expected in [(0.0, 1), (0.2, 1), (0.21, 2), (0.5, 3), (0.99, 5), (1.0, 5)]:
        with subtests.test(share=share):
            assert percentile(values, share) == expected
    assert percentile([7.0], 0.5) == 7
    assert math.isnan(percentile([], 0.5))


def test_medians_are_of_each_figure_and_of_the_rounds_that_have_it() -> None:
    assert medians([{"a": 1, "b": 8}, {"a": 5}, {"a": 2}]) == {"a": 2, "b": 8}
    assert medians([]) == {}


def test_better_is_more_than_one_in_either_direction() -> None:
    assert times_better(RATE, 200, 50) == 4
    assert times_better(WAIT, 5, 80) == 16
    assert ratio(1, 4) == 0.25
    for one, other in [(None, 1), (1, None), (1, 0)]:
        assert math.isnan(ratio(one, other))


def test_rounds_alternate_and_all_contestants_get_the_same_seed() -> None:
    order: list[tuple[str, int]] = []

    def measure(name: str) -> Sample:
        return {"rate": len(order)}

    measures = {
        name: lambda seed, name=name: order.append((name, seed)) or measure(name)
        for name in ("ours", "stock")
    }
    samples = alternate(Case("x", (RATE,), measures), 2, 7)
    assert order == [("ours", 7), ("stock", 7), ("ours", 8), ("stock", 8)]
    assert [one["rate"] for one in samples["ours"]] == [1, 3]


def test_numbers_keep_three_digits(subtests: pytest.Subtests) -> None:
    cases = {None: "", math.nan: "", 0: "0", 0.01234: "0.0123", 1.5: "1.50", 123.4: "123", 20899: "20,899"}
    for value, shown in cases.items():
        with subtests.test(value=value):
            assert report.number(value) == shown


def test_the_table_has_a_line_for_each_figure() -> None:
    skipped = Result("webhook", "postgresql", skipped="not run: PostgreSQL is not installed")
    head, _, rate, wait, left_out = report.table([BOTH, skipped]).splitlines()
    assert [cell.strip() for cell in rate.split("|")[4:-1]] == [
        *("rate, calls/s", "1,000", "100", "10.0", "2,000 commits", "0.500")
    ]
    assert [cell.strip() for cell in wait.split("|")[4:-1]] == ["p99, ms", "4.00", "80.0", "20.0", "", ""]
    assert "not run: PostgreSQL" in left_out
    assert len({len(line) for line in (head, rate, wait, left_out)}) == 1


def test_the_tightest_limit_counts() -> None:
    assert BOTH.limit(RATE) == ("commits", 2000)
    assert BOTH.limit(WAIT) == ("", None)
    waits = result({"near": [{"p99": 1}], "far": [{"p99": 2}]}, WAIT)
    assert waits.limit(WAIT) == ("far", 2)


def test_a_busy_generator_is_said_of_contestants_not_of_limits() -> None:
    (warning,) = report.warnings([BOTH])
    assert "95% of the time with ours" in warning


def test_json_has_medians_and_every_round() -> None:
    (found,) = json.loads(json.dumps(report.as_json({"seed": 3}, [BOTH])))["results"]
    assert found["figures"][0] == {
        "figure": "rate",
        "unit": "calls/s",
        "better": "higher",
        "medians": {"ours": 1000, "stock": 100, "raw ASGI": 4000, "commits": 2000},
    }
    assert found["rounds"]["stock"][1] == {"rate": 50, "p99": 90}


def test_the_plot_is_a_document_with_a_bar_for_each_ratio() -> None:
    assert list(ratios([BOTH])) == [
        ("webhook, sqlite, 16 <connections>: rate", 10),
        ("webhook, sqlite, 16 <connections>: p99", 20),
    ]
    root = ElementTree.fromstring(svg([BOTH]))
    name = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{name}rect")) == 2
    texts = [one.text for one in root.findall(f"{name}text")]
    assert {"webhook, sqlite, 16 <connections>: p99", "20.0", "10.0"} <= set(texts)
    ElementTree.fromstring(svg([]))


def test_the_scale_is_logarithmic_and_ends() -> None:
    assert place(0.1) == place(0.001) == LABELS
    assert place(10) - place(1) == pytest.approx(place(100) - place(10))
    assert place(10**6) == LABELS + SCALE


def test_scenarios_are_chosen_by_name_by_engine_or_both() -> None:
    assert [(engine, [one.name for one in found]) for engine, found in chosen(["webhook/sqlite"])] == [
        ("sqlite", ["webhook"]),
        ("postgresql", []),
    ]
    assert chosen(["sqlite"])[1] == ("postgresql", [])
    assert chosen(["webhook"])[1][1]
    with pytest.raises(KeyError):
        chosen(["nothing"])
