"""The container's health check asks under a host name that the server answers."""

from __future__ import annotations

import pytest

from support_console import probe
from tests.rows import each
from tests.servers import free_port


@each(
    ("public_url", "allowed", "asked"),
    [
        ("https://desk.example.org", "a.example", "desk.example.org"),
        ("", "a.example,b.example", "a.example"),
        ("", ".example.org", "example.org"),
        ("", "", "localhost"),
    ],
)
def test_host_name(monkeypatch: pytest.MonkeyPatch, public_url: str, allowed: str, asked: str) -> None:
    monkeypatch.setenv("PUBLIC_URL", public_url)
    monkeypatch.setenv("ALLOWED_HOSTS", allowed)
    assert probe.host_header() == asked


def test_nobody_there_is_not_ready() -> None:
    assert not probe.ready(free_port())
