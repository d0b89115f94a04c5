"""A provider that takes its time, in a process of its own, and what it was sent.

``python -m benchmarks.comparison.provider SECONDS`` prints its URL, then a line of JSON for each line that it reads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter, defaultdict
from typing import Any, Self

from tests.fake_provider.meta import Arrival, FakeMeta
from tests.live import PROJECT


def judged(arrivals: list[Arrival], overlaps: int) -> dict[str, Any]:
    """When messages came, and what was wrong with them. `breaks`: one that did not come next to its customer, or
    before the one before it was answered."""
    texts: defaultdict[str, list[int]] = defaultdict(list)
    for one in arrivals:
        texts[one.to].append(int(one.text))
    ids = Counter(one.client_id for one in arrivals)
    return {
        "times": [one.at for one in arrivals],
        "breaks": sum(map(turned_round, texts.values())) + overlaps,
        "doubles": sum(count - 1 for count in ids.values()),
    }


def turned_round(places: list[int]) -> int:
    """How many did not come when their turn was; a double is not out of order."""
    seen = list(dict.fromkeys(places))
    return sum(place != turn for turn, place in enumerate(seen))


class SlowProvider:
    """``with SlowProvider(0.1) as provider:`` in another process; `url`, `count` and `report` speak with it."""

    def __init__(self, seconds: float) -> None:
        self._command = [sys.executable, "-m", "benchmarks.comparison.provider", str(seconds)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.url = self._line().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=20)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def count(self) -> int:
        """How many messages came since it was last asked to report."""
        return int(self._ask("count"))

    def report(self) -> dict[str, Any]:
        """What `judged` finds in all that came since the last report."""
        found: dict[str, Any] = json.loads(self._ask("report"))
        return found

    def _ask(self, what: str) -> str:
        assert self._process.stdin is not None
        print(what, file=self._process.stdin, flush=True)
        return self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def main(seconds: float) -> None:
    with FakeMeta(delay=seconds) as meta:
        print(meta.url, flush=True)
        reported = overlaps = 0
        for line in sys.stdin:
            if line.strip() == "count":
                print(len(meta.arrivals) - reported, flush=True)
                continue
            arrivals, all_overlaps = meta.arrivals, len(meta.overlaps)
            print(json.dumps(judged(arrivals[reported:], all_overlaps - overlaps)), flush=True)
            reported, overlaps = len(arrivals), all_overlaps


if __name__ == "__main__":
    main(float(sys.argv[1]))
