"""Who is there: told to colleagues as it changes, and by REST to whoever asks."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from django.test import Client

from messaging import availability as board_room
from messaging.actions.inbox import remove_members
from messaging.actions.people import save_agent, set_password
from messaging.actions.people.agents import choose_availability
from messaging.feed import doorbell
from messaging.models import Agent, Inbox
from messaging.realtime import availability, hub
from tests.factories import BY, an_agent, an_inbox, from_customer
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import PATIENCE, Console, Database, eventually


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(availability, "SOON", 0.01)
    monkeypatch.setattr(availability, "LINGER", 0.1)
    monkeypatch.setattr(hub, "PERMISSIONS_PAUSE", 0.01)


@pytest.fixture
def colleague(inbox: Inbox) -> Agent:
    return an_agent(username="ben", first_name="Ben", inboxes=[inbox])


class Window:
    """A console whose agent is there, and what it knows of others."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.known: dict[str, str] = {}
        self.choice = ""

    async def hears(self, agent: Agent | int, word: str) -> None:
        """Read on until this is said of the agent; what was said before is kept."""
        pk = str(agent if isinstance(agent, int) else agent.pk)
        while self.known.get(pk) != word:
            self._take(await self.console.frame())

    async def hears_choice(self, choice: str) -> None:
        while self.choice != choice:
            self._take(await self.console.frame())

    async def sub(self, inbox: Inbox) -> None:
        """Follow, and keep what is said of colleagues meanwhile."""
        await self.console.send(op="sub", inbox=inbox.pk)
        while (frame := await self.console.frame())["op"] != "live":
            self._take(frame)

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["op"] == "availability":
            self.known.update(frame["agents"])
            self.choice = frame.get("choice", self.choice)


async def open_window(open_console: OpenConsole, agent: Agent, *inboxes: Inbox, idle: bool = False) -> Window:
    """Open a console that follows these inboxes, and say that its agent is there."""
    window = Window(await open_console(agent))
    await window.console.send(op="idle", idle=idle)
    for inbox in inboxes:
        await window.sub(inbox)
    return window


def listed(asking: Agent, query: str = "") -> dict[str, str | None]:
    client = Client()
    client.force_login(asking, "django.contrib.auth.backends.ModelBackend")
    rows = client.get(f"/api/agents/{query}").json()["results"]
    return {row["username"]: row["availability"] for row in rows}


async def is_listed(
    database: Database, asking: Agent, expected: dict[str, str | None], query: str = ""
) -> None:
    """Wait until REST says so: a console knows how its own agent stands a moment before the others do."""
    async with asyncio.timeout(PATIENCE):
        while await database(listed, asking, query) != expected:
            pass


