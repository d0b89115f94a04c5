"""Everybody at once, over real HTTP: copies are one, on one process with SQLite and on two with PostgreSQL."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.factories import signature
from tests.fake_provider.meta import Arrival, FakeMeta, post_statuses, status
from tests.live import DeliveryWorker, LiveServer, Setup
from tests.servers import database, wait_until

APP_SECRET = "app-secret"


@dataclass
class Shop:
    """A running installation whose inbox sends to a fake Meta."""

    servers: list[LiveServer]
    meta: FakeMeta
    inbox: int
    token: str
    number_id: str
    address: str
    phone: str

    @property
    def server(self) -> LiveServer:
        return random.choice(self.servers)

    def get(self, path: str) -> Any:
        answer = self.servers[0].request("GET", path, token=self.token)
        assert answer.status == 200, answer.body
        return answer.json

    def send(self, **body: object) -> Any:
        full = {"sender": self.address, "receiver": self.phone, "content": "Hello", **body}
        return self.server.request("POST", "/api/send-message/", full, token=self.token)

    def webhook(self, document: Any) -> Any:
        body = json.dumps(document).encode()
        headers = {"X-Hub-Signature-256": signature(body, APP_SECRET)}
        return self.server.request("POST", f"/webhooks/whatsapp/{self.inbox}/", body, headers=headers)

    def rows(self, noun: str) -> list[Any]:
        """The newest conversations or messages of this inbox."""
        found = self.get(f"/api/{noun}/?page_size=200")["results"]
        return [row for row in found if row["inbox"] == self.inbox]

    def arrivals(self) -> list[Arrival]:
        return [one for one in self.meta.arrivals if one.number_id == self.number_id]

    def texts(self, *messages: tuple[str, str], sender: str = "") -> dict[str, Any]:
        """Meta's body with texts of the customer."""
        wa_id, now = (sender or self.phone).lstrip("+"), str(int(time.time()))
        items = [
            {"from": wa_id, "id": wamid, "timestamp": now, "type": "text", "text": {"body": text}}
            for wamid, text in messages
        ]
        contacts = [{"profile": {"name": "Ann Lee"}, "wa_id": wa_id}]
        value = {"metadata": {"phone_number_id": self.number_id}, "contacts": contacts, "messages": items}
        change = {"field": "messages", "value": value}
        return {"object": "whatsapp_business_account", "entry": [{"changes": [change]}]}


class Installation:
    """Running processes that the tests of this file share; each test has an inbox of its own."""

    def __init__(self, setup: Setup, servers: list[LiveServer], meta: FakeMeta) -> None:
        self.setup, self.servers, self.meta = setup, servers, meta
        make = "Agent.objects.create_user('ann', password='x', role='admin')"
        setup.run("shell", "-c", f"from messaging.models import Agent; {make}")
        self.token = setup.manage("create_token", "ann").split()[-1]
        self._number = 0

    def new_shop(self) -> Shop:
        """A new inbox and a customer nobody knows."""
        self._number += 1
        number_id, address = f"10654000000{self._number:04}", f"+1555000{self._number:04}"
        config = {
            "phone_number_id": number_id,
            "app_secret": APP_SECRET,
            "verify_token": "v",
            "access_token": "t",
            "graph_base_url": self.meta.url,
        }
        body = {"transport": "whatsapp_cloud", "name": "Shop", "address": address, "config": config}
        made = self.servers[0].request("POST", "/api/inboxes/", body, token=self.token)
        assert made.status == 201, made.body
        # With one more digit it is a possible number, too: tests make several customers of it.
        phone = f"+44770{self._number:04}00"
        return Shop(self.servers, self.meta, made.json["id"], self.token, number_id, address, phone)


@pytest.fixture(
    scope="module", params=["embedded on SQLite", "two servers and a worker on PostgreSQL and Redis"]
)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    var_dir = tmp_path_factory.mktemp("together")
    with ExitStack() as stack:
        meta = stack.enter_context(FakeMeta())
        if request.param.startswith("embedded"):
            shutil.copy(request.getfixturevalue("migrated_sqlite"), var_dir)
            setup = Setup(var_dir, {})
            servers = [stack.enter_context(LiveServer(setup))]
        else:
            template = request.getfixturevalue("migrated_postgres")
            url = stack.enter_context(database(request.getfixturevalue("postgres_server"), template=template))
            prefix = f"console-together-{os.urandom(4).hex()}"
            redis = {"REDIS_URL": request.getfixturevalue("redis_url"), "REDIS_PREFIX": prefix}
            setup = Setup(var_dir, {"DATABASE_URL": url, **redis})
            servers = [stack.enter_context(LiveServer(setup)) for _ in range(2)]
            stack.enter_context(DeliveryWorker(setup)).wait_for_log("Delivery started")
        yield Installation(setup, servers, meta)


