"""A statement that works for too long is cut where somebody waits for its answer, and the answer says so."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient, Client

from messaging import statement_limits
from messaging.actions.people.credentials import create_api_token
from messaging.admin.kit import base
from messaging.api.kit import paging
from messaging.models import Agent
from messaging.threads import DatabaseThreads
from tests.factories import BY, an_agent

pytestmark = pytest.mark.django_db(transaction=True)

# Minutes of work that wait for nobody.
SLOW = {
    "postgresql": "SELECT pg_sleep(60)",
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n LIMIT 1",
}


def work_for_long(*_: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(SLOW[connection.vendor])


@pytest.fixture
def boss() -> Agent:
    return an_agent("admin", is_staff=True)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_limits, "OF_A_REQUEST", 0.2)
    monkeypatch.setattr(statement_limits, "STEPS", 1000)
    monkeypatch.setattr(paging, "seen_inboxes", work_for_long)
    monkeypatch.setattr(base, "feed_positions", work_for_long)
    # A request is given a connection of its own; this test's was opened outside one.
    connection.close()


def check_answer(answer: Any) -> None:
    assert answer.status_code == 503
    assert answer.json()["code"] == "took_too_long"
    assert answer.json()["reason"] == "database_busy"
    assert "worked too long" in answer.json()["detail"]
    assert answer["Retry-After"]


def test_a_program_is_told(boss: Agent) -> None:
    api = Client(headers={"Authorization": f"Token {create_api_token(boss, by=BY)}"})
    connection.close()
    check_answer(api.get("/api/conversations/"))
    assert api.get("/api/me/").status_code == 200


def test_the_same_in_an_event_loop(boss: Agent) -> None:
    token = {"Authorization": f"Token {create_api_token(boss, by=BY)}"}
    connection.close()
    check_answer(async_to_sync(AsyncClient().get)("/api/conversations/", headers=token))


def test_people_are_told(boss: Agent) -> None:
    client = Client()
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    connection.close()
    answer = client.get("/admin/messaging/message/")
    assert answer.status_code == 503
    assert "worked too long" in answer.content.decode()


@pytest.mark.engine("postgresql")
def test_the_connection_is_whose_has_it(boss: Agent) -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    connection.close()
    with statement_limits.limited():
        assert limit() == "200ms"
    connection.close()
    assert limit() == "30s"


def test_what_a_request_wakes_has_no_limit() -> None:
    """Delivery is started in the context of whoever asked for it."""
    threads = DatabaseThreads("test")
    try:
        with statement_limits.limited():
            assert async_to_sync(threads.run)(statement_limits.limit) is None
    finally:
        threads.close()


def test_a_command_works_on(boss: Agent) -> None:
    assert statement_limits.limit() is None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_sleep(0.5)"
            if connection.vendor == "postgresql"
            else "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 3000000) SELECT count(*) FROM n"
        )
