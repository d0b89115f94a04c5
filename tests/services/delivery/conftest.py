"""A console in child processes whose inbox sends to a fake Meta in this one."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

import psycopg
import pytest

from tests.fake_provider.meta import FakeMeta
from tests.live import LiveServer, Setup
from tests.servers import wait_until

ADDRESS, NUMBER_ID, APP_SECRET = "+15550001111", "106540352242922", "app-secret"
USERNAME, PASSWORD = "tester", "the-right-one-42"
FURNISH = """
from messaging.actions.inbox import create_inbox
from messaging.actions.people import create_api_token
from messaging.actors import Actor
from messaging.models import Agent

config = dict(
    phone_number_id="{number}", app_secret="{secret}", verify_token="verify", access_token="token",
    graph_base_url="{url}",
)
by = Actor.system("tests")
made = create_inbox(transport="whatsapp_cloud", name="Shop", address="{address}", config=config, by=by)
print(create_api_token(Agent.objects.create_superuser("{username}", password="{password}"), by=by), made.pk)
"""


@pytest.fixture
def meta() -> Iterator[FakeMeta]:
    with FakeMeta(delay=0.02) as fake:
        yield fake


@dataclass
class Installation:
    """One installation with one inbox, and how to look into it."""

    setup: Setup
    meta: FakeMeta
    token: str = ""
    inbox: str = ""
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def furnish(self) -> Installation:
        """One process for everything: starting Django costs more than what it does here."""
        names = {"address": ADDRESS, "number": NUMBER_ID, "secret": APP_SECRET, "url": self.meta.url}
        code = FURNISH.format(**names, username=USERNAME, password=PASSWORD)
        self.token, self.inbox = self.setup.manage("shell", "-c", code).split()[-2:]
        return self

    def send(
        self, server: LiveServer, to: str, text: str, client_id: str = "", *, patience: float = 180
    ) -> str:
        """Send as a careful client does: the same client_id again until there is an answer. The status."""
        client_id = client_id or str(uuid.uuid4())
        body = {"sender": ADDRESS, "receiver": to, "content": text, "client_id": client_id}
        self.asked[to].append(text)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            try:
                answer = server.request("POST", "/api/send-message/", body, token=self.token, timeout=15)
            except OSError:
                time.sleep(0.1)  # the server is being restarted
                continue
            if answer.status == 201:
                return str(answer.json["status"])
            assert answer.status == 503, answer
            time.sleep(0.1)
        raise TimeoutError(f"{text!r} was never taken")

    def sends(self, server: LiveServer, to: str, text: str) -> None:
        """Send, and wait until it is sent: a busy machine may have answered before that."""
        client_id = str(uuid.uuid4())
        status = self.send(server, to, text, client_id)
        if status != "sent":
            wait_until(lambda: self._status_of(client_id) == "sent", f"{text!r} sent")

    def _status_of(self, client_id: str) -> str:
        query = "SELECT CAST(client_id AS TEXT), status FROM messaging_message WHERE client_id IS NOT NULL"
        found = {uuid.UUID(str(one)): str(status) for one, status in self.rows(query)}
        return found[uuid.UUID(client_id)]

    def converse(self, server: LiveServer, conversations: int, messages: int) -> Talk:
        """Everybody writes at once, each their messages one after the other."""
        return Talk(self, server, conversations, messages)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        url = self.setup.env.get("DATABASE_URL")
        if url is None:
            path = self.setup.var_dir / "console.sqlite3"
            with closing(sqlite3.connect(path, timeout=20)) as database:
                return database.execute(query).fetchall()
        with psycopg.connect(url, autocommit=True) as database:
            return database.execute(query).fetchall()

    def statuses(self) -> Counter[str]:
        return Counter(str(row[0]) for row in self.rows("SELECT status FROM messaging_message"))

    def wait_settled(self, seconds: float = 120) -> None:
        """Until nothing is queued or on its way."""
        wait_until(lambda: not self._open(), "everything is settled", seconds)

    def _open(self) -> int:
        return self.statuses()["queued"] + self.statuses()["sending"]


class Talk:
    """Many customers being written to at the same time."""

    def __init__(
        self, installation: Installation, server: LiveServer, conversations: int, messages: int
    ) -> None:
        self._installation, self._server, self._messages = installation, server, messages
        self._executor = ThreadPoolExecutor(conversations)
        customers = [f"+4477009{number:05}" for number in range(conversations)]
        self._talks = [self._executor.submit(self._write_to, customer) for customer in customers]

    def _write_to(self, customer: str) -> None:
        for number in range(self._messages):
            self._installation.send(self._server, customer, f"{number:03}")

    def join(self, seconds: float = 240) -> None:
        for talk in self._talks:
            talk.result(seconds)
        self._executor.shutdown()


def check_order(installation: Installation) -> None:
    """What arrived is in the order in which it was asked for, never two at a time, none twice."""
    arrivals = installation.meta.arrivals
    for customer, texts in installation.asked.items():
        came = [one.text for one in arrivals if one.to == customer]
        assert came == [text for text in texts if text in set(came)], customer
    assert installation.meta.overlaps == []
    twice = [
        client_id for client_id, count in Counter(one.client_id for one in arrivals).items() if count > 1
    ]
    assert twice == []


def check_nothing_lost(installation: Installation, *, in_doubt: int) -> None:
    """Every message that was taken is sent, or in doubt because of a kill; what is not in doubt arrived."""
    taken = sum(len(texts) for texts in installation.asked.values())
    found = installation.statuses()
    assert found["sent"] + found["unconfirmed"] == taken, found
    assert found["unconfirmed"] <= in_doubt, found
    query = "SELECT CAST(client_id AS TEXT) FROM messaging_message WHERE status = 'sent'"
    sent = {uuid.UUID(str(row[0])) for row in installation.rows(query)}
    assert sent <= {uuid.UUID(arrival.client_id) for arrival, _ in installation.meta.accepted}


@pytest.fixture
def furnished(meta: FakeMeta) -> Callable[[Setup], Installation]:
    return lambda setup: Installation(setup, meta).furnish()


def in_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread
