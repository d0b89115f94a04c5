"""``python -m benchmarks.comparison [--quick] [--only SCENARIO[/ENGINE] …]``; ``--list`` names the scenarios.

Everything that it starts is on loopback, and ended by its process id.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.comparison import machine, report
from benchmarks.comparison.cases import Options, Result, Scenario, alternate
from benchmarks.comparison.plot import svg
from benchmarks.comparison.scenarios import ALL
from benchmarks.comparison.stage import ENGINES, Stage
from tests.servers import NotHere

AGENTS = 1000
FOLDER = Path("var/bench")


def chosen(only: Sequence[str]) -> list[tuple[str, list[Scenario]]]:
    """Which scenarios run on which engine; raises `KeyError` for one that there is not."""
    known = {f"{one.name}/{engine}" for one in ALL for engine in one.engines}
    wanted = {key for key in known if not only}
    for given in only:
        found = {key for key in known if given in {key, *key.split("/")}}
        if not found:
            raise KeyError(given)
        wanted |= found
    return [(engine, [one for one in ALL if f"{one.name}/{engine}" in wanted]) for engine in ENGINES]


def play(stage: Stage, scenario: Scenario, options: Options, ends: float) -> Iterator[Result]:
    """Measure one case after the other; one that cannot be measured here, or goes wrong, says why."""
    cases = scenario.cases(stage, options)
    result = Result(scenario.name, stage.engine)
    try:
        case = next(cases)
        while True:
            result = Result(scenario.name, stage.engine, case.name, case.figures)
            if time.monotonic() > ends:
                result.skipped = "not run: no time left"
            else:
                result.samples = alternate(case, options.rounds, options.seed)
            yield result
            case = cases.send(result)
    except StopIteration:
        return
    except NotHere as reason:
        result.skipped = f"not run: {reason}"
    except Exception:  # the others are still worth their time
        traceback.print_exc()
        result.skipped = "failed: see above"
    yield result


def measure(given: argparse.Namespace, options: Options, results: list[Result]) -> Iterator[tuple[str, str]]:
    """All that was chosen, each printed as soon as it is known; yields what the engines are."""
    ends = time.monotonic() + given.minutes * 60
    for engine, scenarios in chosen(given.only):
        if not scenarios:
            continue
        with Stage(engine, AGENTS) as stage:
            try:
                yield from stage.described()
            except NotHere as reason:
                print(f"{engine} is left out: {reason}", flush=True)
                results += [Result(one.name, engine, skipped="not here") for one in scenarios]
                continue
            for scenario in scenarios:
                for result in play(stage, scenario, options, ends):
                    results.append(result)
                    print(*(" | ".join(row) for row in report.rows(result)), sep="\n", flush=True)


def main(given: argparse.Namespace) -> int:
    options = Options(given.rounds, given.seconds, given.seed, given.quick)
    about = machine.described()
    print(*(f"{name}: {value}" for name, value in about.items()), sep="\n", flush=True)
    print(f"seed {options.seed}, {options.rounds} rounds, {options.seconds:g} s each\n", flush=True)
    results: list[Result] = []
    code = 0
    try:
        for name, value in measure(given, options, results):
            about[name] = value
            print(f"{name}: {value}", flush=True)
    except KeyboardInterrupt:
        print("Stopped; everything that was started is ended.", file=sys.stderr)
        code = 130
    if any(result.skipped.startswith("failed") for result in results):
        code = code or 1
    print(f"\n{report.table(results)}\n", *report.warnings(results), sep="\n")
    write(given.folder, {"machine": about, **vars(options)}, results)
    return code


def write(folder: Path, about: dict[str, Any], results: Sequence[Result]) -> None:
    """JSON with every round, and the plot."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(report.as_json(about, results), indent=1))
    (folder / "bench.svg").write_text(svg(results))
    print(f"{folder}/bench.json, {folder}/bench.svg")


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.comparison", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds of the smaller cases")
    parser.add_argument("--rounds", type=int, help="alternations of each case (5; quick: 2)")
    parser.add_argument("--seconds", type=float, help="of one measurement under load (4; quick: 1.5)")
    parser.add_argument("--minutes", type=float, default=120, help="begin nothing after that time")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", action="append", default=[], metavar="SCENARIO", help="may be repeated")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where JSON and plot go")
    parser.add_argument("--list", action="store_true", help="name the scenarios")
    given = parser.parse_args(arguments)
    given.rounds = given.rounds or (2 if given.quick else 5)
    given.seconds = given.seconds or (1.5 if given.quick else 4.0)
    try:
        chosen(given.only)
    except KeyError as unknown:
        parser.error(f"there is no scenario {unknown}; --list names them")
    return given


if __name__ == "__main__":
    asked = parsed()
    if asked.list:
        print(*(f"{one.name}: {one.purpose}" for one in ALL), sep="\n")
        sys.exit(0)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(asked))
