"""What grows with the history: `python -m benchmarks.growth`, on SQLite, or with `postgresql` on a local PostgreSQL.

Fills two databases (`messages=10000,1000000`; 10,000 and 100,000 when nothing is said) and asks every list, thread page,
look-up, feed and page of the admin of both, in turns. Shows how many times as much a page costs at the larger one.

    messages=10000,1000000  the sizes
    rounds=2                how often each size has its turn
    only=admin              pages whose name has this
    search                  the search index as well, which takes as long as everything else, and each kind of search
    prune                   how long it takes to delete 20,000 rows of each kind from a copy, and who waits meanwhile
    bytes                   what each table takes, of databases that were kept too
    hot                     how many updates of statuses stay in their page (PostgreSQL)
    keep                    leave the databases for the next run
    folder=var/growth       where those of SQLite are
    prefix=console_growth_  with what the names of those at the server begin
    clean                   remove what was left, and do nothing else
    out=file.json           everything that was measured

A million messages take 1.5 GB of disk on either database.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path

from benchmarks.growth.places import Places
from benchmarks.growth.report import show
from benchmarks.growth.runs import Wanted, measured

SIZES = (10_000, 100_000)
MOST = 1_000_000


def main(given: list[str]) -> None:
    named = dict(one.split("=", 1) for one in given if "=" in one)
    flags = {one for one in given if "=" not in one}
    with ExitStack() as stack:
        where = {"folder": named.get("folder", ""), "prefix": named.get("prefix", "")}
        places = stack.enter_context(Places.chosen(postgresql="postgresql" in flags, **where))
        if "clean" in flags:
            places.remove_all()
            return
        sizes = [min(int(one), MOST) for one in named.get("messages", "").split(",") if one] or list(SIZES)
        if "keep" not in flags:
            stack.callback(places.remove_all)
        found = measured(places, sizes, wanted(named, flags))
    if out := named.get("out"):
        Path(out).write_text(json.dumps(found, indent=1))
    show(found, sizes)


def wanted(named: dict[str, str], flags: set[str]) -> Wanted:
    """Return what the command line asks for."""
    asked = {name: name in flags for name in ("search", "hot", "bytes", "prune")}
    return Wanted(named.get("only", ""), int(named.get("rounds", 1)), **asked)


if __name__ == "__main__":
    main(sys.argv[1:])
