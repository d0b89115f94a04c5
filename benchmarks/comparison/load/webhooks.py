"""Signed webhooks as Meta posts them, each with ids of its own, from a number of customers."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import random
import time
from types import SimpleNamespace
from typing import Any

from benchmarks.comparison.load.http import post
from benchmarks.webhook_bodies import of_field, text

CUSTOMERS = 100
# Begins the text of a message, whose number follows: a socket finds it without reading JSON.
MARK = "bench:"


class Webhooks:
    """`target`: path, route and secret of an inbox. Two with one `run` and `seed` make the same requests."""

    def __init__(self, target: dict[str, Any], run: str, seed: int) -> None:
        self._path, self._secret = target["path"], target["secret"].encode()
        self._inbox = SimpleNamespace(route=target["route"])
        self._run = run
        self._numbers = itertools.count(1)
        self._rng = random.Random(seed)

    def introductions(self) -> list[bytes]:
        """One message of every customer, who is known from then on."""
        return [self._request([self._text(number)]) for number in range(CUSTOMERS)]

    def one(self, mark: int | None = None) -> bytes:
        """A message of any customer; `mark` can be found in what the sockets are shown."""
        return self._request([self._text(self._rng.randrange(CUSTOMERS), mark)])

    def many(self, count: int) -> bytes:
        """A body with so many messages."""
        return self._request([self._text(self._rng.randrange(CUSTOMERS)) for _ in range(count)])

    def statuses(self, sent: list[list[str]], status: str) -> bytes:
        """A body that reports this status of every one of these messages, named by id and recipient."""
        now = str(int(time.time()))
        items = [
            {"id": one, "status": status, "timestamp": now, "recipient_id": phone} for one, phone in sent
        ]
        return self._signed(of_field(self._inbox, "messages", "statuses", items))

    def _text(self, number: int, mark: int | None = None) -> dict[str, Any]:
        item = {**text(customer(number)), "id": f"wamid.{self._run}.{next(self._numbers)}"}
        if mark is not None:
            item["text"] = {"body": f"{MARK}{mark}; where is my order?"}
        return item

    def _request(self, items: list[dict[str, Any]]) -> bytes:
        senders = sorted({item["from"] for item in items})
        contacts = [{"profile": {"name": f"Customer {one}"}, "wa_id": one} for one in senders]
        return self._signed(of_field(self._inbox, "messages", "messages", items, contacts=contacts))

    def _signed(self, content: dict[str, Any]) -> bytes:
        body = json.dumps(content).encode()
        signature = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return post(self._path, body, f"X-Hub-Signature-256: sha256={signature}")


def customer(number: int) -> str:
    return f"44770090{number:04}"