@pytest.fixture
def shop(installation: Installation) -> Shop:
    return installation.new_shop()


def at_once(work: Callable[[int], Any], count: int) -> list[Any]:
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(work, range(count)))


def test_the_same_client_id_ten_times_at_once_is_one_message_and_one_hand_over(shop: Shop) -> None:
    client_id = str(uuid.uuid4())
    answers = at_once(lambda _: shop.send(client_id=client_id), 10)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    wait_until(lambda: shop.send(client_id=client_id).json["status"] == "sent", "the message sent")
    assert [arrival.client_id for arrival in shop.arrivals()] == [client_id]
    assert len(shop.rows("messages")) == 1


def test_identical_webhooks_at_once_are_one_message(shop: Shop) -> None:
    document = shop.texts(("wamid.A", "one"), ("wamid.B", "two"))
    answers = at_once(lambda _: shop.webhook(document), 10)
    assert {answer.status for answer in answers} == {200}
    assert sorted(row["content"] for row in shop.rows("messages")) == ["one", "two"]
    (conversation,) = shop.rows("conversations")
    assert conversation["unread"] == 2
    feed = shop.get(f"/api/feed/?inbox={shop.inbox}&since=0")
    assert [event["s"] for event in feed["events"]] == list(range(1, feed["head"] + 1))
    assert len([event for event in feed["events"] if event["k"] == "message.created"]) == 2


def test_a_burst_of_new_customers_is_one_conversation_each(shop: Shop) -> None:
    bodies = [
        shop.texts((f"wamid.{place}", f"text {place}"), sender=f"{shop.phone}{place % 4}")
        for place in range(24)
    ]
    answers = at_once(lambda place: shop.webhook(bodies[place]), 24)
    assert {answer.status for answer in answers} == {200}
    rows = shop.rows("conversations")
    assert sorted(row["unread"] for row in rows) == [6, 6, 6, 6]
    assert len({row["contact"]["id"] for row in rows}) == 4


def test_statuses_shuffled_and_repeated_at_once_end_right(shop: Shop) -> None:
    before = len(shop.meta.accepted)
    for place in range(5):
        assert shop.send(content=f"text {place}").status == 201
    handed = shop.meta.wait_accepted(before + 5)[before:]
    wait_until(lambda: [row["status"] for row in shop.rows("messages")] == ["sent"] * 5, "all of them sent")
    names = ("sent", "delivered", "read") * 3
    reports = [status(arrival, wamid, name) for arrival, wamid in handed for name in names]
    random.Random(7).shuffle(reports)
    url = f"{shop.server.url}/webhooks/whatsapp/{shop.inbox}/"
    answers = at_once(
        lambda place: post_statuses(url, APP_SECRET, shop.number_id, [reports[place]]), len(reports)
    )
    assert set(answers) == {200}
    rows = shop.rows("messages")
    assert [row["status"] for row in rows] == ["read"] * 5
    for row in rows:
        seen = sorted(change["status"] for change in row["timeline"])
        assert seen == ["delivered", "queued", "read", "sending", "sent"]


def test_many_customers_and_answers_at_once_leave_a_feed_without_holes(shop: Shop) -> None:
    def speak(place: int) -> int:
        if place % 2:
            return int(shop.send(content=f"answer {place}", receiver=f"{shop.phone}{place % 5}").status)
        body = shop.texts((f"wamid.{place}", f"text {place}"), sender=f"{shop.phone}{place % 5}")
        return int(shop.webhook(body).status)

    assert set(at_once(speak, 30)) == {200, 201}

    def everything_sent() -> bool:
        return {row["status"] for row in shop.rows("messages")} == {"received", "sent"}

    wait_until(everything_sent, "every answer sent")
    feed = shop.get(f"/api/feed/?inbox={shop.inbox}&since=0")
    assert [event["s"] for event in feed["events"]] == list(range(1, feed["head"] + 1))
    assert len(shop.rows("messages")) == 30
    assert len(shop.rows("conversations")) == 5
    assert len(shop.arrivals()) == 15


def test_of_many_who_take_a_conversation_at_once_one_gets_it(shop: Shop, installation: Installation) -> None:
    shop.webhook(shop.texts(("wamid.A", "help")))
    (conversation,) = shop.rows("conversations")
    code = (
        "from messaging.models import Agent\n"
        "for n in range(6): a, _ = Agent.objects.get_or_create(username=f'taker{n}', role='admin'); print(a.pk)"
    )
    takers = [int(line) for line in installation.setup.manage("shell", "-v", "0", "-c", code).split()]
    path = f"/api/conversations/{conversation['id']}/"

    def take(place: int) -> int:
        change = {"assignee": takers[place]}
        return int(shop.server.request("PATCH", path, change, token=shop.token).status)

    assert sorted(at_once(take, 6)) == [200, 409, 409, 409, 409, 409]
    assert shop.get(path)["assignee"]["id"] in takers
