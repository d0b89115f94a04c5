"""Whether the database is older than what this installation wrote last: then a backup was put back.

Where every feed stood is kept in a file of `VAR_DIR`, because each change of a message is an event. A feed of
the same epoch that stands before that has lost changes, maybe that a message was sent.
"""

from __future__ import annotations

import json
from pathlib import Path

from messaging.feed.positions import heads

FILE = "feed-heads.json"
Heads = dict[str, list[int | str]]


def database_is_older(folder: Path) -> bool:
    """Return whether a feed stands before where it was when this installation last wrote; asks the database."""
    return _lost(_kept(folder), _now())


def keep_heads(folder: Path) -> bool:
    """Keep where the feeds stand, unless the database is older than that; return whether it is not. Writes only
    what changed."""
    kept, now = _kept(folder), _now()
    if _lost(kept, now):
        return False
    if kept != now:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{FILE}.new"
        fresh.write_text(json.dumps(now))
        # At once: a reader finds the old one or the new one, also after a crash.
        fresh.replace(folder / FILE)
    return True


def _now() -> Heads:
    return {str(inbox_id): [head.epoch, head.seq] for inbox_id, head in heads().items()}


def _kept(folder: Path) -> Heads:
    try:
        kept: Heads = json.loads((folder / FILE).read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return kept


def _lost(kept: Heads, now: Heads) -> bool:
    """Return whether a feed that is in both, with one epoch, has a smaller number now. Another epoch is another
    database, or one after `manage.py after_restore`."""
    return any(
        inbox_id in now and now[inbox_id][0] == epoch and int(now[inbox_id][1]) < int(seq)
        for inbox_id, (epoch, seq) in kept.items()
    )
