"""The demo's conversations as data: read from ``conversations/*.txt``, no database.

A file holds blocks, each a conversation::

    == Amelia Hart
    phone: +44 7700 900112        digits and plus; or "bsuid:" and "username:" for somebody without
    language: en
    status: open                  open, pending, snoozed or resolved
    assignee: demo                a username, or none
    team: Orders                  a team (default: none)
    last: 3m                      how long ago the last message was; ages are like 20d 6h 5m
    unread: 2                     the last two of the customer are not seen yet (default 0)
    snoozed: 2d                   how long from now it sleeps
    labels: delivery, trade       priority: high
    marketing: stop               what the customer said about it: stop or resume (default: nothing)

    > what the customer wrote
    < what the assignee answered ("< @mia …" for somebody else)
    ~ 2h 10m                      a pause before the next message
    > {image} with its caption    > {unsupported poll_creation}
    < {unconfirmed} nobody knows  < {failed 131026} refused, with Meta's error code
    ^ 👍                          the other side's reaction to the message above

Besides, the customer: ``{video} {voice} {document} {sticker} {location} {contact} {order} {forwarded} {ad}``,
``{edited what it said before}``, ``{deleted}``, ``{tap label}`` on a template's quick reply; both sides:
``{image}``, ``{quote 3}`` the message three lines up; the console: ``{held}`` until the customer answers,
``{phone}`` written on the shop's own phone, ``{order_ready one|two}`` a template of `catalogue` and what
fills its body.

Phone numbers are from ranges reserved for fiction where a country has one, else visibly made of zeros.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent / "conversations"
UNASSIGNED = "none"

# Bulk writes ask no model whether it has such a choice; a test compares these with the console's models.
CHOICES = {
    "status": ("open", "pending", "snoozed", "resolved"),
    "priority": ("low", "normal", "high", "urgent"),
    "marketing": ("", "stop", "resume"),
}
_UNITS = {"d": 86_400, "h": 3600, "m": 60}
_TURN = re.compile(r"(?P<side>[<>]) (?:@(?P<author>\w+) )?(?:\{(?P<mark>[^}]+)\} ?)?(?P<text>.*)")
# Seconds that people take: to answer somebody, and to add one more line to what they just wrote.
_ANSWERING, _ADDING = (35, 190), (9, 45)


@dataclass(frozen=True, slots=True)
class Line:
    """One message, `age` before now. `mark` is what stands in braces ("" for a plain text), `reaction` the
    other side's emoji on it."""

    direction: Literal["inbound", "outbound"]
    text: str
    age: timedelta
    author: str = ""
    mark: str = ""
    reaction: str = ""

    @property
    def word(self) -> str:
        """The first word of the mark; `rest` is what follows it."""
        return self.mark.partition(" ")[0]

    @property
    def rest(self) -> str:
        return self.mark.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation, its lines oldest first."""

    name: str
    language: str
    status: str
    assignee: str
    lines: tuple[Line, ...]
    phone: str = ""
    bsuid: str = ""
    username: str = ""
    unread: int = 0
    snoozed: timedelta | None = None
    team: str = ""
    labels: tuple[str, ...] = ()
    priority: str = "normal"
    marketing: str = ""

    @property
    def person(self) -> str:
        """What tells the customer apart; two conversations of one person share it."""
        return self.phone or self.bsuid


@dataclass(frozen=True, slots=True)
class _Turn:
    side: str
    author: str
    mark: str
    text: str
    pause: timedelta
    reaction: str = ""


@cache
def read_scripts() -> tuple[Script, ...]:
    """Return all conversations, in the order of the files."""
    return tuple(
        _script(block) for path in sorted(FOLDER.glob("*.txt")) for block in _blocks(path.read_text("utf-8"))
    )


def duration(text: str) -> timedelta:
    """Parse ``"1d 3h 20m"``; raise `ValueError`."""
    parts = re.findall(r"(\d+)([dhm])", text)
    if not parts or re.sub(r"\d+[dhm]\s*", "", text):
        raise ValueError(f"not a duration: {text!r}")
    return timedelta(seconds=sum(int(count) * _UNITS[unit] for count, unit in parts))


def _blocks(text: str) -> list[str]:
    return re.split(r"^== ", text, flags=re.MULTILINE)[1:]


def _script(block: str) -> Script:
    header, _, body = block.partition("\n\n")
    name, *pairs = header.splitlines()
    fields = dict(pair.split(": ", 1) for pair in pairs)
    for field, values in CHOICES.items():
        if field in fields and fields[field] not in values:
            raise ValueError(f"not a {field}: {fields[field]!r}")
    assignee = "" if fields["assignee"] == UNASSIGNED else fields["assignee"]
    turns = _turns(body, assignee)
    return Script(
        name=name,
        language=fields["language"],
        status=fields["status"],
        assignee=assignee,
        lines=_dated(turns, duration(fields["last"]), name),
        phone=fields.get("phone", ""),
        bsuid=fields.get("bsuid", ""),
        username=fields.get("username", ""),
        unread=int(fields.get("unread", "0")),
        snoozed=duration(fields["snoozed"]) if "snoozed" in fields else None,
        team=fields.get("team", ""),
        labels=tuple(fields["labels"].split(", ")) if "labels" in fields else (),
        priority=fields.get("priority", "normal"),
        marketing=fields.get("marketing", ""),
    )


def _turns(body: str, assignee: str) -> list[_Turn]:
    turns: list[_Turn] = []
    pause = timedelta()
    for line in filter(None, body.splitlines()):
        if line.startswith("~ "):
            pause = duration(line[2:])
        elif line.startswith("^ "):
            turns[-1] = replace(turns[-1], reaction=line[2:].strip())
        else:
            turns.append(_turn(line, assignee, pause))
            pause = timedelta()
    return turns


def _turn(line: str, assignee: str, pause: timedelta) -> _Turn:
    match = _TURN.fullmatch(line)
    if match is None:
        raise ValueError(f"not a line of a conversation: {line!r}")
    author = (match["author"] or assignee) if match["side"] == "<" else ""
    return _Turn(match["side"], author, match["mark"] or "", match["text"], pause)


def _dated(turns: list[_Turn], last: timedelta, seed: str) -> tuple[Line, ...]:
    """Walk back from the last message, with gaps that are the same in every run."""
    gaps = random.Random(seed)  # noqa: S311 (believable pauses, not secrets)
    age, lines = last, []
    for turn, later in zip(reversed(turns), [None, *reversed(turns)], strict=False):
        if later is not None:
            low, high = _ADDING if later.side == turn.side else _ANSWERING
            age += later.pause + timedelta(seconds=gaps.randint(low, high))
        lines.append(_line(turn, age))
    return tuple(reversed(lines))


def _line(turn: _Turn, age: timedelta) -> Line:
    return Line(
        direction="inbound" if turn.side == ">" else "outbound",
        text=turn.text,
        age=age,
        author=turn.author,
        mark=turn.mark,
        reaction=turn.reaction,
    )
