"""Who is there, over several processes: what one of them knows, all know, and a killed one's agents end by themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection

from messaging.availability import TTL
from tests.live import LiveServer, Setup
from tests.servers import PATIENCE, wait_until
from tests.sockets.clients import by_ticket

PEOPLE = """
from messaging.actions.people import create_api_token
from messaging.actors import Actor
from messaging.models import Agent
for name in ("mia", "ben"):
    agent = Agent.objects.create_user(name, role="supervisor")
    print(agent.pk, create_api_token(agent, by=Actor.system("test")))
"""
SETTINGS = {
    "phone_number_id": "106540352242922",
    "waba_id": "102290129340398",
    "app_secret": "an-app-secret",
    "verify_token": "a-verify-token",
    "access_token": "an-access-token",
}
INBOX = (
    "--transport=whatsapp_cloud",
    "--name=Shop",
    "--address=+441174960000",
    *(f"--set={name}={value}" for name, value in SETTINGS.items()),
)


class Window:
    """An agent's console at one of the servers."""

    def __init__(self, pk: int, token: str) -> None:
        self.pk = pk
        self.token = token
        self.known: dict[str, str] = {}
        self.choice = ""

    async def open_window(self, server: LiveServer, inbox: int) -> ClientConnection:
        socket = await by_ticket(server, self.token)
        await socket.send(json.dumps({"op": "idle", "idle": False}))
        await socket.send(json.dumps({"op": "sub", "inbox": inbox}))
        return socket

    async def hears(
        self, socket: ClientConnection, other: Window, word: str, seconds: float = PATIENCE
    ) -> None:
        async with asyncio.timeout(seconds):
            while self.known.get(str(other.pk)) != word:
                await self._read(socket)

    async def hears_choice(self, socket: ClientConnection, choice: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.choice != choice:
                await self._read(socket)

    async def _read(self, socket: ClientConnection) -> None:
        frame = json.loads(await socket.recv())
        if frame["op"] == "availability":
            self.known.update(frame["agents"])
            self.choice = frame.get("choice", self.choice)

    def listed(self, server: LiveServer) -> dict[str, str]:
        rows = server.request("GET", "/api/agents/", token=self.token).json["results"]
        return {row["username"]: row["availability"] for row in rows}


def two_agents(setup: Setup) -> tuple[Window, Window, int]:
    mia, ben = (line.split() for line in setup.manage("shell", "-v", "0", "-c", PEOPLE).strip().splitlines())
    inbox = int(setup.manage("create_inbox", *INBOX).splitlines()[-1])
    return Window(int(mia[0]), mia[1]), Window(int(ben[0]), ben[1]), inbox


async def test_two_processes_know_the_same_agents_and_a_killed_one_is_missed(
    scaled_setup: Callable[..., Setup], start_server: Callable[..., LiveServer]
) -> None:
    setup = scaled_setup()
    one, other = start_server(setup), start_server(setup)
    mia, ben, inbox = two_agents(setup)
    at_one, at_other = await mia.open_window(one, inbox), await ben.open_window(other, inbox)
    await mia.hears(at_one, ben, "online")
    await ben.hears(at_other, mia, "online")
    both = {"mia": "online", "ben": "online"}
    assert mia.listed(one) == both
    assert mia.listed(other) == both

    await at_other.send(json.dumps({"op": "idle", "idle": True}))
    await mia.hears(at_one, ben, "away")

    # Chosen at a process where the agent has no console open.
    third = start_server(setup)
    # It asked the others who is there; they would have said it by themselves later.
    wait_until(lambda: mia.listed(third) == {"mia": "online", "ben": "away"}, "the new process knowing both")
    third.request("PATCH", "/api/me/", {"availability_choice": "away"}, token=mia.token)
    await mia.hears_choice(at_one, "away")
    await ben.hears(at_other, mia, "away")

    other.kill()
    await mia.hears(at_one, ben, "offline", TTL + PATIENCE)
    assert mia.listed(one)["ben"] == "offline"
    wait_until(lambda: mia.listed(third)["ben"] == "offline", "a process without sockets forgetting him")
    await at_one.close()
    wait_until(
        lambda: mia.listed(third)["mia"] == "offline",
        "the last socket's end being known",
        seconds=TTL + PATIENCE,
    )
