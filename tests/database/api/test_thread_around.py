"""A page of a thread around a message or a moment, and the pages that it leads to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from messaging.models import Conversation, Inbox, Message
from messaging.timestamps import utc_text
from tests.factories import an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db

# Seconds after the first message: several of one instant, as a provider that counts seconds brings them.
SECONDS = (0, 1, 2, 2, 2, 3, 4, 4, 4, 4, 5, 5)


@pytest.fixture
def thread(inbox: Inbox) -> list[Message]:
    """The messages of a conversation, newest first."""
    from_customer(inbox, "Of somebody else", phone="447700900199")
    messages = [from_customer(inbox, str(n)) for n in range(len(SECONDS))]
    for one, after in zip(messages, SECONDS, strict=True):
        Message.objects.filter(pk=one.pk).update(timestamp=messages[0].timestamp + timedelta(seconds=after))
    return list(Message.objects.filter(conversation=messages[0].conversation).order_by("-timestamp", "-pk"))


def url_of(thread: list[Message]) -> str:
    return f"/api/conversations/{thread[0].conversation_id}/messages/"


def around(api: Client, thread: list[Message], place: int | datetime, size: int) -> dict[str, Any]:
    text = place if isinstance(place, int) else utc_text(place)
    page: dict[str, Any] = api.get(f"{url_of(thread)}?around={text}&page_size={size}").json()
    return page


def ids(page: dict[str, Any]) -> list[int]:
    return [row["id"] for row in page["results"]]


def walked(api: Client, page: dict[str, Any]) -> list[int]:
    """Return everything that the page leads to, newest first."""
    found, url = ids(page), page["next"]
    while url:
        older = api.get(url).json()
        found, url = found + ids(older), older["next"]
    url = page["previous"]
    while url:
        newer = api.get(url).json()
        found, url = ids(newer) + found, newer["previous"]
    return found


@pytest.mark.parametrize("size", [3, 4, 50])
def test_around_each_message_the_whole_thread_is_found(api: Client, thread: list[Message], size: int) -> None:
    every = [one.pk for one in thread]
    for index, pk in enumerate(every):
        page = around(api, thread, pk, size)
        assert ids(page) == every[max(0, index - size // 2) : index + size - size // 2]
        assert page["next"] is None or ids(page)[-1] != every[-1]
        if index % 3 == 0 or size == len(every):
            assert walked(api, page) == every, "each one once"


def test_around_the_moment_of_each_message_its_first_one_is_found(api: Client, thread: list[Message]) -> None:
    for one in thread:
        page = around(api, thread, one.timestamp, 4)
        first = [other.pk for other in thread if other.timestamp >= one.timestamp][-1]
        assert (
            next(
                row["id"] for row in reversed(page["results"]) if row["timestamp"] >= utc_text(one.timestamp)
            )
            == first
        )
    for size in (1, 4):
        assert walked(api, around(api, thread, thread[4].timestamp, size)) == [one.pk for one in thread]


def test_around_a_moment_after_the_end_and_before_the_beginning(api: Client, thread: list[Message]) -> None:
    assert ids(around(api, thread, thread[0].timestamp + timedelta(days=1), 6)) == [
        one.pk for one in thread[:3]
    ]
    page = around(api, thread, thread[0].timestamp + timedelta(days=1), 1)
    assert ids(page) == [thread[0].pk]
    assert walked(api, page) == [one.pk for one in thread]
    page = api.get(f"{url_of(thread)}?around=2020-01-31&page_size=6").json()
    assert ids(page) == [one.pk for one in thread[-3:]]
    assert page["next"] is None


def test_the_page_brings_what_was_done_in_it_and_nothing_of_the_contact(
    api: Client, thread: list[Message]
) -> None:
    conversation = Conversation.objects.get(pk=thread[0].conversation_id)
    opened = conversation.activities.get()
    conversation.activities.update(at=thread[6].timestamp)
    include = "include=activity,drafting,contact_notes,past"
    page = api.get(f"{url_of(thread)}?around={thread[6].pk}&page_size=4&{include}").json()
    assert [line["id"] for line in page["activity"]] == [opened.pk]
    assert page["drafting"] == []
    assert not page.keys() & {"contact_notes", "past"}
    assert api.get(f"{url_of(thread)}?around={thread[0].pk}&page_size=4&{include}").json()["activity"] == []


def test_it_takes_as_many_statements_as_any_page(
    api: Client, thread: list[Message], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        assert len(around(api, thread, thread[4].pk, 5)["results"]) == 5


def test_what_is_not_in_the_thread_is_not_found(api: Client, thread: list[Message], inbox: Inbox) -> None:
    other = Message.objects.get(content="Of somebody else")
    hidden = from_customer(an_inbox(name="Another"), "Secret")
    for pk in (other.pk, hidden.pk, 10**15, 0):
        assert api.get(f"{url_of(thread)}?around={pk}").status_code == 404
    assert (
        api.get(f"/api/conversations/{hidden.conversation_id}/messages/?around={hidden.pk}").status_code
        == 404
    )
    for wrong in ("", "-1", "yesterday", "2026-02-30", "2026-02-03T10:00"):
        answer = api.get(f"{url_of(thread)}?around={wrong}")
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["around"]
    outsider = Client()
    outsider.force_login(an_agent())
    assert outsider.get(f"{url_of(thread)}?around={thread[0].pk}").status_code == 404
    assert outsider.get(f"{url_of(thread)}?around=2020-01-01").status_code == 404
