"""docs/permissions.md, its last table: what the socket tells whom, of every kind of event and every frame about others.

Written by ``WRITE_PERMISSIONS=1 python -m pytest tests/sockets/test_roles.py``.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from messaging.actions.contact import add_contact_note
from messaging.actions.conversation import DraftChange, add_activity, save_draft
from messaging.feed import KINDS, record, recording
from messaging.models import (
    Activity,
    Agent,
    CannedResponse,
    Conversation,
    Inbox,
    Message,
    SavedDraft,
    SavedView,
)
from tests.factories import BY, a_template, an_agent, an_inbox, from_customer
from tests.live import PROJECT
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import Console, Database

TABLE = PROJECT / "docs/permissions.md"
HEADING = "\n## Socket\n"
INTRODUCTION = """
What `/ws/console/` tells whom of one inbox, asked by `tests/sockets/test_roles.py`; who may open it says the table above.
*yes*: the whole resource; *that it changed*: its number, and who reads it by REST sees what they may; *that there is one*:
not what it says.

"""


def people(inbox: Inbox) -> dict[str, Agent]:
    return {
        "no inbox": an_agent(),
        "other inbox": an_agent(inboxes=[an_inbox()]),
        "agent": an_agent(inboxes=[inbox]),
        "supervisor": an_agent("supervisor"),
        "admin": an_agent("admin"),
        "superuser": an_agent(is_superuser=True),
    }


def resources(inbox: Inbox, owner: Agent) -> dict[str, int]:
    """One of each, which some of those who listen may not read."""
    message = from_customer(inbox)
    contact = message.conversation.contact
    note = add_contact_note(contact, "Prefers calls", author=owner, client_id=uuid.uuid4(), by=BY)
    return {
        "message": message.pk,
        "conversation": message.conversation_id,
        "contact": contact.pk,
        "contact_note": note.pk,
        "inbox": inbox.pk,
        "template": a_template(inbox).pk,
        "canned_response": CannedResponse.objects.create(shortcode="own", content="Secret", owner=owner).pk,
        "saved_view": SavedView.objects.create(name="Secret", owner=owner, filters={}).pk,
        "agent": owner.pk,
    }


def happen(kind: str, inbox: Inbox, ids: Mapping[str, int]) -> None:
    noun = kind.partition(".")[0]
    with recording(by=BY):
        if noun == "activity":
            conversation = Conversation.objects.get(pk=ids["conversation"])
            add_activity(conversation, Activity.Verb.RESOLVED)
        else:
            record(kind, ids[noun], inbox_id=inbox.pk)


def write(inbox: Inbox, agent: Agent) -> None:
    conversation = Message.objects.get(inbox=inbox).conversation
    change = DraftChange(0, {"text": "Not for everybody"})
    save_draft(conversation, agent, SavedDraft.Mode.REPLY, change, by=BY)


async def words_of(
    consoles: Mapping[str, Console], listening: set[str], word: Callable[[Any], str]
) -> list[str]:
    """What each was told of what has just happened: who follows the inbox first, so that the others would have heard."""
    words = {role: word(await consoles[role].frame()) for role in listening}
    for role in consoles.keys() - listening:
        assert await consoles[role].silent(), role
    return [words.get(role, "no") for role in consoles]


def of_event(frame: dict[str, Any]) -> str:
    assert frame["op"] == "ev", frame
    whole = set(frame["d"]) - {"id", "scope", "deleted"}
    assert "Secret" not in str(frame)
    return "yes" if whole else "that it changed"


def of_draft(frame: dict[str, Any]) -> str:
    if frame["op"] == "draft":
        assert frame["draft"]["content"]["text"] == "Not for everybody"
        return "yes"
    assert (frame["op"], frame["mode"]) == ("presence", "draft"), frame
    assert "Not for everybody" not in str(frame)
    return "that there is one"


def of_presence(frame: dict[str, Any]) -> str:
    assert (frame["op"], frame["mode"]) == ("presence", "typing"), frame
    return "yes"


async def test_table_of_what_the_socket_tells(
    open_console: OpenConsole, database: Database, inbox: Inbox, agent: Agent
) -> None:
    who = await database(people, inbox)
    ids = await database(resources, inbox, agent)
    consoles = {role: await open_console(one) for role, one in who.items()}
    subscribed: dict[str, str] = {}
    for role, console in consoles.items():
        await console.send(op="sub", inbox=inbox.pk)
        answer = await console.frame()
        subscribed[role] = "yes" if answer["op"] == "subbed" else str(answer.get("code"))
        if answer["op"] == "subbed":
            await console.expect("live")
    listening = {role for role, word in subscribed.items() if word == "yes"}
    rows = {"`sub`": list(subscribed.values())}
    for kind in KINDS:
        await database(happen, kind, inbox, ids)
        rows[f"`ev` {kind}"] = await words_of(consoles, listening, of_event)
    await database(write, inbox, who["agent"])
    rows["`draft` of the *agent* of the table"] = await words_of(consoles, listening, of_draft)
    await consoles["agent"].send(op="typing", conversation=ids["conversation"])
    # Nobody is told of themselves.
    rows["`presence` of the *agent* of the table"] = await words_of(
        consoles, listening - {"agent"}, of_presence
    )
    text = "".join(f"| {' | '.join([name, *words])} |\n" for name, words in rows.items())
    head = f"| Told | {' | '.join(consoles)} |\n|{'---|' * (len(consoles) + 1)}\n"
    text = HEADING + INTRODUCTION + head + text
    rest, _, kept = TABLE.read_text("utf-8").partition(HEADING)
    if os.environ.get("WRITE_PERMISSIONS"):
        TABLE.write_text(rest + text, "utf-8")
        kept = text.removeprefix(HEADING)
    assert HEADING + kept == text
