"""Background parts: started once and in order, stopped the other way round, whatever one of them does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from support_console import lifespan
from support_console.lifespan import Background, Lifespan, Part


class Recorder:
    """Makes parts that write down what is asked of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self._monkeypatch = monkeypatch

    def part(self, name: str, *, patience: float = 1, startup: Any = None, shutdown: Any = None) -> Part:
        module = ModuleType(f"recorded_{name}")
        module.startup = startup or self._tell(f"start {name}")  # type: ignore[attr-defined]
        module.shutdown = shutdown or self._tell(f"stop {name}")  # type: ignore[attr-defined]
        self._monkeypatch.setitem(sys.modules, module.__name__, module)
        return Part(module.__name__, patience)

    def _tell(self, what: str) -> Any:
        async def tell() -> None:
            self.calls.append(what)

        return tell


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    return Recorder(monkeypatch)


async def fail() -> None:
    raise RuntimeError("broken")


async def call(app: Lifespan, *messages: str) -> list[dict[str, Any]]:
    """What the app sends when the server sends these lifespan messages."""
    queue = [{"type": f"lifespan.{message}"} for message in messages]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return queue.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app({"type": "lifespan"}, receive, send)
    return sent


async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
    scope["answered"] = True


async def test_server_with_lifespan_starts_and_stops_in_order(recorder: Recorder) -> None:
    app = Lifespan(answer, Background((recorder.part("a"), recorder.part("b"))))
    sent = await call(app, "startup", "shutdown")
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    assert recorder.calls == ["start a", "start b", "stop b", "stop a"]


async def test_server_without_lifespan_starts_with_the_first_scope(recorder: Recorder) -> None:
    app = Lifespan(answer, Background((recorder.part("a"),)))
    scopes: list[dict[str, Any]] = [{"type": "http"}, {"type": "websocket"}, {"type": "http"}]
    await asyncio.gather(*(app(scope, None, None) for scope in scopes))  # type: ignore[arg-type]
    assert recorder.calls == ["start a"]
    assert all(scope["answered"] and scope["background_ready"] for scope in scopes)


async def test_failed_start_is_told_to_the_server(recorder: Recorder) -> None:
    app = Lifespan(answer, Background((recorder.part("a", startup=fail),)))
    sent = await call(app, "startup")
    assert sent == [{"type": "lifespan.startup.failed", "message": "broken"}]


async def test_part_that_fails_to_stop_does_not_keep_the_others(recorder: Recorder) -> None:
    background = Background((recorder.part("a"), recorder.part("b", shutdown=fail)))
    await background.ensure_started()
    await background.stop()
    assert recorder.calls == ["start a", "start b", "stop a"]


async def test_part_that_hangs_loses_its_turn(recorder: Recorder) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    background = Background((recorder.part("a"), recorder.part("b", patience=0.01, shutdown=hang)))
    await background.ensure_started()
    await background.stop()
    assert recorder.calls[-1] == "stop a"


async def test_sockets_hear_goodbye_once_and_before_all_else(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = recorder.part("sockets")
    monkeypatch.setattr(lifespan, "SOCKETS", sockets)
    background = Background((recorder.part("lanes"), sockets, recorder.part("phone")))
    app = Lifespan(answer, background)
    await background.ensure_started()
    await app.say_goodbye()
    assert not background.ready
    assert recorder.calls[-1] == "stop sockets"
    await background.stop()
    assert recorder.calls[3:] == ["stop sockets", "stop phone", "stop lanes"]


async def test_only_what_was_started_is_stopped(recorder: Recorder) -> None:
    background = Background((recorder.part("a"), recorder.part("b", startup=fail), recorder.part("c")))
    with pytest.raises(RuntimeError, match="broken"):
        await background.ensure_started()
    assert not background.ready
    await background.stop()
    assert recorder.calls == ["start a", "stop a"]


def test_the_real_order_of_stopping() -> None:
    names = [part.module for part in reversed(lifespan.PARTS) if "simulator" not in part.module]
    assert names == [
        "messaging.realtime.hub",
        "messaging.ingest",
        "messaging.followers",
        "messaging.delivery.processes.notifier",
        "messaging.feed.relay",
        "messaging.runtime",
    ]
