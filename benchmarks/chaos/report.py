"""The table that people read, and the same as JSON with every sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.chaos.course import Result
from benchmarks.tables import markdown

HEAD = (
    *("scenario", "load (messages/s)", "messages", "lost", "doubled", "out of order", "stuck", "wrong"),
    *("unconfirmed", "failed", "converged (s)", "memory (MB)"),
)


def row(result: Result) -> tuple[str, ...]:
    """One line of the table."""
    scenario, verdict = result.scenario, result.verdict
    if result.skipped:
        return (scenario.key, result.skipped, *[""] * (len(HEAD) - 2))
    broken = [
        str(len(verdict.broken[name])) for name in ("lost", "doubled", "out of order", "stuck", "wrong")
    ]
    converged = f"{max(result.converged.values()):.1f}" if result.converged else "-"
    return (
        scenario.key,
        f"{scenario.pace}, {scenario.screens} screens",
        str(result.messages),
        *broken,
        str(len(verdict.unconfirmed)),
        str(len(verdict.failed)),
        converged,
        f"{result.peak:.0f} ({result.growth:+.0f})",
    )


def table(results: Sequence[Result]) -> str:
    """Markdown, so that it may go into a page as it is."""
    return markdown(HEAD, map(row, results))


def faults(result: Result) -> list[str]:
    """Each broken invariant in a sentence."""
    return [
        f"{result.scenario.key}: {name}: {text}"
        for name, texts in result.verdict.broken.items()
        for text in texts
    ]


def as_json(seed: int, results: Sequence[Result]) -> dict[str, Any]:
    """Everything, for whoever wants to look into it."""
    return {
        "seed": seed,
        "holds": all(result.holds for result in results),
        "scenarios": [
            {
                "scenario": result.scenario.key,
                "skipped": result.skipped,
                "load": str(result.scenario.pace),
                "seconds": result.scenario.seconds,
                "messages": result.messages,
                "receipts": result.receipts,
                "broken": result.verdict.broken,
                "unconfirmed": result.verdict.unconfirmed,
                "failed": result.verdict.failed,
                "resets": result.verdict.resets,
                "converged": result.converged,
                "answers": dict(sorted(result.answers.items())),
                "not_offered": result.not_offered,
                "memory": result.memory,
                "samples": result.samples,
            }
            for result in results
        ],
    }
