"""The frames of `/ws/console/`: what a client may say, checked, and what the server says. Pure.

Unknown fields are let through, so that a newer console can talk to an older server; unknown operations and
wrong types are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypedDict

import orjson

from messaging.availability import Availability
from messaging.limits import LARGEST_ID

SUBPROTOCOL: Final = "desk.v1"

RESTART: Final = 1012
BUG: Final = 1011
TOO_BIG: Final = 1009
PROTOCOL_ERROR: Final = 4400
LOG_IN_AGAIN: Final = 4401
FORBIDDEN: Final = 4403
TOO_SLOW: Final = 4408
RELOAD: Final = 4410
TOO_MANY: Final = 4429

# Daphne's protocol library sends 1000 and 3000-4999 only, and keeps the socket open over the others: there a
# client is told the nearest private code. 4408 says the same as 1012, "come back with your cursor".
PRIVATE_TWIN: Final = {RESTART: TOO_SLOW, BUG: TOO_SLOW, TOO_BIG: PROTOCOL_ERROR}

# Bytes of UTF-8; the servers are told the same number where they can be.
MAX_MESSAGE: Final = 64 * 1024
# What a database id can be.
MAX_EPOCH: Final = 32

Mode = Literal["typing", "viewing", "draft"]


# --- client → server ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sub:
    """Follow an inbox after `since` (None: from now)."""

    inbox: int
    since: int | None = None
    epoch: str | None = None


@dataclass(frozen=True, slots=True)
class Ack:
    """Everything of the inbox up to `seq` has been applied."""

    inbox: int
    seq: int


@dataclass(frozen=True, slots=True)
class Presence:
    """The agent types in a conversation (a note, not a reply) or looks at it; None: in none any more."""

    conversation: int | None
    mode: Mode
    note: bool = False


@dataclass(frozen=True, slots=True)
class Idle:
    """An agent has this console open, and has (or has not) done anything for a while. Makes the socket a console."""

    idle: bool


Request = Sub | Ack | Presence | Idle


class Garbage(Exception):
    """No frame of this protocol at all: the socket is closed with 4400."""


class Refused(Exception):
    """One frame that is wrong; the socket stays open."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def parse(text: str) -> Request:
    """Parse a client's frame. Raises `Garbage` or `Refused`."""
    try:
        frame = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Garbage("A frame must be JSON.") from None
    if not isinstance(frame, dict) or not isinstance(frame.get("op"), str):
        raise Garbage('A frame must be an object with an "op".')
    reader = _READERS.get(frame["op"])
    if reader is None:
        raise Refused("unknown_op", f"There is no operation {frame['op'][:40]!r}.")
    return reader(frame)


def _sub(frame: Mapping[str, Any]) -> Sub:
    since, epoch = frame.get("since"), frame.get("epoch")
    if epoch is not None and not (isinstance(epoch, str) and len(epoch) <= MAX_EPOCH):
        raise Refused("invalid", f'"epoch" must be a text of at most {MAX_EPOCH} characters.')
    return Sub(_whole(frame, "inbox"), None if since is None else _whole(frame, "since", least=0), epoch)


def _ack(frame: Mapping[str, Any]) -> Ack:
    return Ack(_whole(frame, "i"), _whole(frame, "s", least=0))


def _typing(frame: Mapping[str, Any]) -> Presence:
    note = _flag({"note": False, **frame}, "note")
    return Presence(_conversation(frame), "typing", note)


def _viewing(frame: Mapping[str, Any]) -> Presence:
    return Presence(_conversation(frame), "viewing")


def _idle(frame: Mapping[str, Any]) -> Idle:
    return Idle(_flag(frame, "idle"))


def _flag(frame: Mapping[str, Any], name: str) -> bool:
    value = frame.get(name)
    if not isinstance(value, bool):
        raise Refused("invalid", f'"{name}" must be true or false.')
    return value


def _conversation(frame: Mapping[str, Any]) -> int | None:
    # Left out is a mistake, null means something.
    is_none = "conversation" in frame and frame["conversation"] is None
    return None if is_none else _whole(frame, "conversation")


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Request]] = {
    "sub": _sub,
    "ack": _ack,
    "typing": _typing,
    "viewing": _viewing,
    "idle": _idle,
}


def _whole(frame: Mapping[str, Any], name: str, *, least: int = 1) -> int:
    value = frame.get(name)
    # True is an int to Python.
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST_ID:
        raise Refused("invalid", f'"{name}" must be a whole number of at least {least}.')
    return value


# --- server → client (events: messaging.feed.types.Event.frame)---------------------------------


class Subbed(TypedDict):
    op: Literal["subbed"]
    inbox: int
    epoch: str
    head: int


class Live(TypedDict):
    op: Literal["live"]
    inbox: int


class Skip(TypedDict):
    """Events up to `to` that this agent may not see. Members see a whole inbox today, so none is sent yet;
    clients must know it."""

    op: Literal["skip"]
    i: int
    to: int


class ResetFrame(TypedDict):
    """Fetch a fresh snapshot, then `sub` again; the inbox is not followed any more."""

    op: Literal["reset"]
    inbox: int
    head: int
    epoch: str
    why: str


class Heartbeat(TypedDict):
    """Keys are inbox ids as text."""

    op: Literal["hb"]
    heads: dict[str, int]


class PresencePerson(TypedDict):
    id: int
    name: str


class PresenceFrame(TypedDict):
    """Forget it after `ttl` seconds, at once when that is 0. It takes the place of what the same `socket` said before
    in this mode."""

    op: Literal["presence"]
    inbox: int
    conversation: int
    agent: PresencePerson
    mode: Mode
    note: bool
    socket: str
    ttl: int


class _Availability(TypedDict):
    op: Literal["availability"]
    agents: dict[str, Availability]


class AvailabilityFrame(_Availability, total=False):
    """How agents stand from now on, by their ids as text; `choice` is what the socket's own agent chose."""

    choice: str


class DraftFrame(TypedDict):
    """A draft of the agent themselves, as it is now; null where it is to be read from REST."""

    op: Literal["draft"]
    inbox: int
    conversation: int
    draft: dict[str, Any] | None


class _Error(TypedDict):
    op: Literal["error"]
    code: str
    detail: str


class ErrorFrame(_Error, total=False):
    """With `inbox` when it is about one: that inbox is not followed any more."""

    inbox: int


Bye = TypedDict("Bye", {"op": Literal["bye"], "in": float})

Frame = (
    Subbed
    | Live
    | Skip
    | ResetFrame
    | Heartbeat
    | PresenceFrame
    | AvailabilityFrame
    | DraftFrame
    | ErrorFrame
    | Bye
)


def dump(frame: Frame) -> str:
    return orjson.dumps(frame).decode()


def error(code: str, detail: str, inbox: int | None = None) -> ErrorFrame:
    frame: ErrorFrame = {"op": "error", "code": code, "detail": detail}
    if inbox is not None:
        frame["inbox"] = inbox
    return frame
