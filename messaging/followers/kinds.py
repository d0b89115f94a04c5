"""What a follower is, and which there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messaging.actors import Actor
from messaging.feed import CONVERSATION_UPDATED, MESSAGE_UPDATED, Event
from messaging.followers import failed_answers
from messaging.followers.measurements import measure


@dataclass(frozen=True, slots=True)
class FollowerKind:
    """A durable reader. `apply` gets the events of `kinds`, in order, inside the transaction that moves the
    cursor past them: it may call actions, and must neither sleep nor use the network."""

    name: str
    kinds: frozenset[str]
    apply: Callable[[Sequence[Event]], None]

    @property
    def actor(self) -> Actor:
        """Who acts when this follower changes something."""
        return Actor.system(self.name)


FOLLOWERS = (
    FollowerKind("measurements", frozenset({CONVERSATION_UPDATED}), measure),
    FollowerKind(failed_answers.NAME, frozenset({MESSAGE_UPDATED}), failed_answers.follow_failures),
)
