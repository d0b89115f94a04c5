"""A client library for Node in a process of its own, which does what a test asks: see `node/bridge.mjs`."""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self

from tests import servers
from tests.clients.simulated import PATIENCE, Number

HERE = Path(__file__).resolve().parent


class LibraryError(Exception):
    """What the library threw, with its own fields."""

    def __init__(self, thrown: dict[str, Any]) -> None:
        super().__init__(f"{thrown['name']}: {thrown['message']}")
        self.thrown = thrown

    def __getattr__(self, name: str) -> Any:
        try:
            return self.thrown[name]
        except KeyError:
            raise AttributeError(name) from None


class Library:
    """``library("messages.sendText", {…})`` calls the library's client; `use` makes the client."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def use(self, number: Number, *, version: str = "v26.0", **settings: str) -> Self:
        """Make a client for the account of a number."""
        known = {**number.settings, **settings}
        url = known["graph_base_url"]
        self._ask({"configure": {"url": url, "version": version, "settings": known}})
        return self

    def __call__(self, path: str, *arguments: Any) -> Any:
        return self._ask({"call": path, "args": arguments})

    def _ask(self, request: dict[str, Any]) -> Any:
        # A library that waits for ever ends with its process, and the test with an empty answer.
        guard = threading.Timer(PATIENCE, self._process.kill)
        guard.start()
        try:
            _pipe(self._process.stdin).write(json.dumps(request).encode() + b"\n")
            _pipe(self._process.stdin).flush()
            answer = json.loads(_pipe(self._process.stdout).readline() or b'{"error": {"name": "no answer"}}')
        finally:
            guard.cancel()
        if "error" in answer:
            raise LibraryError({"message": "", **answer["error"]})
        return answer["value"]


def new(name: str, *arguments: Any) -> dict[str, Any]:
    """An object of the library, as an argument."""
    return {"$new": name, "args": arguments}


def blob(content: bytes, mime_type: str) -> dict[str, str]:
    """A Blob, as an argument."""
    return {"$bytes": base64.b64encode(content).decode(), "type": mime_type}


def raw(content: bytes) -> dict[str, str]:
    """A Buffer, as an argument."""
    return {"$bytes": base64.b64encode(content).decode()}


def bytes_of(value: dict[str, str]) -> bytes:
    """What the library returned as bytes."""
    return base64.b64decode(value["bytes"])


@contextmanager
def running(name: str) -> Iterator[Library]:
    """A process with the library ``node/<name>.mjs``; raises `servers.NotHere` where it is not installed."""
    if not (HERE / "node_modules").is_dir():
        raise servers.NotHere("client libraries for Node are not installed: python tools/build.py clients")
    command = ["node", str(HERE / "node" / "bridge.mjs"), name]
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Library(process)
        _pipe(process.stdin).close()
        process.wait(PATIENCE)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe
    return pipe
