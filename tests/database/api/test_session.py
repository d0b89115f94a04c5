"""Logging in and out, the lock after too many tries, and socket tickets."""

from __future__ import annotations

import pytest
from django.test import Client

from messaging.actions.people.credentials import redeem_socket_ticket
from messaging.models import Agent, Inbox, SocketTicket
from tests.factories import BY, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """A browser that has opened the console: it holds the CSRF cookie."""
    client = Client(enforce_csrf_checks=True)
    client.get("/api/me/")
    client.defaults["HTTP_X_CSRFTOKEN"] = client.cookies["csrftoken"].value
    return client


def log_in(client: Client, username: str, password: str):
    body = {"username": username, "password": password}
    return client.post("/api/session/", data=body, content_type="application/json")


def test_login_answers_who_i_am_and_logout_ends_it(browser: Client, agent: Agent, inbox: Inbox) -> None:
    answer = log_in(browser, "mia", PASSWORD)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {
        "id",
        "username",
        "name",
        "role",
        "availability",
        "availability_choice",
        "inboxes",
        "teams",
        "manages_agents",
        "uses_admin",
    }
    assert [row["id"] for row in body["inboxes"]] == [inbox.pk]
    assert browser.get("/api/me/").json() == body
    browser.defaults["HTTP_X_CSRFTOKEN"] = browser.cookies["csrftoken"].value
    assert browser.delete("/api/session/").status_code == 204
    assert browser.get("/api/me/").status_code == 401


def test_a_wrong_password_is_a_400_that_does_not_say_which(browser: Client, agent: Agent) -> None:
    for name in ("mia", "nobody"):
        answer = log_in(browser, name, "wrong")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_credentials")


def test_without_the_csrf_token_nobody_logs_in(agent: Agent) -> None:
    assert log_in(Client(enforce_csrf_checks=True), "mia", PASSWORD).status_code == 403


def test_too_many_tries_lock_out_with_retry_after(browser: Client, agent: Agent) -> None:
    answers = [log_in(browser, "mia", f"wrong {n}") for n in range(6)]
    assert answers[0].status_code == 400
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert set(answers[-1].json()) == {"code", "detail", "errors"}
    assert log_in(browser, "mia", PASSWORD).status_code == 429


def test_a_ticket_is_good_once(api: Client, agent: Agent) -> None:
    body = api.post("/api/socket-ticket/").json()
    assert set(body) == {"ticket", "expires_in"}
    redeemed = redeem_socket_ticket(body["ticket"], by=BY)
    assert redeemed is not None
    assert redeemed.agent == agent
    assert redeem_socket_ticket(body["ticket"], by=BY) is None
    assert redeem_socket_ticket("nonsense \ud800", by=BY) is None


def test_only_a_digest_of_the_ticket_is_stored(api: Client) -> None:
    ticket = api.post("/api/socket-ticket").json()["ticket"]
    assert ticket not in SocketTicket.objects.get().digest


def test_a_late_or_deactivated_ticket_is_worth_nothing(api: Client, agent: Agent) -> None:
    ticket = api.post("/api/socket-ticket/").json()["ticket"]
    SocketTicket.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert redeem_socket_ticket(ticket, by=BY) is None
    ticket = api.post("/api/socket-ticket/").json()["ticket"]
    Agent.objects.update(is_active=False)
    assert redeem_socket_ticket(ticket, by=BY) is None


def test_a_login_behind_a_proxy_names_the_origin_as_the_reason(browser: Client, agent: Agent) -> None:
    """A proxy that changes Host makes the page's Origin a foreign one; the token is right."""
    browser.defaults["HTTP_ORIGIN"] = "https://console.example.org"
    answer = log_in(browser, "mia", PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    for word in ("Origin", "https://console.example.org", "testserver", "proxy"):
        assert word in answer.json()["detail"]


def test_a_login_over_https_without_a_referer_says_so(browser: Client, agent: Agent) -> None:
    body = {"username": "mia", "password": PASSWORD}
    answer = browser.post("/api/session/", data=body, content_type="application/json", secure=True)
    assert "Referer" in answer.json()["detail"]
    browser.defaults["HTTP_REFERER"] = "https://elsewhere.example.org/"
    answer = browser.post("/api/session/", data=body, content_type="application/json", secure=True)
    assert "https://elsewhere.example.org/" in answer.json()["detail"]
