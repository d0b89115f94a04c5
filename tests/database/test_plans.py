"""How PostgreSQL reads what grows: every list, page and look-up of the growth benchmark, asked of many rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.growth.asking import clients
from benchmarks.growth.filling import Filling
from benchmarks.growth.pages import pages
from benchmarks.growth.plans import asked, read_whole
from messaging.actions.conversation import NoteDraft, add_note
from messaging.actions.conversation.notes import delete_note
from messaging.admin.kit import counting
from messaging.models import Agent, Conversation, FeedEvent, OutboxLane
from tests.factories import BY

# A conversation for each message: what a history of years is to conversations.
MESSAGES = 20_000
# The most that a list may ask: token, inboxes, rows and what hangs on them; a thread's lines have most.
MOST_STATEMENTS = 6


@pytest.fixture
def large(db: None) -> None:
    Filling(MESSAGES, per_conversation=1).write_rows()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


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
def test_no_statement_waits_for_a_compiler(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.engine("postgresql")
def test_what_a_note_said_is_found_in_the_log_by_its_number(large: None) -> None:
    """Not looked for among all that happened."""
    conversation = Conversation.objects.earliest("pk")
    author = Agent.objects.earliest("pk")
    note = add_note(conversation, NoteDraft(author, "Code 4711"), by=BY)
    with CaptureQueriesContext(connection) as caught:
        delete_note(note, agent=author, by=BY)
    of_log = [one["sql"] for one in caught if "FOR" in one["sql"] and '"messaging_feedevent"' in one["sql"]]
    assert len(of_log) == 1
    assert read_whole(of_log) == set()
    assert not FeedEvent.objects.filter(payload__content="Code 4711").exists()
