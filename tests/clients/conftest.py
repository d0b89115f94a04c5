"""One server with the simulator for the whole tier; every test has a number of its own there."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.clients import node, pywa_client
from tests.clients.simulated import Number, Receiver, receiving, register
from tests.live import LiveServer, Setup
from tests.tiers import cannot_run

MakeNumber = Callable[[str], Number]
NUMBERS = itertools.count(15550002000)


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of the product with nothing in it but the simulator."""
    var_dir: Path = tmp_path_factory.mktemp("clients")
    with LiveServer(Setup(var_dir, {"SIMULATOR": "1"}).migrate()) as server:
        yield server


@pytest.fixture
def make_number(simulator: LiveServer) -> MakeNumber:
    """``make_number("meta")``: a number with an account of its own."""
    return lambda provider: register(simulator, provider, f"+{next(NUMBERS)}")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def meta(make_number: MakeNumber, receiver: Receiver) -> Number:
    """A number at the fake Meta whose webhooks go to `receiver`."""
    number = make_number("meta")
    number.webhooks_to(receiver)
    return number


@pytest.fixture
def wa(meta: Number, receiver: Receiver) -> Iterator[pywa_client.Client]:
    """pywa with the account of `meta`."""
    with pywa_client.connected(meta, receiver) as client:
        yield client


# --- libraries for Node -----------------------------------------------------------------------


def library(name: str) -> Iterator[node.Library]:
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(node.running(name))
        except servers.NotHere as reason:
            cannot_run(str(reason))
        yield running


@pytest.fixture(scope="session")
def kapso_process() -> Iterator[node.Library]:
    yield from library("kapso")


@pytest.fixture(scope="session")
def api_js_process() -> Iterator[node.Library]:
    yield from library("api_js")


@pytest.fixture(scope="session")
def meta_sdk_process() -> Iterator[node.Library]:
    yield from library("meta_sdk")


@pytest.fixture
def kapso(kapso_process: node.Library, meta: Number) -> node.Library:
    """@kapso/whatsapp-cloud-api, with the account of `meta`."""
    return kapso_process.use(meta)


@pytest.fixture
def api_js(api_js_process: node.Library, meta: Number) -> node.Library:
    """whatsapp-api-js, with the account of `meta`."""
    return api_js_process.use(meta)


@pytest.fixture
def meta_sdk(meta_sdk_process: node.Library, meta: Number) -> node.Library:
    """Meta's own SDK for Node, with the account of `meta`."""
    return meta_sdk_process.use(meta)
