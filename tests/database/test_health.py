"""What machines ask: alive, ready, how is it doing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client
from psycopg_pool import PoolTimeout

from messaging import health
from messaging.api import health as api_health
from messaging.models import Inbox
from messaging.runtime import runtime


@pytest.fixture(autouse=True)
def _ask_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime().part(health._Migrations), "applied", False)
    monkeypatch.setattr(runtime().part(api_health._Secrets), "readable", False)


def break_with(error: Exception) -> Any:
    def broken() -> None:
        raise error

    return broken


def test_alive_asks_nobody(client: Client) -> None:
    # No database mark: a query would fail this test.
    for path in ("/healthz/live", "/healthz/live/"):
        response = client.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_names_what_it_checked(client: Client) -> None:
    response = client.get("/healthz/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": dict.fromkeys(
            ("process", "database", "layer", "writes", "storage", "migrations", "secrets"), "ok"
        ),
    }
    assert "no-store" in response["Cache-Control"]


def test_not_ready_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_ask_database", break_with(DatabaseError("gone")))
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "the database does not answer"
    assert response.json()["checks"]["migrations"] == "unknown"


def test_not_ready_while_all_connections_are_in_use(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait_in_vain() -> None:
        raise OperationalError("couldn't get a connection") from PoolTimeout("10 sec")

    monkeypatch.setattr(health, "_ask_database", wait_in_vain)
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "all connections to the database are in use"


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "pending_migrations", lambda: ["messaging.0001_first_version"])
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "1 migrations are not applied"


@pytest.mark.django_db
def test_not_ready_with_another_secret_key(client: Client, inbox: Inbox, settings: Any) -> None:
    settings.SECRET_KEY = "another-secret-key-" + "x" * 32
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["secrets"] == "SECRET_KEY cannot decrypt the secrets of 1 inboxes"


@pytest.mark.django_db
def test_dead_layer_degrades_but_keeps_the_traffic(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.api.health.layer_state", lambda: "Redis does not answer")
    response = client.get("/healthz/ready")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["layer"] == "Redis does not answer"


@pytest.mark.django_db
def test_not_ready_while_stopping(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.api.health._process_ready", lambda request: False)
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"


@pytest.mark.django_db
def test_metrics_for_loopback_only_where_there_is_no_token(client: Client) -> None:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert b"\nconsole_outbox_due_lanes 0.0\n" in response.content
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403


@pytest.mark.django_db
def test_metrics_with_a_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "t0ken"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
    response = client.get("/metrics", headers={"Authorization": "Bearer t0ken"}, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 200


def test_health_is_read_only(client: Client) -> None:
    for path in ("/healthz/live", "/healthz/ready", "/metrics"):
        assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_pending_migrations_are_none_after_migrate() -> None:
    assert health.pending_migrations() == []
