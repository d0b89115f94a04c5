"""What a login leaves behind: in the browser, in caches, in the log."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from messaging.actions.people import create_api_token, revoke_api_token, save_agent, set_password
from messaging.models import Agent
from tests.factories import BY, PASSWORD, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db


def log_in(client: Client, agent: Agent) -> Any:
    body = {"username": agent.username, "password": PASSWORD}
    return client.post("/api/session/", body, content_type="application/json")


def test_session_has_another_key_after_login_and_is_gone_after_logout(client: Client) -> None:
    agent = an_agent()
    client.get("/admin/login/")
    log_in(client, agent)
    first = client.cookies["sessionid"].value
    log_in(client, agent)
    assert client.cookies["sessionid"].value != first
    assert not Session.objects.filter(session_key=first).exists()
    answer = client.delete("/api/session/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert not Session.objects.exists()


def test_session_ends_with_the_working_day_however_busy_it_is(client: Client) -> None:
    log_in(client, an_agent())
    (ends,) = Session.objects.values_list("expire_date", flat=True)
    assert timedelta(hours=11) < ends - timezone.now() <= timedelta(hours=12)
    client.get("/api/me/")
    assert Session.objects.get().expire_date == ends


def test_no_cache_keeps_what_customers_wrote(client: Client, subtests: pytest.Subtests) -> None:
    agent = an_agent("admin", is_staff=True)
    message = from_customer(an_inbox(), "Hello", "447700900001")
    client.force_login(agent)
    thread = f"/api/conversations/{message.conversation_id}"
    pages = ["/api/me/", "/api/conversations/", f"{thread}/messages/", "/admin/"]
    for path in [*pages, f"{thread}/"]:
        with subtests.test(path=path):
            assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize(
    "weak",
    [
        "short-one-1",
        "Password1234!",
        "p4ssw0rd2026!!",
        "__iloveyou__2024",
        "whatsapp-2026",
        "qwertyqwerty",
        "abcabcabcabc",
        "aaaaaaaaaaaaaaaa",
        "834927465029",
    ],
)
def test_passwords_that_guessers_try_are_refused(weak: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(weak)


@pytest.mark.parametrize(
    "strong", [PASSWORD, "kettle orbit 7 marmalade", "пять слов без смысла", "x7Qm-2vTp-9wLs"]
)
def test_long_passwords_of_any_kind_are_taken(strong: str) -> None:
    validate_password(strong)
    validate_password(strong * 4)


def test_what_lets_people_in_is_logged_without_secrets(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    agent, boss = an_agent(), an_agent("admin")
    with caplog.at_level(logging.INFO, "messaging"):
        log_in(client, agent)
        client.delete("/api/session/")
        token = create_api_token(agent, by=BY)
        revoke_api_token(agent.auth_token_set.get(), by=BY)
        set_password(agent, "kettle orbit 7 marmalade", by=BY)
        boss.role = "agent"
        save_agent(boss, by=BY)
    lines = [record.message for record in caplog.records if record.name.startswith("messaging.")]
    assert lines == [
        "Logged in",
        "Logged out",
        "API token created",
        "API token revoked",
        "Password changed",
        "Rights changed",
    ]
    written = " ".join(str(vars(record)) for record in caplog.records)
    assert not any(secret in written for secret in (token, PASSWORD, "kettle"))
