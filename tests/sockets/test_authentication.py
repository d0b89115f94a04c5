"""Who may open a socket, and that a browser learns why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from messaging.actions.people.credentials import create_socket_ticket
from messaging.models import Agent, Inbox, SocketTicket
from messaging.realtime import hub
from tests.factories import BY
from tests.sockets.console import ORIGIN, AtOnce, Closed, Console, Database, cookie_of

Headers = list[tuple[bytes, bytes]]
Open = Callable[..., Awaitable[Console]]


@pytest.fixture
async def opened(realtime: hub.Hub) -> AsyncIterator[Open]:
    """``await opened(headers, subprotocols)``"""
    consoles: list[Console] = []

    async def make(*given: Any, **options: Any) -> Console:
        consoles.append(Console(*given, **options))
        return await consoles[-1].open()

    yield make
    for console in consoles:
        await console.close()


async def refusal(console: Console) -> tuple[int, str]:
    """Close code, and the code of the error frame before it."""
    closed: Closed = await console.closed()
    assert [frame["op"] for frame in closed.frames] == ["error"]
    assert closed.frames[0]["detail"]
    return closed.code, closed.frames[0]["code"]


# --- sessions ------------------------------------------------------------------------------------


async def test_a_logged_in_browser_gets_in(
    opened: Open, database: Database, agent: Agent, inbox: Inbox
) -> None:
    console = await opened([ORIGIN, await database(cookie_of, agent)])
    assert console.subprotocol is None
    await console.sub(inbox.pk)


async def test_a_browser_may_name_the_protocol(
    opened: Open, database: Database, agent: Agent, inbox: Inbox
) -> None:
    console = await opened([ORIGIN, await database(cookie_of, agent)], ["desk.v1"])
    assert console.subprotocol == "desk.v1"
    await console.sub(inbox.pk)


@pytest.mark.parametrize("cookie", [b"", b"sessionid=", b"sessionid=made-up", b"theme=dark", b"\xff=\xfe;;="])
async def test_without_a_session_it_is_log_in_again(opened: Open, cookie: bytes) -> None:
    assert await refusal(await opened([ORIGIN, (b"cookie", cookie)])) == (4401, "not_authenticated")


async def test_an_expired_session_is_none(opened: Open, database: Database, agent: Agent) -> None:
    cookie = await database(cookie_of, agent)
    await database(Session.objects.update, expire_date=timezone.now() - timedelta(seconds=1))
    assert (await refusal(await opened([ORIGIN, cookie])))[0] == 4401


async def test_an_inactive_agents_session_is_none(opened: Open, database: Database, agent: Agent) -> None:
    cookie = await database(cookie_of, agent)
    await database(Agent.objects.filter(pk=agent.pk).update, is_active=False)
    assert (await refusal(await opened([ORIGIN, cookie])))[0] == 4401


async def test_a_new_password_ends_old_sessions_but_asking_does_not(
    opened: Open, database: Database, agent: Agent
) -> None:
    cookie = await database(cookie_of, agent)
    await database(Agent.objects.filter(pk=agent.pk).update, password="something else")
    assert (await refusal(await opened([ORIGIN, cookie])))[0] == 4401
    assert await database(Session.objects.count) == 1


async def test_a_session_signed_by_an_old_secret_key_is_left_as_it_is(
    opened: Open, database: Database, agent: Agent, inbox: Inbox, settings: pytest.FixtureRequest
) -> None:
    cookie = await database(cookie_of, agent)
    before = await database(lambda: list(Session.objects.values_list("session_key", flat=True)))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 8
    await (await opened([ORIGIN, cookie])).sub(inbox.pk)
    assert await database(lambda: list(Session.objects.values_list("session_key", flat=True))) == before


# --- origin --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origins",
    [[], [(b"origin", b"https://evil.example")], [(b"origin", b"null")], [ORIGIN, ORIGIN]],
    ids=["none", "foreign", "null", "two"],
)
async def test_another_sites_page_cannot_use_the_cookie(
    opened: Open, database: Database, agent: Agent, origins: Headers
) -> None:
    cookie = await database(cookie_of, agent)
    assert await refusal(await opened([*origins, cookie])) == (4403, "origin")


async def test_a_program_without_a_ticket_hears_that_it_is_not_logged_in(opened: Open) -> None:
    for headers in ([], [(b"cookie", b"theme=dark")]):
        assert await refusal(await opened(headers)) == (4401, "not_authenticated")


async def test_the_path_may_do_without_its_slash(
    opened: Open, database: Database, agent: Agent, inbox: Inbox
) -> None:
    headers = [ORIGIN, await database(cookie_of, agent)]
    await (await opened(headers, path="/ws/console")).sub(inbox.pk)


# --- tickets -------------------------------------------------------------------------------------


async def test_a_program_gets_in_with_a_ticket_and_without_an_origin(
    opened: Open, database: Database, agent: Agent, inbox: Inbox
) -> None:
    ticket = await database(create_socket_ticket, agent, by=BY)
    console = await opened(subprotocols=["desk.v1", f"ticket.{ticket}"])
    assert console.subprotocol == "desk.v1", "a ticket is never echoed"
    await console.sub(inbox.pk)


async def test_a_ticket_is_for_one_socket(opened: Open, database: Database, agent: Agent) -> None:
    ticket = await database(create_socket_ticket, agent, by=BY)
    await opened(subprotocols=["desk.v1", f"ticket.{ticket}"])
    again = await opened(subprotocols=["desk.v1", f"ticket.{ticket}"])
    assert await refusal(again) == (4401, "ticket_invalid")


async def test_a_ticket_is_short_lived(opened: Open, database: Database, agent: Agent) -> None:
    ticket = await database(create_socket_ticket, agent, by=BY)
    await database(SocketTicket.objects.update, expires_at=timezone.now() - timedelta(seconds=1))
    console = await opened(subprotocols=["desk.v1", f"ticket.{ticket}"])
    assert await refusal(console) == (4401, "ticket_invalid")


@pytest.mark.parametrize("ticket", ["", "made-up", "x" * 5000, "\xe9\xff"])
async def test_a_wrong_ticket_is_not_saved_by_a_good_cookie(
    opened: Open, database: Database, agent: Agent, ticket: str
) -> None:
    cookie = await database(cookie_of, agent)
    console = await opened([ORIGIN, cookie], ["desk.v1", f"ticket.{ticket}"])
    assert await refusal(console) == (4401, "ticket_invalid")


async def test_a_page_of_another_version_is_told_to_reload(
    opened: Open, database: Database, agent: Agent
) -> None:
    console = await opened([ORIGIN, await database(cookie_of, agent)], ["desk.v9"])
    assert console.subprotocol == "desk.v9", "a browser gives up when none of its protocols is chosen"
    assert await refusal(console) == (4410, "reload")


# --- too much ------------------------------------------------------------------------------------


async def test_one_agent_cannot_have_endless_sockets(
    opened: Open, database: Database, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MAX_PER_AGENT", 2)
    headers = [ORIGIN, await database(cookie_of, agent)]
    first, _ = await opened(headers), await opened(headers)
    assert await refusal(await opened(headers)) == (4429, "too_many_sockets")
    await first.close()
    await (await opened(headers)).send(op="ack", i=1, s=1)


async def test_while_the_database_is_busy_clients_are_sent_away_to_come_back(
    opened: Open, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise hub.Overloaded("busy")

    monkeypatch.setattr(hub.current()._threads, "run", busy)
    assert await refusal(await opened([ORIGIN])) == (1012, "overloaded")


async def test_more_handshakes_than_threads_wait_for_their_turn(
    opened: Open, database: Database, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three hundred at once were refused by the threads' queue, came back at once, and were refused again."""
    cookie, threads = await database(cookie_of, agent), hub.current()._threads
    counted = AtOnce(threads.run)
    monkeypatch.setattr(threads, "run", counted)
    consoles = await asyncio.gather(*(opened([ORIGIN, cookie]) for _ in range(8)))
    for console in consoles:
        await console.sub(inbox.pk)
    assert counted.most <= hub.HANDSHAKES


async def test_who_waits_too_long_for_a_turn_is_sent_away_to_come_back(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "HANDSHAKE_PATIENCE", 0.01)
    monkeypatch.setattr(hub.current()._handshakes, "_calls", 0)
    assert await refusal(await opened([ORIGIN])) == (1012, "overloaded")
