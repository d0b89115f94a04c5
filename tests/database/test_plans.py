"""How PostgreSQL reads what grows: every list, page and look-up of the growth benchmark, asked of many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.growth.asking import clients
from benchmarks.growth.pages import pages
from benchmarks.growth.plans import asked, read_whole
from messaging.admin.kit import counting
from messaging.feed import redact
from messaging.models import Contact, FeedEvent, Message, OutboxLane
from messaging.search import rebuild_contacts, rebuild_messages
from tests.database.many_rows import write_many_rows
from tests.shared_rows import Shared, shared

# The most that a list may ask: token, inboxes, rows and what hangs on them; a thread's lines have most.
MOST_STATEMENTS = 6


@pytest.fixture(scope="module")
def shared_large(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shared[None]]:
    yield from shared(write_many_rows, django_db_blocker)


@pytest.fixture
def large(shared_large: Shared[None], db: None) -> None:
    shared_large.rows()


@pytest.mark.engine("postgresql")
def test_nothing_that_grows_is_read_as_a_whole(
    large: None, subtests: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of so few rows all are counted; of more the planner's guess is shown.
    monkeypatch.setattr(counting, "CHEAP", 0)
    who = clients()
    for page in pages():
        with subtests.test(page.name):
            statements = asked(who[page.who], page.url)
            assert read_whole(statements) == set(), page.url
            if page.url.startswith("/api/"):
                assert len(statements) <= MOST_STATEMENTS, statements
    with subtests.test("the check itself"):
        assert_only_whole_readings_are_found()


def assert_only_whole_readings_are_found() -> None:
    """Without indexes: what most rows answer ends at once, what none does is looked for in all of them."""
    inbox = OutboxLane.objects.values_list("inbox", flat=True)[0]
    among = "SELECT 1 FROM messaging_outboxlane WHERE inbox_id"
    turn_indexes("off")
    assert read_whole([f"{among} = {inbox} LIMIT 1"]) == set()
    assert read_whole([f"{among} = 0 LIMIT 1"]) == {"messaging_outboxlane: (inbox_id = 0)"}
    assert read_whole([f"{among} = {inbox}"]) != set()
    # The foreign keys are checked when the test ends.
    turn_indexes("on")


def turn_indexes(word: str) -> None:
    with connection.cursor() as cursor:
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = {word}")


@pytest.mark.engine("postgresql")
def test_a_narrowed_search_looks_at_indexes(large: None, subtests: Any) -> None:
    newest = Message.objects.thread().order_by("-pk")
    rebuild_messages(after=newest[150].pk)
    client, word = clients()["one"], newest[0].content.split()[0]
    contact = Contact.objects.order_by("-pk")[150]
    rebuild_contacts(after=contact.pk)
    name = Contact.objects.filter(pk__gt=contact.pk)[0].name.split()[0]
    queries = (
        "label=label1",
        f"contact={newest[0].conversation.contact_id}",
        "after=2020-01-01",
        "author=me&has=file",
    )
    urls = [f"/api/search/?q={word}&{query}" for query in (*queries, "&".join(queries))]
    urls += [
        f"/api/contacts/?q={name}&{query}"
        for query in ("blocked=true", "blocked=false&open=true", "open=false")
    ]
    for url in urls:
        with subtests.test(url), transaction.atomic():
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url).status_code == 200
            statements = [one["sql"].strip() for one in caught]
            # As a search sets it.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
            assert read_whole(sql for sql in statements if sql.startswith(("SELECT", "WITH"))) == set()


@pytest.mark.engine("postgresql")
def test_no_statement_waits_for_a_compiler(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.engine("postgresql")
def test_what_a_note_said_is_found_in_the_log_by_its_number(large: None) -> None:
    """Not looked for among all that happened."""
    FeedEvent.objects.filter(seq=2).update(note_id=7, payload={"id": 7, "content": "Code 4711"})
    with CaptureQueriesContext(connection) as caught, transaction.atomic():
        redact("message", 7, {"content": "Deleted note"})
    (looked_for,) = (one["sql"] for one in caught if one["sql"].startswith("SELECT"))
    assert read_whole([looked_for]) == set()
    assert not FeedEvent.objects.filter(payload__content="Code 4711").exists()
