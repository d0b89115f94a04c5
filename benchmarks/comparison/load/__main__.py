"""Carries out one plan."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from benchmarks.comparison.load.bodies import post_bodies
from benchmarks.comparison.load.fan_out import fan_out
from benchmarks.comparison.load.graph import ask_provider
from benchmarks.comparison.load.held import hold
from benchmarks.comparison.load.saturation import saturate
from benchmarks.comparison.load.storm import storm

Work = Callable[[dict[str, Any]], Coroutine[Any, Any, dict[str, Any]]]
KINDS: dict[str, Work] = {
    "bodies": post_bodies,
    "fan out": fan_out,
    "hold": hold,
    "provider": ask_provider,
    "saturate": saturate,
    "storm": storm,
}


def main() -> None:
    plan = json.load(sys.stdin)
    json.dump(uvloop.run(KINDS[plan["kind"]](plan)), sys.stdout)


if __name__ == "__main__":
    main()
