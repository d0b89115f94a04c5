"""What every door answers while the database takes no changes, is full, away, or has no connection free."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.management import call_command
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from psycopg_pool import PoolTimeout

from messaging.api.conversations import ConversationViewSet
from messaging.database_writes import FULL, READ_ONLY, note_refused_write
from messaging.models import Agent, Inbox, Message
from messaging.outages import Outage, Reason
from support_console.outages import Sessions
from tests.factories import an_agent, from_customer

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "the-right-one-42"


@pytest.fixture
def read_only() -> Iterator[Callable[[], None]]:
    """``read_only()``: from now on, as after a failover to a replica."""
    sqlite = connection.vendor == "sqlite"

    def switch(*, on: bool) -> None:
        with connection.cursor() as cursor:
            setting = "PRAGMA query_only = " if sqlite else "SET default_transaction_read_only = "
            cursor.execute(setting + ("on" if on else "off"))

    yield lambda: switch(on=True)
    switch(on=False)


@pytest.fixture
def full() -> Iterator[Callable[[], None]]:
    """``full()``: from now on SQLite may take no more pages of the disk."""

    def bound(pages: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        bound(1)  # below what it has: no page more
        with connection.cursor() as cursor:
            # Nor one of those that earlier tests have given back.
            cursor.execute("SELECT freelist_count, page_size FROM pragma_freelist_count, pragma_page_size")
            pages, size = cursor.fetchone()
            if pages > 4:
                cursor.execute("CREATE TABLE filler (bytes)")
                cursor.execute(f"INSERT INTO filler VALUES (zeroblob({(pages - 3) * (size - 16)}))")

    yield fill
    bound(2**30)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS filler")


@pytest.fixture
def person(inbox: Inbox) -> Client:
    """Somebody logged in at the admin."""
    client = Client()
    client.force_login(an_agent("admin", username="ada", is_staff=True, is_superuser=True))
    return client


def check_envelope(answer: Any, reason: str) -> None:
    assert answer.status_code == 503, answer.content
    assert answer["Content-Type"] == "application/json"
    assert answer.json().keys() == {"code", "detail", "errors", "reason"}
    assert (answer.json()["code"], answer.json()["reason"]) == ("unavailable", reason)
    assert int(answer["Retry-After"]) > 0


def check_page(answer: Any, sentence: str) -> None:
    assert answer.status_code == 503, answer.content
    assert answer["Content-Type"].startswith("text/html")
    assert sentence in answer.content.decode()
    assert int(answer["Retry-After"]) > 0


def send(api: Client, inbox: Inbox, content: str = "Hello") -> Any:
    body = {"sender": inbox.address, "receiver": "+447700900123", "content": content}
    return api.post("/api/send-message/", body, content_type="application/json")


def test_programs_read_the_envelope_while_the_database_is_read_only(
    api: Client, inbox: Inbox, agent: Agent, read_only: Callable[[], None], subtests: Any
) -> None:
    conversation = from_customer(inbox).conversation
    agent.set_password(PASSWORD)
    agent.save()
    read_only()
    path = f"/api/conversations/{conversation.pk}/"
    calls: dict[str, Callable[[], Any]] = {
        "send-message": lambda: send(api, inbox),
        "conversation": lambda: api.patch(path, {"priority": "high"}, content_type="application/json"),
        "message": lambda: api.post(f"{path}messages/", {"content": "x"}, content_type="application/json"),
        "seen": lambda: api.post(f"{path}seen/", {}, content_type="application/json"),
        "ticket": lambda: api.post("/api/socket-ticket/"),
        "login": lambda: Client().post(
            "/api/session/",
            {"username": agent.username, "password": PASSWORD},
            content_type="application/json",
        ),
        "failed login": lambda: Client().post(
            "/api/session/",
            {"username": agent.username, "password": "wrong"},
            content_type="application/json",
        ),
    }
    for name, call in calls.items():
        with subtests.test(name):
            check_envelope(call(), "database_read_only")
    assert api.get(path).status_code == 200, "what only reads goes on"


def test_people_read_a_sentence_while_the_database_is_read_only(
    person: Client, agent: Agent, read_only: Callable[[], None]
) -> None:
    agent.is_staff = True
    agent.set_password(PASSWORD)
    agent.save()
    read_only()
    sentence = "The database is read-only at the moment"
    page = "/admin/messaging/label/add/"
    check_page(person.post(page, {"name": "urgent", "color": "#aa0000"}), sentence)
    check_page(Client().post("/admin/login/", {"username": agent.username, "password": PASSWORD}), sentence)
    assert person.get(page).status_code == 200


@pytest.mark.engine("sqlite")
def test_a_session_that_cannot_be_written_was_not_deleted(
    rf: RequestFactory, read_only: Callable[[], None]
) -> None:
    request = rf.get("/admin/", headers={"Accept": "text/html"})
    request.session = SessionStore()
    request.session["seen"] = 1
    request.session.save()
    request.session["seen"] = 2
    sessions = Sessions(lambda _: HttpResponse())
    read_only()
    check_page(sessions.process_response(request, HttpResponse()), "The database is read-only at the moment")


def test_a_session_that_was_deleted_is_said_to_be(rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.session = SessionStore()
    request.session.save()
    SessionStore(request.session.session_key).delete()
    request.session["seen"] = 2
    with pytest.raises(SessionInterrupted):
        Sessions(lambda _: HttpResponse()).process_response(request, HttpResponse())


@pytest.mark.engine("sqlite")
def test_a_full_disk_under_sqlite_is_said(api: Client, inbox: Inbox, full: Callable[[], None]) -> None:
    from_customer(inbox)
    full()
    found = [send(api, inbox, "x" * 4000) for _ in range(20)][-1]
    check_envelope(found, "database_full")
    ready = api.get("/healthz/ready")
    assert (ready.status_code, ready.json()["checks"]["writes"]) == (503, FULL)


@pytest.mark.engine("sqlite")
def test_a_full_disk_that_only_a_login_met_is_known_to_the_probe(
    agent: Agent, full: Callable[[], None]
) -> None:
    agent.set_password(PASSWORD)
    agent.save()
    credentials = {"username": agent.username, "password": PASSWORD}
    full()
    for _ in range(100):
        found = Client().post("/api/session/", credentials, content_type="application/json")
        if found.status_code != 200:
            break
    check_envelope(found, "database_full")
    assert Client().get("/healthz/ready").json()["checks"]["writes"] == FULL


@pytest.mark.engine("sqlite")
def test_a_disk_without_room_under_sqlite_is_noticed_before_a_change_is_refused(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    assert api.get("/healthz/ready").json()["checks"]["writes"] == FULL


@pytest.mark.engine("sqlite")
def test_a_refused_change_is_remembered_while_somebody_else_writes(api: Client, inbox: Inbox) -> None:
    """Whether there is room is not known before this process gets the lock."""
    note_refused_write(Outage(Reason.DATABASE_FULL, "x"))
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert api.get("/healthz/ready").json()["checks"]["writes"] == FULL
        other.execute("ROLLBACK")
    assert api.get("/healthz/ready").json()["checks"]["writes"] == "ok"


@pytest.mark.engine("sqlite")
def test_ready_again_once_there_is_room(api: Client, inbox: Inbox) -> None:
    note_refused_write(Outage(Reason.DATABASE_FULL, "x"))
    assert api.get("/healthz/ready").json()["checks"]["writes"] == "ok"
    with CaptureQueriesContext(connection) as asked:
        assert api.get("/healthz/ready").json()["checks"]["writes"] == "ok"
    assert not [query for query in asked if "INSERT" in query["sql"]], "it only writes after a refusal"
    assert send(api, inbox).status_code == 201


def test_not_ready_for_writes_while_read_only(
    api: Client, read_only: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert api.get("/healthz/ready").status_code == 200
    read_only()
    ready = api.get("/healthz/ready")
    assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
    assert ready.json()["checks"]["writes"] == READ_ONLY
    assert ready.json()["checks"]["database"] == "ok"
    with pytest.raises(SystemExit):
        call_command("doctor", "--only", "database")
    assert "FAIL database    not ready for writes: the database is read-only" in capsys.readouterr().out


def broken(cause: Exception) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> None:
        if isinstance(cause, psycopg.Error):
            raise OperationalError(str(cause)) from cause
        raise cause

    return fail


def test_no_free_connection_is_not_a_database_that_is_away(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ConversationViewSet, "get_queryset", broken(PoolTimeout("10 sec")))
    answer = api.get("/api/conversations/")
    assert answer.status_code == 503
    assert answer.json()["code"] == "overloaded"
    assert answer.json()["detail"] == "All connections to the database are in use."
    assert int(answer["Retry-After"]) > 0


def test_a_refused_request_is_one_line_of_the_log(
    api: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ConversationViewSet, "get_queryset", broken(PoolTimeout("10 sec")))
    assert api.get("/api/conversations/").status_code == 503
    middleware = "django.contrib.auth.middleware.AuthenticationMiddleware.process_request"
    monkeypatch.setattr(middleware, broken(PoolTimeout("10 sec")))
    assert Client(raise_request_exception=False).get("/admin/").status_code == 503
    assert caplog.messages == ["Answered 503: All connections to the database are in use."] * 2


def test_a_session_that_cannot_be_written_is_no_500(person: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django writes it after the view, where no view's handler looks."""
    store = "django.contrib.sessions.backends.db.SessionStore.save"
    monkeypatch.setattr(store, broken(psycopg.OperationalError("gone")))
    # Each request: the session is written when only its age would have changed.
    monkeypatch.setattr("django.conf.settings.SESSION_SAVE_EVERY_REQUEST", True)
    check_page(person.get("/admin/"), "The database is away.")


