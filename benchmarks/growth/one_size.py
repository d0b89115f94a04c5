"""The process that fills one database and asks its pages: `python -m benchmarks.growth.one_size` (started by the suite)."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.growth.following import follow_models
from benchmarks.installation import installation


def main() -> None:
    """Take what to do as JSON; write what was found to its `out`."""
    task = json.loads(sys.argv[1])
    with installation(task["url"], settings="benchmarks.growth.settings"):
        found: dict[str, Any] = {}
        for one in follow_models():
            print(f"{one} is new", file=sys.stderr)
        if task.get("fill"):
            found["filled"] = fill(task["messages"], search=task["search"])
        if task.get("ask"):
            from benchmarks.growth.asking import ask
            from benchmarks.growth.pages import pages, searches

            every = [*pages(), *(searches() if task["search"] else ())]
            found["pages"] = ask([page for page in every if task["only"] in page.name], task["rows"])
        if task.get("hot"):
            from benchmarks.growth.hot import hot_share

            found["hot"] = hot_share()
        if task.get("bytes"):
            from benchmarks.growth.sizes import bytes_by_table

            found["bytes"] = bytes_by_table()
        if task.get("prune"):
            from benchmarks.growth.pruning import prune

            found["pruned"] = prune()
        Path(task["out"]).write_text(json.dumps(found))


def fill(messages: int, *, search: bool) -> dict[str, Any]:
    """Fill a database with what is not there yet; return seconds and bytes, or nothing where all of it was."""
    from benchmarks.growth.entries import write_entries
    from benchmarks.growth.filling import Filling
    from benchmarks.growth.sizes import bytes_by_table
    from messaging.models import Message, MessageSearchEntry

    took: dict[str, float] = {}
    if not Message.objects.exists():
        begun = time.monotonic()
        took = Filling(messages).write()
        took["filling"] = time.monotonic() - begun - sum(took.values())
    if search and not MessageSearchEntry.objects.exists():
        begun = time.monotonic()
        write_entries()
        took["search index"] = time.monotonic() - begun
    return {"seconds": took, "bytes": bytes_by_table()} if took else {}


if __name__ == "__main__":
    main()
