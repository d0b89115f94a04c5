from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from tests.fake_provider.twilio import FakeTwilio
from tests.payloads import twilio


@pytest.fixture(scope="session")
def server() -> Iterator[FakeTwilio]:
    with FakeTwilio(twilio.ACCOUNT, twilio.TOKEN) as fake:
        yield fake


@pytest.fixture
def fake(server: FakeTwilio) -> FakeTwilio:
    """Twilio on loopback, as good as new."""
    server.forget()
    return server


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
