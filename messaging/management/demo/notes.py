"""What the demo's agents note among themselves: in threads, naming each other, and on contacts.

Rows of the console's own, as its actions would have left them; see `histories`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from messaging.management.demo.histories import DemoConversation
from messaging.models import Agent, ContactNote, Conversation, Mention, Message, Team


@dataclass(frozen=True, slots=True)
class Written:
    """A note in the conversation with this person, so long ago; `names` are usernames or teams."""

    person: str
    author: str
    age: timedelta
    content: str
    names: tuple[str, ...] = ()
    read: bool = False


NOTES = (
    Written(
        "Zoe Carter",
        "mia",
        timedelta(minutes=9),
        "@Sam Taylor the carrier confirmed the damage. May I send a new shade, or the whole lamp?",
        ("demo",),
    ),
    Written(
        "Amelia Hart",
        "demo",
        timedelta(minutes=2),
        "Any E27 marked dimmable will do, the 7 W one is in stock. @Orders please add it to her parcel if she wants it.",
        ("Orders",),
    ),
    Written(
        "Priya Nair",
        "jonas",
        timedelta(minutes=21),
        "@Sam Taylor same question as last week, we should put it on the product page.",
        ("demo",),
        read=True,
    ),
)
CONTACT_NOTES = (
    (
        "Zoe Carter",
        "jonas",
        timedelta(days=40),
        "Prefers to be called after 17:00. Has bought from us three times.",
    ),
    (
        "Marcus Bell",
        "demo",
        timedelta(days=3),
        "Asks for shipping to the US; send him the price list for freight.",
    ),
)


def write_notes(
    conversations: Iterable[DemoConversation], people: Mapping[str, Agent], now: datetime
) -> None:
    """Write the notes, their mentions and the notes on contacts; the caller holds the transaction."""
    rows = {each.script.name: each.row for each in conversations}
    teams = {team.name: team for team in Team.objects.prefetch_related("agents")}
    for note in NOTES:
        _write(rows[note.person], note, people, teams, now)
    ContactNote.objects.bulk_create(
        ContactNote(
            contact=rows[person].contact, author=people[author], content=content, created_at=now - age
        )
        for person, author, age, content in CONTACT_NOTES
    )


def _write(
    row: Conversation, note: Written, people: Mapping[str, Agent], teams: Mapping[str, Team], now: datetime
) -> None:
    author, addressed, shown = people[note.author], dict[int, int | None](), list[dict[str, Any]]()
    for name in note.names:
        if (agent := people.get(name)) is not None:
            addressed[agent.pk] = None
            shown.append({"kind": "agent", "id": agent.pk, "name": agent.name})
            continue
        team = teams[name]
        shown.append({"kind": "team", "id": team.pk, "name": team.name})
        addressed |= {one.pk: team.pk for one in team.agents.all() if one != author}
    at = now - note.age
    message = Message.objects.create(
        conversation=row,
        inbox=row.inbox,
        direction=Message.Direction.NOTE,
        kind=Message.Kind.NOTE,
        sender=row.inbox.address,
        receiver=row.inbox.address,
        content=note.content,
        payload={"mentions": shown, "mentioned": sorted(addressed)},
        author=author,
        status=Message.Status.RECEIVED,
        timestamp=at,
    )
    Mention.objects.bulk_create(
        Mention(
            message=message,
            conversation=row,
            inbox=row.inbox,
            agent_id=agent,
            team_id=team_id,
            at=at,
            read_at=now if note.read else None,
        )
        for agent, team_id in addressed.items()
    )
    row.mentioned = [{"agent": agent, "unread": 0 if note.read else 1} for agent in sorted(addressed)]
    row.save(update_fields=["mentioned"])
