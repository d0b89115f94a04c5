"""Rights that end while a socket is open."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from messaging.actions.inbox.inboxes import configure_inbox
from messaging.actions.people.agents import save_agent
from messaging.feed import doorbell
from messaging.models import Agent, Inbox, InboxMember
from messaging.realtime import hub
from messaging.realtime.authentication import Login
from messaging.realtime.permission_check import current_permissions, visible_inboxes
from tests.factories import BY, an_agent, an_inbox, from_customer
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import Database


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "PERMISSIONS_PAUSE", 0.01)


async def test_a_member_who_is_removed_loses_that_inbox_at_once(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    other = await database(an_inbox, agent)
    console = await open_console(agent)
    await console.sub(inbox.pk)
    await console.sub(other.pk)
    await database(InboxMember.objects.filter(inbox=inbox).delete)
    await database(configure_inbox, inbox, {}, by=BY)  # any `inbox.updated` makes the guard look
    assert (await console.expect("ev"))["k"] == "inbox.updated"
    error = await console.expect("error")
    assert (error["code"], error["inbox"]) == ("forbidden", inbox.pk)
    await database(from_customer, inbox)
    await database(from_customer, other)
    assert (await console.expect("ev"))["i"] == other.pk
    await console.send(op="sub", inbox=inbox.pk)
    while (frame := await console.frame())["op"] == "ev":
        assert frame["i"] == other.pk
    assert (frame["op"], frame["code"]) == ("error", "forbidden")


async def test_an_agent_who_is_deactivated_is_logged_out(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    console = await open_console(agent)
    await console.sub(inbox.pk)
    agent.is_active = False
    await database(save_agent, agent, by=BY)
    closed = await console.closed()
    assert (closed.code, closed.frames[-1]["code"]) == (4401, "not_authenticated")


async def test_a_supervisor_who_becomes_an_agent_keeps_only_memberships(
    open_console: OpenConsole, database: Database, inbox: Inbox
) -> None:
    supervisor = await database(an_agent, "supervisor")
    own = await database(an_inbox, supervisor)
    console = await open_console(supervisor)
    await console.sub(inbox.pk)
    await console.sub(own.pk)
    supervisor.role = "agent"
    await database(save_agent, supervisor, by=BY)
    while (frame := await console.frame())["op"] == "ev":
        pass
    assert (frame["code"], frame["inbox"]) == ("forbidden", inbox.pk)
    await database(from_customer, own)
    while (frame := await console.frame())["k"] != "message.created":
        assert frame["i"] == own.pk
    await console.send(op="sub", inbox=inbox.pk, since=0)
    while (frame := await console.frame())["op"] == "ev":
        assert frame["i"] == own.pk
    assert (frame["code"], frame["inbox"]) == ("forbidden", inbox.pk), "the socket remembers what it was"


@pytest.mark.parametrize("how", ["log out", "new password"])
async def test_a_session_that_ended_ends_its_sockets(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox, how: str
) -> None:
    console = await open_console(agent)
    await console.sub(inbox.pk)
    if how == "log out":
        await database(Session.objects.all().delete)
    else:
        await database(Agent.objects.filter(pk=agent.pk).update, password="another")
    doorbell.access_changed()
    assert (await console.closed()).code == 4401


async def test_rights_are_looked_at_every_minute_even_if_nobody_says_so(
    open_console: OpenConsole,
    database: Database,
    agent: Agent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub, "PERMISSIONS_EVERY", 0.05)
    console = await open_console(agent)
    await database(Session.objects.all().delete)
    assert (await console.closed()).code == 4401


async def test_a_look_that_changes_nothing_disturbs_nobody(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox, realtime: hub.Hub
) -> None:
    console = await open_console(agent)
    await console.sub(inbox.pk)
    await realtime._check_permissions()
    await database(from_customer, inbox)
    assert (await console.expect("ev"))["i"] == inbox.pk


async def test_a_database_that_is_away_logs_nobody_out(
    open_console: OpenConsole, agent: Agent, inbox: Inbox, realtime: hub.Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = await open_console(agent)

    async def busy(*_: object) -> None:
        raise hub.Overloaded("busy")

    with monkeypatch.context() as patched:
        patched.setattr(hub.current()._threads, "run", busy)
        await realtime._check_permissions()
    await console.sub(inbox.pk)


async def test_the_guard_and_the_permissions_say_the_same(
    database: Database, agent: Agent, inbox: Inbox
) -> None:
    def disagreements() -> list[object]:
        an_inbox(agent)
        an_inbox()
        agents = [agent, an_agent(), *(an_agent(role) for role in ("supervisor", "admin"))]
        agents += [an_agent(is_superuser=True), an_agent("admin", is_active=False)]
        logins = [Login(one, None, one.get_session_auth_hash()) for one in agents]
        permissions, places = (
            current_permissions(logins),
            [*Inbox.objects.values_list("pk", flat=True), 10**6],
        )
        together = visible_inboxes((one.agent.pk, place) for one in logins for place in places)
        return [
            (one.agent.role, place)
            for one in logins
            for place in places
            if {
                permissions.allow(one) and permissions.can_see(one, place),
                (one.agent.pk, place) in together,
            }
            != {Inbox.objects.visible_to(one.agent).filter(pk=place).exists()}
        ]

    assert await database(disagreements) == []
