"""A body of many pieces leaves a short trace, and what is good in it is still found."""

from __future__ import annotations

import pytest

from messaging.transports.whatsapp_cloud.webhook.groups import MOST_GROUPS
from messaging.transports.whatsapp_cloud.webhook.parse import MOST_IGNORED, parse
from tests.payloads.meta import body, call, change, entry, message, status, typed

MANY = 3_000


def test_junk_is_counted_and_costs_no_neighbour(subtests: pytest.Subtests) -> None:
    for junk in [0, {}, [], "", None, {"a": 1}]:
        for key in ["messages", "statuses"]:
            with subtests.test(junk=junk, key=key):
                good = {"messages": message("wamid.1"), "statuses": status("wamid.1")}[key]
                batch = parse(call(**{key: [*[junk] * MANY, good]}))
                (found,) = (*batch.messages, *batch.receipts)
                assert found.external_id == "wamid.1"
                assert len(batch.ignored) == 101
                assert batch.ignored[-1].reason.startswith(f"{MANY - 100} more")
                assert not any(kept.understood for kept in batch.ignored)


def test_junk_alone_leaves_a_trace(subtests: pytest.Subtests) -> None:
    for junk in [0, {}, None]:
        with subtests.test(junk=junk):
            assert [kept.payload for kept in parse(call(messages=[junk, junk])).ignored] == [junk, junk]
            assert len(parse(body(junk, junk)).ignored) == 2


def test_junk_among_entries_and_changes_is_counted(subtests: pytest.Subtests) -> None:
    for junk in [0, {}]:
        with subtests.test(junk=junk):
            good = entry(*[junk] * MANY, change(messages=[message("wamid.1")]))
            batch = parse(body(*[junk] * MANY, good))
            assert [found.external_id for found in batch.messages] == ["wamid.1"]
            assert len(batch.ignored) == 202


def test_more_items_than_a_call_can_hold_are_told_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(parse.__globals__, "MOST_ITEMS", MANY - 1000)
    batch = parse(call(messages=[{"id": 1}] * MANY))
    assert len(batch.ignored) == MOST_IGNORED + 1
    assert batch.ignored[-1].reason == f"{MANY - 1000 + 1 - MOST_IGNORED} more items."
    assert not batch.ignored[-1].understood


def test_thousands_that_are_left_alone_are_no_dead_letter() -> None:
    batch = parse(call(messages=[typed("request_welcome", id=f"wamid.{number}") for number in range(2000)]))
    assert len(batch.ignored) == MOST_IGNORED + 1
    assert all(kept.understood for kept in batch.ignored)


def test_thousands_of_lines_in_groups_are_a_few_notices() -> None:
    lines = [message(f"wamid.{number}", group_id=str(number % 50)) for number in range(2000)]
    assert len(parse(call(messages=lines)).changes) == MOST_GROUPS


def test_one_dead_letter_among_thousands_that_are_left_alone_is_still_one() -> None:
    alone = [typed("request_welcome", id=f"wamid.{number}") for number in range(2000)]
    assert not parse(call(messages=[*alone, {"id": "wamid.x"}])).ignored[-1].understood
