"""Credentials that end while what they opened is still open: it ends with them, within a second."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from messaging.actions.people import revoke_api_token, save_agent, set_password
from messaging.feed import doorbell
from messaging.models import Agent
from messaging.realtime import hub
from tests.factories import BY, PASSWORD
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import Console, Database

Open = Callable[[str], Awaitable[Console]]
NEW = "another horse battery"


@pytest.fixture
async def program(realtime: hub.Hub, database: Database, agent: Agent) -> AsyncIterator[Open]:
    """``await program(ticket)``: the socket of a program."""
    consoles: list[Console] = []

    async def make(ticket: str) -> Console:
        consoles.append(Console(subprotocols=["desk.v1", f"ticket.{ticket}"]))
        return await consoles[-1].open()

    yield make
    for console in consoles:
        await console.close()


def ticket_by_token(agent: Agent) -> str:
    client = Client(headers={"Authorization": f"Token {AuthToken.objects.create(user=agent)[1]}"})
    ticket: str = client.post("/api/socket-ticket/").json()["ticket"]
    return ticket


def ticket_by_session(agent: Agent) -> str:
    client = Client()
    client.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    ticket: str = client.post("/api/socket-ticket/").json()["ticket"]
    return ticket


async def test_a_revoked_token_takes_its_sockets_along(
    program: Open, database: Database, agent: Agent
) -> None:
    console = await program(await database(ticket_by_token, agent))
    other = await program(await database(ticket_by_token, agent))
    token = await database(lambda: AuthToken.objects.earliest("created"))
    await database(revoke_api_token, token, by=BY)
    closed = await console.closed()
    assert (closed.code, closed.frames[-1]["code"]) == (4401, "not_authenticated")
    await other.send(op="nonsense")
    assert (await other.frame())["code"] == "unknown_op", "another token's socket stays"


async def test_a_ticket_ends_with_the_token_that_made_it(
    program: Open, database: Database, agent: Agent
) -> None:
    ticket = await database(ticket_by_token, agent)
    token = await database(AuthToken.objects.get)
    await database(revoke_api_token, token, by=BY)
    closed = await (await program(ticket)).closed()
    assert (closed.code, closed.frames[-1]["code"]) == (4401, "ticket_invalid")


async def test_a_socket_by_a_ticket_ends_with_the_session_that_made_it(
    program: Open, database: Database, agent: Agent
) -> None:
    console = await program(await database(ticket_by_session, agent))
    await database(Session.objects.all().delete)
    doorbell.access_changed()
    assert (await console.closed()).code == 4401


async def test_a_new_password_ends_sessions_tickets_and_tokens(
    program: Open, open_console: OpenConsole, database: Database, agent: Agent
) -> None:
    consoles = [await open_console(agent), await program(await database(ticket_by_token, agent))]
    unused = await database(ticket_by_session, agent)
    await database(set_password, agent, NEW, by=BY)
    for console in consoles:
        assert (await console.closed()).code == 4401
    assert (await (await program(unused)).closed()).code == 4401
    assert not await database(AuthToken.objects.exists)


async def test_tokens_outlive_a_password_only_where_that_is_asked_and_so_do_their_sockets(
    program: Open, open_console: OpenConsole, database: Database, agent: Agent, realtime: hub.Hub
) -> None:
    console, kept = await open_console(agent), await program(await database(ticket_by_token, agent))
    await database(set_password, agent, NEW, keep_tokens=True, by=BY)
    assert await database(AuthToken.objects.exists)
    assert (await console.closed()).code == 4401
    await realtime._check_permissions()
    await kept.send(op="nonsense")
    assert (await kept.frame())["code"] == "unknown_op"
    agent.is_active = False
    await database(save_agent, agent, by=BY)
    assert (await kept.closed()).code == 4401, "who is inactive is out with every token"


async def test_a_password_that_an_agent_changes_ends_the_other_windows(
    program: Open, database: Database, agent: Agent
) -> None:
    def change() -> str | None:
        Agent.objects.update(is_staff=True)
        client = Client()
        client.force_login(agent, "django.contrib.auth.backends.ModelBackend")
        form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
        assert client.post(reverse("admin:password_change"), form).status_code == 302
        return client.session.get(SESSION_KEY)

    console = await program(await database(ticket_by_token, agent))
    assert await database(change) == str(agent.pk), "the window in which it was changed stays"
    assert (await console.closed()).code == 4401
    assert not await database(AuthToken.objects.exists)


async def test_an_agent_who_follows_no_inbox_is_logged_out_as_well(
    open_console: OpenConsole, database: Database, agent: Agent
) -> None:
    console = await open_console(agent)
    agent.is_active = False
    await database(save_agent, agent, by=BY)
    assert (await console.closed()).code == 4401