async def test_colleagues_hear_who_comes_and_goes(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    mia = await open_window(open_console, agent, inbox)
    await mia.hears(agent, "online")
    await is_listed(database, agent, {"mia": "online", "ben": "offline"})
    ben = await open_window(open_console, colleague, inbox)
    await ben.hears(agent, "online")
    await mia.hears(colleague, "online")
    await is_listed(database, agent, {"mia": "online", "ben": "online"}, f"?inbox={inbox.pk}")
    await ben.console.close()
    await mia.hears(colleague, "offline")
    await is_listed(database, agent, {"mia": "online", "ben": "offline"})


async def test_a_socket_that_never_says_so_is_no_console(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    program = await open_console(colleague)
    await program.sub(inbox.pk)
    mia = await open_window(open_console, agent, inbox)
    await mia.hears(agent, "online")
    await is_listed(database, agent, {"mia": "online", "ben": "offline"})
    await database(from_customer, inbox)
    assert (await program.frame())["op"] == "ev", "nor is it told of others"


async def test_idle_in_all_windows_is_away(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    mia = await open_window(open_console, agent, inbox)
    one = await open_window(open_console, colleague, inbox)
    other = await open_window(open_console, colleague, inbox, idle=True)
    await mia.hears(colleague, "online")
    await one.console.send(op="idle", idle=True)
    await mia.hears(colleague, "away")
    await is_listed(database, agent, {"mia": "online", "ben": "away"})
    await other.console.send(op="idle", idle=False)
    await mia.hears(colleague, "online")
    await other.console.close()
    await mia.hears(colleague, "away")


async def test_a_page_that_is_loaded_again_is_not_gone(
    open_console: OpenConsole,
    agent: Agent,
    colleague: Agent,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(availability, "LINGER", 60)
    mia = await open_window(open_console, agent, inbox)
    ben = await open_window(open_console, colleague, inbox)
    await mia.hears(colleague, "online")
    await ben.console.close()
    # It follows nothing yet when this process says the next time who is there.
    again = await open_window(open_console, colleague)
    await mia.console.send(op="idle", idle=True)
    await mia.hears(agent, "away")
    assert mia.known[str(colleague.pk)] == "online"
    await again.sub(inbox)
    await again.hears(agent, "away")
    assert mia.known[str(colleague.pk)] == "online"


async def test_who_logs_out_is_gone_at_once(
    open_console: OpenConsole,
    database: Database,
    agent: Agent,
    colleague: Agent,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(availability, "LINGER", 60)
    mia = await open_window(open_console, agent, inbox)
    ben = await open_window(open_console, colleague, inbox)
    await mia.hears(colleague, "online")
    await database(set_password, colleague, None, by=BY)
    assert (await ben.console.closed()).code == 4401
    await mia.hears(colleague, "offline")


async def test_a_choice_is_told_to_colleagues_and_to_ones_other_windows(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    mia = await open_window(open_console, agent, inbox)
    ben = await open_window(open_console, colleague, inbox)
    await ben.hears_choice("automatic")
    await mia.hears(colleague, "online")
    for choice, word in (("away", "away"), ("offline", "offline"), ("automatic", "online")):
        await database(choose_availability, colleague, choice, by=BY)
        await ben.hears_choice(choice)
        await ben.hears(colleague, word)
        await mia.hears(colleague, word)
        await is_listed(database, agent, {"mia": "online", "ben": word})
    # Whoever comes later is told what was chosen before.
    await database(choose_availability, colleague, "away", by=BY)
    late = await open_window(open_console, colleague, inbox)
    await late.hears_choice("away")
    assert late.known[str(colleague.pk)] == "away"


async def test_what_an_admin_chooses_for_somebody_counts_as_well(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    mia = await open_window(open_console, agent, inbox)
    await open_window(open_console, colleague, inbox)
    await mia.hears(colleague, "online")
    colleague.availability_choice = "away"
    await database(save_agent, colleague, by=BY)
    await mia.hears(colleague, "away")


async def test_a_choice_whose_doorbell_was_lost_is_found_with_the_permissions(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    mia = await open_window(open_console, agent, inbox)
    await open_window(open_console, colleague, inbox)
    await mia.hears(colleague, "online")
    await database(Agent.objects.filter(pk=colleague.pk).update, availability_choice="away")
    doorbell.access_changed()
    await mia.hears(colleague, "away")


async def test_only_those_with_an_inbox_in_common_are_told(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    elsewhere = await database(an_inbox)
    stranger = await database(lambda: an_agent(username="eve", inboxes=[elsewhere]))
    boss = await database(an_agent, "supervisor", username="boss")
    mia = await open_window(open_console, agent, inbox)
    everywhere = await open_window(open_console, boss, inbox, elsewhere)
    await open_window(open_console, stranger, elsewhere)
    await everywhere.hears(stranger, "online")
    await everywhere.hears(agent, "online")
    await open_window(open_console, colleague, inbox)
    await mia.hears(colleague, "online")
    assert mia.known == {str(pk): "online" for pk in (agent.pk, boss.pk, colleague.pk)}
    await is_listed(
        database,
        agent,
        {
            "mia": "online",
            "ben": "online",
            "boss": "online",
            "eve": None,
        },
    )
    await is_listed(database, boss, dict.fromkeys(("mia", "ben", "boss", "eve"), "online"))


async def test_who_leaves_an_inbox_is_seen_there_no_more_and_sees_nobody(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    mia = await open_window(open_console, agent, inbox)
    ben = await open_window(open_console, colleague, inbox)
    await mia.hears(colleague, "online")
    await ben.hears(agent, "online")
    await database(remove_members, inbox, [colleague], by=BY)
    await ben.hears(agent, "offline")
    await mia.hears(colleague, "offline")


async def test_another_process_is_heard_and_forgotten_when_it_is_silent(
    open_console: OpenConsole, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = 0.0
    monkeypatch.setattr(board_room.board(), "_clock", lambda: time.monotonic() + late)
    mia = await open_window(open_console, agent, inbox)
    await mia.hears(agent, "online")
    there = agent.pk + 1  # of whom this process knows nothing itself
    doorbell.availability({"process": "another", "number": 1, "agents": [[there, "online", [inbox.pk]]]})
    await mia.hears(there, "online")
    doorbell.availability({"process": "another", "number": 2, "agents": [[there, "away", [inbox.pk]]]})
    await mia.hears(there, "away")
    late = board_room.TTL
    await mia.hears(there, "offline")


async def test_a_process_that_has_just_come_is_answered_at_once(
    open_console: OpenConsole, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is never said by itself.
    monkeypatch.setattr(availability, "EVERY", 1_000_000)
    mia = await open_window(open_console, agent, inbox)
    await mia.hears(agent, "online")
    rung: list[dict[str, Any]] = []

    def receive(group: str, message: dict[str, Any]) -> None:
        if message["type"] == doorbell.AVAILABILITY and "process" in message["note"]:
            rung.append(message["note"])

    doorbell.add_receiver(receive)
    doorbell.availability({"asked": "another"})
    await eventually(lambda: bool(rung))
    doorbell.remove_receiver(receive)
    assert rung[0]["agents"] == [[agent.pk, "online", [inbox.pk]]]


@pytest.mark.parametrize("frame", [{"op": "idle"}, {"op": "idle", "idle": 1}, {"op": "idle", "idle": None}])
async def test_nonsense_is_refused(open_console: OpenConsole, agent: Agent, frame: dict[str, Any]) -> None:
    console = await open_console(agent)
    await console.send(**frame)
    assert (await console.expect("error"))["code"] == "invalid"
