"""The limit of everything that ends in a commit: one row in each, by nothing but the database."""

from __future__ import annotations

from benchmarks.comparison.cases import Options
from benchmarks.comparison.figures import Figure, Sample
from benchmarks.comparison.limits import pgbench_commits, sqlite_commits
from benchmarks.comparison.stage import SQLITE, Stage
from tests import servers

COMMITS = "single-row commits"
LONGEST = 2.0


def commits(stage: Stage, options: Options, figure: Figure, _: int) -> Sample:
    """On PostgreSQL sixteen clients of pgbench, on SQLite its one writer; nothing without pgbench."""
    seconds = min(options.seconds, LONGEST)
    if stage.engine == SQLITE:
        return {figure.name: sqlite_commits(stage.home, seconds)}
    with servers.database(stage.postgres) as url:
        found = pgbench_commits(url, seconds)
    return {} if found is None else {figure.name: found}
