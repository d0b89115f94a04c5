"""The search index of a filled database, written past the application: the same rows as `rebuild_search_index` makes.

A million messages have a few thousand texts, so that the words of each are looked for once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.growth.bulk import AT_ONCE, Table, is_postgresql, moment


def write_entries() -> None:
    """Write an entry for each message and each contact of an inbox, and the index over them afterwards."""
    from django.db import connection, transaction

    from messaging.actors import Actor
    from messaging.feed import recording
    from messaging.models import MessageSearchEntry
    from messaging.search import rebuild_contacts

    with connection.cursor() as cursor:
        made_again = list(_put_aside(cursor))
        table = Table(MessageSearchEntry(), "message", "conversation_id", "at", "words")
        for page in _pages():
            table.write(page)
        with transaction.atomic():
            for statement in made_again:
                cursor.execute(statement)
    last = 0
    while True:
        with recording(by=Actor.system("benchmark")):
            last = rebuild_contacts(after=last)
        if not last:
            break
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if is_postgresql() else "ANALYZE")


def _put_aside(cursor: Any) -> Iterator[str]:
    """Drop what writes the index row by row; yield what makes it again, and the index with it."""
    if is_postgresql():
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'messaging_messagesearch'")
        ((made,),) = cursor.fetchall()
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("DROP INDEX messaging_messagesearch")
        yield made
        return
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'messaging_messagesearch_%'"
    )
    for name, made in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")
        yield made
    yield "INSERT INTO messaging_messagesearch (messaging_messagesearch) VALUES ('rebuild')"


def _pages() -> Iterator[list[tuple[Any, ...]]]:
    from django.db.models import Exists, OuterRef

    from messaging.models import Attachment, Message
    from messaging.search.documents import Document, MessageText, of_message
    from messaging.search.writing import engine

    stored, words = engine().stored, dict[str, str]()
    with_file = Exists(Attachment.objects.filter(message=OuterRef("pk")))
    last = 0
    while True:
        rows = Message.objects.thread().filter(pk__gt=last).order_by("pk")
        page = list(
            rows.values_list(
                "pk", "conversation", "inbox", "direction", "content", "timestamp", "author", with_file
            )[:AT_ONCE]
        )
        if not page:
            return
        found = []
        for pk, conversation, inbox, direction, content, at, *more in page:
            marks = of_message(MessageText(pk, conversation, inbox, direction, "", at, *more)).marks
            if content not in words:
                whole = of_message(MessageText(pk, conversation, inbox, direction, content, at, *more))
                numbers = [one for one in whole.marks if one not in marks]
                words[content] = stored(Document(whole.words, numbers))
            text = f"{words[content]} {stored(Document([], marks))}"
            found.append((pk, conversation, moment(at.timestamp()), text))
        yield found
        last = page[-1][0]
