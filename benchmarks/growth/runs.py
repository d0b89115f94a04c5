"""Runs of the growth table: each size is filled and asked by a process of its own, in turns."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.growth.asking import Found
from benchmarks.growth.places import Places

# Of one size: filling it, or asking all of its pages.
LONGEST = 3600


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of each size; see `benchmarks.growth`."""

    only: str = ""
    rounds: int = 1
    search: bool = False
    hot: bool = False
    bytes: bool = False
    prune: bool = False


def measured(places: Places, sizes: Sequence[int], wanted: Wanted) -> dict[str, Any]:
    """Fill what is not there yet, ask all, and return ``{"filled", "hot", "bytes", "pruned", "pages"}``, each by size."""
    filled = {size: _run(places.url(size), size, wanted, fill=True) for size in sizes}
    turns = [_turn(places, sizes, wanted) for _ in range(wanted.rounds)]
    found = {
        "filled": {size: one.get("filled") for size, one in filled.items()},
        "pages": {size: _median([turn[size]["pages"] for turn in turns]) for size in sizes},
    }
    for kind in ("hot", "bytes"):
        found[kind] = {size: one.get(kind) for size, one in turns[-1].items()}
    if wanted.prune:
        with places.copy(sizes[-1]) as url:
            found["pruned"] = _run(url, sizes[-1], wanted, prune=True)["pruned"]
    return found


def _turn(places: Places, sizes: Sequence[int], wanted: Wanted) -> dict[int, dict[str, Any]]:
    """Ask all sizes, the larger ones for as many rows of each list as the first one has."""
    found: dict[int, dict[str, Any]] = {}
    rows: dict[str, int] = {}
    for size in sizes:
        found[size] = _run(places.url(size), size, wanted, ask=True, rows=rows)
        rows = rows or {name: one["rows"] for name, one in found[size]["pages"].items()}
    return found


def _run(url: str, size: int, wanted: Wanted, **what: Any) -> dict[str, Any]:
    task = {"url": url, "messages": size, "only": wanted.only, "search": wanted.search, **what}
    if what.get("ask"):
        task |= {"hot": wanted.hot, "bytes": wanted.bytes}
    print(
        f"{', '.join(name for name in what if name != 'rows')} {size:,} messages", file=sys.stderr, flush=True
    )
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [sys.executable, "-m", "benchmarks.growth.one_size", json.dumps({**task, "out": out.name})]
        subprocess.run(command, check=True, timeout=LONGEST)
        return dict(json.loads(Path(out.name).read_text()))


def _median(turns: list[dict[str, Found]]) -> dict[str, Found]:
    return {
        name: {
            kind: first if kind == "whole" else statistics.median(turn[name][kind] for turn in turns)
            for kind, first in turns[0][name].items()
        }
        for name in turns[0]
    }
