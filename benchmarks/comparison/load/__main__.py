"""Carries out one plan."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from benchmarks.comparison.load.bodies import post_bodies
from benchmarks.comparison.load.saturation import saturate

Work = Callable[[dict[str, Any]], Coroutine[Any, Any, dict[str, Any]]]
KINDS: dict[str, Work] = {"bodies": post_bodies, "saturate": saturate}


def main() -> None:
    plan = json.load(sys.stdin)
    json.dump(uvloop.run(KINDS[plan["kind"]](plan)), sys.stdout)


if __name__ == "__main__":
    main()
