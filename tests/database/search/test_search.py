"""What `GET /api/search/` finds, in which order, and for whom. The same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging import statement_limits
from messaging.actions.core import record_message
from messaging.feed import recording
from messaging.models import Inbox, Message
from messaging.search import Scope, bounds, finding, rebuild_messages
from messaging.search.lookup import find_messages
from messaging.search.typed import read
from tests.factories import BY, an_agent, an_inbox, from_customer
from tests.payloads.typed_numbers import SAME_PERSON

pytestmark = pytest.mark.django_db

LINES = {
    "lamp": "Is the walnut lamp still in stock?",
    "lamps": "Two lamps and a table, please.",
    "spanish": "¿Cuándo llega la lámpara de nogal?",
    "german": "Große Straße 12, bitte",
    "danish": "Tak for hjælpen, Søren 🙂",
    "russian": "Ещё один столик, спасибо",
    "arabic": "أين طلبي؟ شُكْرًا لمساعدتكم في المدرسة",
    "chinese": "我想知道这个灯什么时候可以送到",
    "japanese": "東京都庁のカフェでランプを見ました",
    "korean": "램프를 주문하고 싶습니다",
    "thai": "สวัสดีครับ โคมไฟ",
    "hindi": "नमस्ते, दीपक कब आएगा",
    "number": "You can call me on +44 (0)7700 900-991 today",
    "delivery": "The delivery was on Monday, order 77-31",
}


@pytest.fixture
def lines(inbox: Inbox) -> dict[int, str]:
    """Ids of messages, each of somebody else, by what is in them."""
    return {
        from_customer(inbox, text, f"4477009001{place:02}", name=f"Customer {name}").pk: name
        for place, (name, text) in enumerate(LINES.items())
    }


def search(api: Client, text: str, **asked: Any) -> dict[str, Any]:
    answer = api.get("/api/search/", {"q": text, **asked})
    assert answer.status_code == 200, answer.content
    return answer.json()


def found(api: Client, text: str, **asked: Any) -> list[str]:
    return [hit["message"]["content"] for hit in search(api, text, **asked)["results"]]


def test_what_a_text_finds(subtests: pytest.Subtests, api: Client, lines: dict[int, str]) -> None:
    for text, names in [
        ("lamp", {"lamp", "lamps", "spanish"}),
        ("LAMPS", {"lamps"}),
        ("lam", {"lamp", "lamps", "spanish"}),
        ('"lamp"', {"lamp"}),
        ("lamp in", {"lamp"}),
        ("stock lamp", {"lamp"}),
        ("lamp table", set()),
        ('"walnut lamp"', {"lamp"}),
        ('"lamp walnut"', set()),
        ('"walnut lam"', set()),
        ('"walnut" lam', {"lamp"}),
        ("lampara", {"spanish"}),
        ("LÁMPARA cuando", {"spanish"}),
        ("cuando LÁMPARA", {"spanish"}),
        ("strasse", {"german"}),
        ("GROSSE STRASSE", {"german"}),
        ("soren hjaelpen", {"danish"}),
        ("🙂", {"danish"}),
        ("еще столик", {"russian"}),
        ("شكرا", {"arabic"}),
        ("اين طلبي", {"arabic"}),
        ("المدرسه", {"arabic"}),
        ("灯", {"chinese"}),
        ("到", {"chinese"}),
        ("什么时候", {"chinese"}),
        ("时候什么", set()),
        ("京都", {"japanese"}),
        ("東京都庁", {"japanese"}),
        ("ﾗﾝﾌﾟ", {"japanese"}),
        ("らんぷ", set()),
        ("カフェ ランプ", {"japanese"}),
        ("램프", {"korean"}),
        ("โคมไฟ", {"thai"}),
        ("ครับ", {"thai"}),
        ("दीपक", {"hindi"}),
        ("77-31", {"delivery"}),
        ("31-77", set()),
        ("?!", set()),
        ("", set()),
    ]:
        with subtests.test(text=text):
            assert {lines[hit["message"]["id"]] for hit in search(api, text)["results"]} == names


def test_a_number_in_a_text_is_found_in_every_spelling(
    subtests: pytest.Subtests, api: Client, lines: dict[int, str]
) -> None:
    for text in [*SAME_PERSON, "07700 900991", "900991", "7700 900 991"]:
        with subtests.test(text=text):
            assert found(api, text) == [LINES["number"]]


def test_what_was_meant_is_found_and_said(
    subtests: pytest.Subtests, api: Client, lines: dict[int, str]
) -> None:
    for text, typed, meant, name in [
        ("delviery", "delviery", "delivery", "delivery"),
        ("delivrery", "delivrery", "delivery", "delivery"),
        ("walnut lanp", "lanp", "lamp", "lamp"),
        ("спосибо", "спосибо", "спасибо", "russian"),
    ]:
        with subtests.test(text=text):
            answer = search(api, text)
            assert [lines[hit["message"]["id"]] for hit in answer["results"]] == [name]
            assert answer["meant"][0]["typed"] == typed
            assert meant in answer["meant"][0]["words"]
            assert any(part["found"] for part in answer["results"][0]["excerpt"])
    for text in ("zzqqxx", "lamp delivery", "990077"):
        with subtests.test(text=text):
            assert search(api, text) == {"results": [], "next": None, "meant": []}


def test_excerpt_and_conversation_of_a_hit(api: Client, lines: dict[int, str]) -> None:
    (hit,) = search(api, "cuando LÁMPARA")["results"]
    assert [part["text"] for part in hit["excerpt"] if part["found"]] == ["Cuándo", "lámpara"]
    assert "".join(part["text"] for part in hit["excerpt"]) == LINES["spanish"]
    assert hit["conversation"]["id"] == hit["message"]["conversation"]
    assert hit["conversation"]["contact"]["name"] == "Customer spanish"
    assert hit["contact"] is None


def written(inbox: Inbox, *texts: str, start: datetime | None = None) -> list[Message]:
    """Messages of one customer, a day apart, the oldest first, as an import would bring them."""
    start = start or datetime(2025, 1, 1, tzinfo=UTC)
    return [from_customer(inbox, text, sent_at=start + timedelta(days=n)) for n, text in enumerate(texts)]


def test_what_fits_better_comes_first_then_what_is_newer(api: Client, inbox: Inbox) -> None:
    written(
        inbox, "a table lamp", "lamp, and a table", "table lampshade", "the table lamp", "table of lampshades"
    )
    assert found(api, "table lamp") == [
        "the table lamp",
        "a table lamp",
        "table lampshade",
        "lamp, and a table",
        "table of lampshades",
    ]


def test_nothing_is_too_old(api: Client, inbox: Inbox) -> None:
    now = timezone.now()
    ages = (0, 40, 100, 400, 4000)
    for days in ages:
        from_customer(inbox, f"lamp of {days} days", sent_at=now - timedelta(days=days))
    assert found(api, "lamp") == [f"lamp of {days} days" for days in ages]


def test_each_look_at_more_months_finds_the_others(api: Client, inbox: Inbox) -> None:
    """Also what is of a month to come: of an import, or by a clock that is ahead."""
    now = timezone.now()
    ages = [-300, -35, *range(0, 400, 9)]
    for days in ages:
        message = from_customer(inbox, f"lamp of {days} days")
        Message.objects.filter(pk=message.pk).update(timestamp=now - timedelta(days=days))
    rebuild_messages(after=0)
    expected = [f"lamp of {days} days" for days in ages]
    assert found(api, "lamp", page_size=100) == expected
    # Enough of what is newest: nothing older is looked for. The next look is at as many months as have enough, or at all.
    with CaptureQueriesContext(connection) as caught:
        find_messages(read("lamp").expression, Scope(None), limit=3)
        find_messages(read("lamp").expression, Scope(None), limit=9)
        find_messages(read("lamp").expression, Scope(None), limit=len(ages))
    assert sum("FROM messaging_messagesearch" in one["sql"] for one in caught) == 1 + 2 + 2


@pytest.mark.parametrize("size", [2, 3, 7, 50])
def test_pages_follow_each_other(
    monkeypatch: pytest.MonkeyPatch, api: Client, inbox: Inbox, size: int
) -> None:
    """Nothing is left out or comes twice, within what is ranked and beyond."""
    monkeypatch.setattr(finding, "RANKED", 5)
    texts = [f"table lamp {n}" if n % 3 else f"lampshade of a table {n}" for n in range(13)]
    made = {message.pk for message in written(inbox, *texts)}
    page = search(api, "table lam", page_size=size)
    seen = [hit["message"]["id"] for hit in page["results"]]
    while page["next"]:
        from_customer(inbox, "a new table lamp that comes in between")
        page = api.get(page["next"]).json()
        seen += [hit["message"]["id"] for hit in page["results"]]
    assert len(seen) == len(set(seen))
    assert set(seen) == made
    assert seen[:5] == sorted(seen[:5], key=lambda pk: ("shade" in Message.objects.get(pk=pk).content, -pk))


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "W10=", "WzFd", "WyJ4IiwxLDFd", "WyIyMDI1LTAxLTAxIiwxLDFd", "WzEsMiwzLDRd", "bnVsbA==", "é"],
)
@pytest.mark.parametrize("kind", ["messages", "contacts"])
def test_a_cursor_of_somebody_else_is_refused(api: Client, kind: str, cursor: str) -> None:
    assert api.get("/api/search/", {"q": "lamp", "kind": kind, "cursor": cursor}).status_code == 404


def test_an_agent_finds_what_is_in_their_inboxes(api: Client, inbox: Inbox, lines: dict[int, str]) -> None:
    other = an_inbox()
    from_customer(other, "A lamp elsewhere", "447700900555", name="Nia Elsewhere")
    for role, elsewhere in (("agent", False), ("supervisor", True)):
        client = Client()
        client.force_login(an_agent(role, inboxes=[inbox]))
        texts = found(client, "lamp")
        assert ("A lamp elsewhere" in texts) is elsewhere
        assert LINES["lamp"] in texts
        assert bool(search(client, "nia", kind="contacts")["results"]) is elsewhere
        assert found(client, "lamp", inbox=other.pk) == (["A lamp elsewhere"] if elsewhere else [])
    nobody = Client()
    nobody.force_login(an_agent())
    assert found(nobody, "lamp") == []
    assert search(nobody, "customer", kind="contacts")["results"] == []
    # Nor what was probably meant.
    assert search(nobody, "delviery") == {"results": [], "next": None, "meant": []}
    assert Client().get("/api/search/", {"q": "lamp"}).status_code == 401


def test_one_conversation_is_searched(api: Client, inbox: Inbox, lines: dict[int, str]) -> None:
    message = from_customer(inbox, "The lamp again", phone="447700900555")
    from_customer(inbox, "No light", phone="447700900555")
    assert found(api, "lamp", conversation=message.conversation_id) == ["The lamp again"]
    assert found(api, "lamp", conversation=message.conversation_id + 10_000) == []


def test_contacts_are_found(subtests: pytest.Subtests, api: Client, lines: dict[int, str]) -> None:
    for text, names in [
        ("customer span", ["Customer spanish"]),
        ("span customer", []),
        ("447700900100", ["Customer lamp"]),
        ("07700 900100", ["Customer lamp"]),
        ("customer 900100", ["Customer lamp"]),
        ("spanihs", ["Customer spanish"]),
        ("walnut", []),
    ]:
        with subtests.test(text=text):
            hits = search(api, text, kind="contacts")["results"]
            assert [hit["contact"]["name"] for hit in hits] == names
            assert all(any(part["found"] for part in hit["excerpt"]) for hit in hits)
    page = search(api, "cust", kind="contacts", page_size=5)
    assert len(page["results"]) == 5
    seen = [hit["contact"]["id"] for hit in page["results"]]
    while page["next"]:
        page = api.get(page["next"]).json()
        seen += [hit["contact"]["id"] for hit in page["results"]]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(LINES)


def test_notes_are_found_like_messages(api: Client, inbox: Inbox) -> None:
    """Nobody writes one yet; the index takes them by their direction."""
    conversation = from_customer(inbox).conversation
    with recording(by=BY):
        note = Message.objects.create(
            conversation=conversation,
            inbox=inbox,
            direction="note",
            kind="note",
            sender="",
            receiver="",
            content="Wants an invoice",
            status="received",
        )
        record_message(note, "created")
    assert found(api, "invoice") == ["Wants an invoice"]


def test_what_is_refused(api: Client) -> None:
    for query in (
        {},
        {"q": "x", "kind": "notes"},
        {"q": "x", "inbox": "y"},
        {"q": "x", "page_size": "0"},
        {"q": "x", "o": "1"},
    ):
        assert api.get("/api/search/", query).status_code == 400, query
    assert api.get("/api/search/", {"q": "x", "kind": "contacts", "conversation": "1"}).status_code == 400


def test_a_search_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, api: Client, inbox: Inbox
) -> None:
    written(inbox, *(f"lamp {n}" for n in range(30)))
    monkeypatch.setattr(bounds, "LONGEST", 0.001)
    monkeypatch.setattr(statement_limits, "STEPS", 1)
    monkeypatch.setattr(finding, "find_messages", slow)
    answer = api.get("/api/search/", {"q": "lamp"})
    assert answer.status_code == 503
    assert answer.json()["code"] == "overloaded"
    assert "took too long" in answer.json()["detail"]
    assert answer["Retry-After"]
    assert api.get("/api/conversations/").status_code == 200


def slow(*_: object, **__: object) -> list[Any]:
    """A statement that would take seconds."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_sleep(5)")
        else:
            count = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 50000000)"
            cursor.execute(f"{count} SELECT count(*) FROM n")
        return []


