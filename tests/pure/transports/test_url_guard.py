"""Which addresses a provider may send us to: never into the house."""

from __future__ import annotations

from unittest.mock import AsyncMock

import pytest
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from messaging.transports.http.url_guard import (
    NotPublicError,
    ProviderResolver,
    PublicOnlyResolver,
    is_allowed_url,
    is_public,
)


def test_the_internet_is_public(subtests: pytest.Subtests) -> None:
    for address in ["8.8.8.8", "2001:4860:4860::8888"]:
        with subtests.test(address=address):
            assert is_public(address)


def test_everything_else_is_not(subtests: pytest.Subtests) -> None:
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "example.com",
        "127.1",
        "0x7f000001",
    ]:
        with subtests.test(address=address):
            assert not is_public(address)


def test_a_public_provider_may_not_send_us_home() -> None:
    for url in ("http://127.0.0.1/", "https://localhost/", "https://127.0.0.1/", "http://example.com/"):
        assert not is_allowed_url(URL(url), allow_loopback=False), url
    assert is_allowed_url(URL("https://example.com/"), allow_loopback=False)


async def test_a_name_that_leads_home_does_not_exist(
    subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch
) -> None:
    for found in [["10.0.0.7"], ["127.0.0.1", "::1"]]:
        with subtests.test(found=found):
            answer = [{"host": address} for address in found]
            monkeypatch.setattr(ThreadedResolver, "resolve", AsyncMock(return_value=answer))
            with pytest.raises(NotPublicError):
                await PublicOnlyResolver().resolve("rebound.example", 443)


async def test_of_several_addresses_the_public_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object) -> list[dict[str, object]]:
        return [{"host": "10.0.0.7"}, {"host": "8.8.8.8"}]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    assert [one["host"] for one in await PublicOnlyResolver().resolve("both.example", 443)] == ["8.8.8.8"]


async def test_a_base_url_whose_name_leads_into_the_house_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    private = [{"hostname": "graph.example", "host": "10.0.0.1", "port": 443}]
    monkeypatch.setattr(ThreadedResolver, "resolve", AsyncMock(return_value=private))
    with pytest.raises(NotPublicError):
        await ProviderResolver(()).resolve("graph.example", 443)
    assert await ProviderResolver(("graph.example",)).resolve("graph.example", 443) == private
    assert await ProviderResolver(()).resolve("localhost", 443) == private