@pytest.mark.parametrize("path", ["/api/conversations/", "/webhooks/whatsapp/1/", "/admin/"])
def test_what_a_middleware_meets_is_no_500(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """The last way out: neither a view nor what watches over views has seen it."""
    middleware = "django.contrib.auth.middleware.AuthenticationMiddleware.process_request"
    monkeypatch.setattr(middleware, broken(psycopg.errors.AdminShutdown("terminating connection")))
    answer = Client(raise_request_exception=False).get(path, headers={"Accept": "text/html"})
    if path == "/admin/":
        check_page(answer, "The database is away.")
    else:
        check_envelope(answer, "database_away")


def test_a_message_that_was_taken_stays_taken_when_the_database_goes_away_then(
    api: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 503 would make a program send it again, under another id."""
    gone = broken(psycopg.OperationalError("server closed the connection unexpectedly"))
    monkeypatch.setattr("messaging.api.simple_send.wait_for_first_attempt", gone)
    answer = send(api, inbox)
    assert (answer.status_code, answer.json()["status"]) == (201, "queued")
    assert Message.objects.get().pk == answer.json()["id"]


def test_a_full_disk_anywhere_in_a_request_is_said(
    api: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.api.simple_send.send_to", broken(OSError(errno.ENOSPC, "No space left")))
    check_envelope(send(api, inbox), "disk_full")


def test_a_bug_stays_a_500_in_the_envelope(
    inbox: Inbox, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.api.simple_send.send_to", broken(ValueError("a bug")))
    api.raise_request_exception = False
    answer = send(api, inbox)
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert not Message.objects.exists()
