"""Which pages may open a socket with a cookie."""

from __future__ import annotations

import pytest

from messaging.realtime.origin import origin_allowed

HOSTS = ["console.example.org", ".agents.example.org", "127.0.0.1", "[::1]"]


def allowed(*origins: str, hosts: list[str] = HOSTS, host: str = "console.example.org") -> bool:
    headers = [(b"host", host.encode()), *((b"origin", origin.encode("latin-1")) for origin in origins)]
    return origin_allowed(headers, hosts)


def test_pages_of_allowed_hosts_may(subtests: pytest.Subtests) -> None:
    for origin in [
        "https://console.example.org",
        "https://console.example.org:8443",
        "https://CONSOLE.example.org",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "https://eu.agents.example.org",
    ]:
        with subtests.test(origin=origin):
            assert allowed(origin)


def test_other_pages_may_not(subtests: pytest.Subtests) -> None:
    for origin in [
        "",
        "null",
        "https://evil.example",
        "https://console.example.org.evil.example",
        "https://evil.example/console.example.org",
        "https://console.example.org@evil.example",
        "https://evildesk.example.org",
        "console.example.org",
        "https://",
        "http://[::1",
        "http://\xe9.example",
    ]:
        with subtests.test(origin=origin):
            assert not allowed(origin)


def test_no_origin_and_two_origins_are_refused() -> None:
    assert not allowed()
    assert not allowed("https://console.example.org", "https://console.example.org")


def test_where_every_host_is_allowed_the_origin_is_the_host_that_was_asked() -> None:
    assert allowed("https://console.example.org", hosts=["*"], host="console.example.org:8000")
    assert not allowed("https://evil.example", hosts=["*"], host="console.example.org")
    assert not allowed(hosts=["*"])
