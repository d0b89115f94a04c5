"""What the demo's agents have written and not sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from messaging.actions.conversation import DraftChange, save_draft
from messaging.actors import Actor
from messaging.management.demo.histories import DemoConversation
from messaging.models import Agent, SavedDraft

# Who, in the conversation with whom, and what.
DRAFTS = (
    (
        "demo",
        "Isla Murray",
        "One more thing, Isla: there is a version with drawers, too. They are 22 cm high and hold",
    ),
)


def write_drafts(
    conversations: Iterable[DemoConversation], people: Mapping[str, Agent], *, by: Actor
) -> None:
    """Save them as their authors' devices would; no feed says anything of them."""
    rows = {each.script.name: each.row for each in conversations}
    for author, person, text in DRAFTS:
        change = DraftChange(0, {"text": text})
        save_draft(rows[person], people[author], SavedDraft.Mode.REPLY, change, by=by)
