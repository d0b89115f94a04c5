"""The container's health check asks under a host name that the server answers."""

from __future__ import annotations

import pytest

from support_console import probe
from tests.servers import free_port


def test_host_name(subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch) -> None:
    for public_url, allowed, asked in [
        ("https://console.example.org", "a.example", "console.example.org"),
        ("", "a.example,b.example", "a.example"),
        ("", ".example.org", "example.org"),
        ("", "", "localhost"),
    ]:
        with subtests.test(public_url=public_url, allowed=allowed, asked=asked):
            monkeypatch.setenv("PUBLIC_URL", public_url)
            monkeypatch.setenv("ALLOWED_HOSTS", allowed)
            assert probe.host_header() == asked


def test_nobody_there_is_not_ready() -> None:
    assert not probe.ready(free_port())