def test_too_many_searches_at_once_are_refused(
    monkeypatch: pytest.MonkeyPatch, api: Client, inbox: Inbox
) -> None:
    monkeypatch.setattr(bounds, "PATIENCE", 0.01)
    for _ in range(bounds.AT_ONCE):
        bounds._places.acquire()
    try:
        answer = api.get("/api/search/", {"q": "lamp"})
        assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
        assert answer["Retry-After"]
    finally:
        for _ in range(bounds.AT_ONCE):
            bounds._places.release()
    assert search(api, "lamp")["results"] == []


@pytest.mark.engine("postgresql")
def test_the_limit_ends_with_the_search(api: Client, inbox: Inbox) -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('enable_seqscan')")
            return str(cursor.fetchone())

    before = limit()
    search(api, "lamp")
    assert limit() == before


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("kind", ["messages", "contacts"])
def test_the_index_answers_words_inboxes_and_months_together(
    api: Client, lines: dict[int, str], inbox: Inbox, kind: str
) -> None:
    """All of it is one look-up: nothing is filtered out of rows that were read."""
    with CaptureQueriesContext(connection) as done:
        search(api, "lamp cust", kind=kind)
    asked = [one["sql"] for one in done if "@@" in one["sql"]]
    assert asked
    # Nor does it read every row where PostgreSQL believes that there are many.
    assert any("set_config('enable_seqscan', 'off', true)" in one["sql"] for one in done)
    with connection.cursor() as cursor:
        # The tables of a test are too small for an index to be worth it, and another test's ANALYZE
        # (whose figures no rollback takes back) makes reading all of another index the cheapest way.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        for sql in asked:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert f"Bitmap Index Scan on messaging_{kind[:-1]}search" in plan, plan
            assert "Filter:" not in plan, plan
            assert f"'i:{inbox.pk}'" in plan
