"""Write what each transport can do into docs/transports.md: ``python tools/capability_matrix.py``.

The tables between the two marks come from the code; a test fails when they are stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs/transports.md"
BEGIN, END = "<!-- from the code: tools/capability_matrix.py -->", "<!-- end -->"
sys.path.insert(0, str(PROJECT))

from messaging import transports  # noqa: E402
from messaging.transports.base import Transport  # noqa: E402
from messaging.transports.catalogue.capabilities import Capabilities  # noqa: E402
from messaging.transports.catalogue.media_rules import format_size, type_name  # noqa: E402

KINDS = (
    *("text", "image", "video", "audio", "document", "sticker", "location", "contacts"),
    *("interactive", "button", "template", "reaction", "order", "system", "unsupported"),
)
INTERACTIVE = ("button", "list", "cta_url", "location_request_message", "request_contact_info")
FACTS = {
    "reactions": "Reactions",
    "quotes": "Quoted replies",
    "edits": "Reports edited and deleted messages",
    "read_receipts": "Marks as read",
    "typing": "Shows that an agent is writing",
    "templates": "Templates",
    "status_of_templates": "Tells at once when a template changes",
    "bsuid": "Customers without a phone number",
    "uploads": "Files are given to the provider first",
    "takes_control": "Stops another sender of the number",
    "polls": "Lost webhooks are fetched afterwards",
}
MEDIA = ("image", "video", "audio", "document", "sticker")


def matrix(all_of_them: Sequence[Transport]) -> str:
    """Return the tables, one column per transport."""
    can = [one.capabilities for one in all_of_them]
    labels = [one.label for one in all_of_them]
    parts = [
        table("Kind of message (in / out)", labels, kinds(can)),
        table("Interactive messages sent freely", labels, interactive(can)),
        table("", labels, [*facts(can), *limits(can)]),
        table("Files sent", labels, media(can)),
    ]
    return "\n\n".join(parts)


def table(title: str, labels: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    head = (title, *labels)
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def kinds(can: Sequence[Capabilities]) -> Iterator[tuple[str, ...]]:
    named = {kind for one in can for kind in (*one.receives, *one.sends)}
    for kind in (*KINDS, *sorted(named - set(KINDS))):
        cells = (f"{yes(kind in one.receives)} / {yes(kind in one.sends)}" for one in can)
        yield (f"`{kind}`", *cells)


def interactive(can: Sequence[Capabilities]) -> Iterator[tuple[str, ...]]:
    named = {kind for one in can for kind in one.interactive}
    for kind in (*INTERACTIVE, *sorted(named - set(INTERACTIVE))):
        yield (f"`{kind}`", *(yes(kind in one.interactive) for one in can))


def facts(can: Sequence[Capabilities]) -> Iterator[tuple[str, ...]]:
    for name, words in FACTS.items():
        yield (words, *(yes(getattr(one, name)) for one in can))


def limits(can: Sequence[Capabilities]) -> Iterator[tuple[str, ...]]:
    yield ("Longest text", *(f"{one.longest_text:,}" for one in can))
    yield ("Longest caption", *(f"{one.longest_caption:,}" for one in can))
    yield ("Captions on", *(", ".join(kind for kind in MEDIA if kind in one.captions) for one in can))
    yield ("Free text after the customer's last message", *(f"{one.window_hours} h" for one in can))


def media(can: Sequence[Capabilities]) -> Iterator[tuple[str, ...]]:
    for kind in MEDIA:
        yield (f"`{kind}`", *(rule(one, kind) for one in can))


def rule(can: Capabilities, kind: str) -> str:
    found = can.media.get(kind)
    if found is None:
        return "no"
    names = dict.fromkeys(type_name(one) for one in found.types)
    still = found.most_bytes_still
    more = f" ({format_size(still)} if it does not move)" if still else ""
    return f"{', '.join(names)}; {format_size(found.most_bytes)}{more}"


def yes(true: bool) -> str:  # noqa: FBT001 (a cell)
    return "✓" if true else "no"


def renewed(page: str) -> str:
    """Return the page with the tables as they are now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = matrix([transports.get(kind) for kind in transports.kinds()])
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
