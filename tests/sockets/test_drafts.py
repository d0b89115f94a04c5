"""Drafts live: whole to their author's other windows, to colleagues only that there is one."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.actions.conversation import DraftChange, save_draft
from messaging.feed import doorbell
from messaging.models import Agent, Inbox, InboxMember, SavedDraft
from tests.contract_samples import agree
from tests.factories import BY, an_agent, from_customer
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import Database


@pytest.fixture
def colleague(inbox: Inbox) -> Agent:
    return an_agent(username="ben", first_name="Ben", inboxes=[inbox])


def write(
    conversation: Any, agent: Agent, text: str, revision: int = 0, *, others: tuple[Any, ...] = ()
) -> SavedDraft:
    content = {"text": text} if text else {}
    return save_draft(conversation, agent, "reply", DraftChange(revision, content, others), by=BY)


async def test_the_text_is_for_its_author_and_the_fact_for_colleagues(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    conversation = (await database(from_customer, inbox)).conversation
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    first = await database(write, conversation, agent, "Hel")
    frame = await mine.expect("draft")
    assert (frame["inbox"], frame["conversation"]) == (inbox.pk, conversation.pk)
    assert frame["draft"]["content"]["text"] == "Hel"
    assert frame["draft"]["revision"] == first.revision
    agree("draft", frame)
    begins = await theirs.expect("presence")
    assert begins == {
        "op": "presence",
        "inbox": inbox.pk,
        "conversation": conversation.pk,
        "agent": {"id": agent.pk, "name": "Mia"},
        "mode": "draft",
        "note": False,
        "socket": f"{conversation.pk} reply",
        "ttl": 86_400,
    }
    # Not of each letter: what comes next is that it is gone.
    second = await database(write, conversation, agent, "Hello", first.revision)
    await database(write, conversation, agent, "", second.revision)
    assert await theirs.expect("presence") == {**begins, "ttl": 0}
    assert await theirs.silent()
    assert [(await mine.expect("draft"))["draft"]["content"]["text"] for _ in range(2)] == ["Hello", ""]
    assert await mine.silent()


async def test_one_that_is_too_large_for_a_ring_is_only_named(
    open_console: OpenConsole,
    database: Database,
    agent: Agent,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doorbell, "MAX_CHARS", 100)
    conversation = (await database(from_customer, inbox)).conversation
    mine = await open_console(agent)
    await mine.sub(inbox.pk)
    await database(write, conversation, agent, "x" * 100)
    assert (await mine.expect("draft"))["draft"] is None


async def test_who_has_left_the_inbox_hears_nothing_more(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    conversation = (await database(from_customer, inbox)).conversation
    mine = await open_console(agent)
    await mine.sub(inbox.pk)
    await database(InboxMember.objects.filter(agent=agent).delete)
    doorbell.access_changed()
    assert (await mine.expect("error"))["code"] == "forbidden"
    await database(write, conversation, agent, "Still typing")
    assert await mine.silent()
