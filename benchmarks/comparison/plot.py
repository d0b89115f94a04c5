"""The ratios as a picture: a bar for each figure, ours against stock, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from benchmarks.comparison.cases import Result
from benchmarks.comparison.figures import CONTESTANTS, times_better
from benchmarks.comparison.report import number

ROW, LABELS, SCALE, MARGIN = 20, 400, 480, 60
STEPS = (0.1, 1, 10, 100, 1000)
STYLE = (
    "text{font:12px sans-serif;fill:#555}.better{fill:#2f7d4f}.worse{fill:#b3532f}"
    ".line{stroke:#8886;stroke-width:1}.one{stroke:#555;stroke-width:2}"
)


def ratios(results: Sequence[Result]) -> Iterator[tuple[str, float]]:
    """What can be compared, and how many times as good ours is."""
    for result in results:
        for figure in result.figures:
            times = times_better(figure, *(result.of(name, figure) for name in CONTESTANTS))
            if math.isfinite(times) and times > 0:
                yield f"{result.scenario}, {result.engine}, {result.name}: {figure.name}", times


def place(times: float) -> float:
    """Where a ratio stands on the scale, which ends at its outer steps."""
    lowest, highest = math.log10(STEPS[0]), math.log10(STEPS[-1])
    share = (math.log10(times) - lowest) / (highest - lowest)
    return LABELS + SCALE * min(1.0, max(0.0, share))


def svg(results: Sequence[Result]) -> str:
    """A whole document."""
    found = list(ratios(results))
    height = ROW * len(found) + 2 * ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LABELS + SCALE + MARGIN} {height}" role="img">',
        "<title>How many times as good as the ordinary way</title>",
        f"<style>{STYLE}</style>",
        *(_step(step, height) for step in STEPS),
        *(_bar(row, label, times) for row, (label, times) in enumerate(found)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _step(step: float, height: int) -> str:
    x, kind = place(step), "one" if step == 1 else "line"
    text = f'<text x="{x:.0f}" y="12" text-anchor="middle">{step:g}</text>'
    return f'{text}<line class="{kind}" x1="{x:.0f}" x2="{x:.0f}" y1="{ROW}" y2="{height - ROW}"/>'


def _bar(row: int, label: str, times: float) -> str:
    top, (left, right) = ROW * (row + 1) + 4, sorted((place(1), place(times)))
    kind = "better" if times >= 1 else "worse"
    return (
        f'<text x="{LABELS - 8}" y="{top + 10}" text-anchor="end">{escape(label)}</text>'
        f'<rect class="{kind}" x="{left:.1f}" y="{top}" width="{max(1.0, right - left):.1f}" height="{ROW - 8}"/>'
        f'<text x="{right + 6:.1f}" y="{top + 10}">{number(times)}</text>'
    )
