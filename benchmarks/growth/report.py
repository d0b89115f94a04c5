"""What was found, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.growth.asking import Found
from benchmarks.tables import markdown

# How many times as much a page may cost at the larger size.
FLAT = 1.3
# Tables: the largest.
SHOWN = 14


def show(found: dict[str, Any], sizes: Sequence[int]) -> None:
    """Print how long filling took, what it takes on disk, each page at both sizes, and how long pruning took."""
    for size in sizes:
        filled = found["filled"][size]
        if filled:
            took = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in filled["seconds"].items())
            print(f"{size:,} messages: {took}")
        if tables := (filled or {}).get("bytes") or found["bytes"].get(size):
            _show_bytes(size, tables)
        if found["hot"].get(size):
            print(f"{size:,} messages, updates in their page: {found['hot'][size]}")
    small, large = (found["pages"][size] for size in (sizes[0], sizes[-1]))
    head = ["", "statements", f"CPU {sizes[0]:,}", f"CPU {sizes[-1]:,}", "ratio"]
    head += ["CPU p95", "ratio", "wall p95, ms", "ratio", "read as a whole"]
    if large:
        print(markdown(head, [_row(name, small[name], large[name]) for name in large if name in small]))
    if found.get("pruned"):
        print(markdown(PRUNED, map(_pruned_row, found["pruned"])))


PRUNED = (
    "pruned",
    "rows",
    "s",
    "rows of a batch",
    "ms a batch",
    "longest",
    "a small write beside it, ms",
    "p95",
    "most",
)


def _pruned_row(one: dict[str, Any]) -> list[str]:
    waits = [f"{one[name]:.1f}" for name in ("wait_ms", "wait_p95_ms", "wait_most_ms")]
    if "rows" not in one:
        return [one["kind"], *[""] * 5, *waits]
    longest = "" if one["longest_ms"] is None else f"{one['longest_ms']:.0f}"
    each = one["seconds"] * 1000 / max(1, one["rows"]) * one["batch"]
    return [
        one["kind"],
        f"{one['rows']:,}",
        f"{one['seconds']:.1f}",
        f"{one['batch']:,}",
        f"{each:.0f}",
        longest,
        *waits,
    ]


def _row(name: str, small: Found, large: Found) -> list[str]:
    ratio, p95, wall = (large[kind] / small[kind] for kind in ("cpu", "cpu_p95", "wall_p95"))
    return [
        f"{name}{_more(small['rows'], large['rows'])}",
        f"{large['statements']:.0f}",
        f"{small['cpu']:.1f}",
        f"{large['cpu']:.1f}",
        f"{ratio:.2f}{' !' if ratio > FLAT else ''}",
        f"{large['cpu_p95']:.1f}",
        f"{p95:.2f}{' !' if p95 > FLAT else ''}",
        f"{large['wall_p95']:.1f}",
        f"{wall:.2f}",
        ", ".join(large["whole"]),
    ]


def _more(small: float, large: float) -> str:
    """Say where the larger one has more rows to show, which is no growth of what one row costs."""
    return f" ({small:.0f} rows : {large:.0f})" if small != large else ""


def _show_bytes(size: int, tables: dict[str, Any]) -> None:
    total = sum(whole for whole, _ in tables.values())
    print(f"{size:,} messages: {total / 2**20:,.0f} MB, {total / size:,.0f} bytes a message")
    rows = [
        [name, f"{whole / 2**20:,.1f}", f"{whole / size:,.0f}", f"{indexes / size:,.0f}"]
        for name, (whole, indexes) in list(tables.items())[:SHOWN]
    ]
    print(markdown(["table", "MB", "bytes a message", "of them indexes"], rows))
