"""What must be true however an installation was treated. Pure: sentences about what was collected, none when it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.chaos.ledger import Entry
from benchmarks.chaos.readings import Row

ENDED = frozenset({"sent", "delivered", "read", "failed", "unconfirmed"})
ARRIVED = frozenset({"sent", "delivered", "read"})
RANK = {"sent": 0, "delivered": 1, "read": 2}
NAMES = ("lost", "doubled", "out of order", "stuck", "wrong")


@dataclass(frozen=True, slots=True)
class Shown:
    """What one screen was shown: a digest per number of the feed, 0 where it began again after a reset."""

    name: str
    digests: Sequence[int]
    faults: Sequence[str] = ()
    resets: int = 0


@dataclass
class Evidence:
    """Everything that was collected once all was quiet."""

    inbound: Mapping[str, Entry]
    outbound: Mapping[str, Entry]
    receipts: Mapping[str, set[str]]
    rows: Sequence[Row]
    taken: Mapping[str, int]  # how often the provider took a message, by client id
    order: Mapping[str, Sequence[str]]  # client ids by customer, as the provider took them
    screens: Sequence[Shown]
    feed: Sequence[int]
    unread: Sequence[tuple[int, int, int]] = ()
    due_jobs: int = 0
    followers_behind: int = 0
    wrong_answers: Sequence[str] = ()


@dataclass
class Verdict:
    """Sentences by the name of the invariant that they break, and what is no fault but worth a number."""

    broken: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in NAMES})
    unconfirmed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    resets: int = 0

    @property
    def holds(self) -> bool:
        return not any(self.broken.values())


def judge(evidence: Evidence) -> Verdict:
    """All invariants at once."""
    verdict = Verdict()
    broken = verdict.broken
    broken["lost"] += [*lost_messages(evidence), *lost_receipts(evidence), *claimed(evidence)]
    broken["doubled"] += [*doubled_rows(evidence), *doubled_sends(evidence)]
    broken["out of order"] += [*read_out_of_order(evidence), *sent_out_of_order(evidence)]
    broken["stuck"] += stuck(evidence)
    broken["wrong"] += [*miscounted(evidence), *shown_otherwise(evidence), *answered_wrongly(evidence)]
    ours = [row for row in evidence.rows if row.outbound]
    verdict.unconfirmed = [_outcome(row, evidence) for row in ours if row.status == "unconfirmed"]
    verdict.failed = [row.key for row in ours if row.status == "failed"]
    verdict.resets = sum(screen.resets for screen in evidence.screens)
    return verdict


def _outcome(row: Row, evidence: Evidence) -> str:
    return f"{row.key} {'was' if evidence.taken.get(row.key) else 'was not'} taken"


def lost_messages(evidence: Evidence) -> Iterable[str]:
    """Accepted, and not there."""
    keys = {row.key for row in evidence.rows}
    for entry in (*evidence.inbound.values(), *evidence.outbound.values()):
        if entry.accepted and entry.key not in keys:
            yield f"{entry.key} ({entry.content}) was accepted and is not stored"


def lost_receipts(evidence: Evidence) -> Iterable[str]:
    """A message stands lower than what was accepted about it."""
    for row in evidence.rows:
        reported = evidence.receipts.get(row.key, ()) if row.outbound else ()
        best = max((RANK[name] for name in reported), default=-1)
        if best > RANK.get(row.status, -1):
            yield f"{row.key} is {row.status}, its receipts were {sorted(reported)}"


def claimed(evidence: Evidence) -> Iterable[str]:
    """Shown as sent, but the provider never took it; or as failed, although it did."""
    for row in evidence.rows:
        taken = evidence.taken.get(row.key, 0)
        if row.outbound and row.status in ARRIVED and not taken:
            yield f"{row.key} is {row.status}, the provider never took it"
        if row.outbound and row.status == "failed" and taken:
            yield f"{row.key} is failed, the provider took it"


def doubled_rows(evidence: Evidence) -> Iterable[str]:
    """Every text of the load is its own: twice the same is a copy, whatever its ids are."""
    for content, count in Counter(row.content for row in evidence.rows).items():
        if count > 1:
            yield f"{content!r} is stored {count} times"


def doubled_sends(evidence: Evidence) -> Iterable[str]:
    """The customer gets it twice."""
    for client_id, count in evidence.taken.items():
        if count > 1:
            yield f"{client_id} was taken by the provider {count} times"


def read_out_of_order(evidence: Evidence) -> Iterable[str]:
    """A customer's messages stand in the thread as they were written, each after the one before was accepted."""
    by_customer: dict[str, list[tuple[str, int, int]]] = {}
    for row in evidence.rows:
        if entry := evidence.inbound.get(row.key) if not row.outbound else None:
            by_customer.setdefault(entry.phone, []).append((row.moment, row.id, entry.place))
    for phone, lines in by_customer.items():
        yield from _descents(phone, "in the thread", [place for *_, place in sorted(lines)])


def sent_out_of_order(evidence: Evidence) -> Iterable[str]:
    """The provider gets the messages to a customer as they were asked for; one that failed is left out."""
    for phone, keys in evidence.order.items():
        places = [evidence.outbound[key].place for key in dict.fromkeys(keys) if key in evidence.outbound]
        yield from _descents(phone, "at the provider", places)


def _descents(phone: str, where: str, places: Sequence[int]) -> Iterable[str]:
    for earlier, later in pairwise(places):
        if later < earlier:
            yield f"{phone}: {later} after {earlier} {where}"


def stuck(evidence: Evidence) -> Iterable[str]:
    """Everything comes to an end by itself."""
    for row in evidence.rows:
        if row.outbound and row.status not in ENDED:
            yield f"{row.key} stays {row.status}"
    for entry in (*evidence.inbound.values(), *evidence.outbound.values()):
        if not entry.accepted:
            yield f"{entry.key} was never accepted {entry.refused}".rstrip()
    if evidence.due_jobs:
        yield f"{evidence.due_jobs} jobs are overdue"
    if evidence.followers_behind:
        yield f"{evidence.followers_behind} followers are behind"


def miscounted(evidence: Evidence) -> Iterable[str]:
    """Unread counts are the recount."""
    for conversation, kept, counted in evidence.unread:
        yield f"conversation {conversation} counts {kept} unread, there are {counted}"


def shown_otherwise(evidence: Evidence) -> Iterable[str]:
    """Every screen was shown the feed: each number once, in order, with the same content."""
    for screen in evidence.screens:
        yield from (f"{screen.name}: {fault}" for fault in screen.faults)
        if len(screen.digests) != len(evidence.feed):
            yield f"{screen.name}: stands at {len(screen.digests)}, the feed at {len(evidence.feed)}"
        pairs = zip(screen.digests, evidence.feed, strict=False)
        other = [place for place, (seen, real) in enumerate(pairs, 1) if seen not in (0, real)]
        if other:
            yield f"{screen.name}: {len(other)} events differ from the feed, the first is {other[0]}"


def answered_wrongly(evidence: Evidence) -> Iterable[str]:
    """Whoever asks is answered 2xx, 429 or 503, or not at all."""
    yield from evidence.wrong_answers
