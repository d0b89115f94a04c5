from __future__ import annotations

import itertools
import json
import random
import sys

import pytest

from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads.meta import (
    ROUTE,
    body,
    call,
    change,
    contact,
    entry,
    message,
    problem,
    status,
)


def ids(items):
    return [item.external_id for item in items]


def three_cubed():
    """3 entries x 3 changes x (3 messages + 3 statuses), with ids that tell their place."""
    places = iter(range(27))
    entries = []
    for _ in range(3):
        changes = []
        for _ in range(3):
            numbers = [next(places) for _ in range(3)]
            changes.append(
                change(
                    messages=[message(f"wamid.M{number:02}") for number in numbers],
                    statuses=[status(f"wamid.S{number:02}") for number in numbers],
                )
            )
        entries.append(entry(*changes))
    return entries


class TestBatches:
    def test_every_item_of_every_level_in_order(self):
        batch = parse(body(*three_cubed()))
        assert ids(batch.messages) == [f"wamid.M{number:02}" for number in range(27)]
        assert ids(batch.receipts) == [f"wamid.S{number:02}" for number in range(27)]
        assert batch.ignored == ()
        assert batch.routes == {ROUTE}

    def test_doubled_call_is_read_as_it_came(self):
        assert len(parse(body(*three_cubed(), *three_cubed())).messages) == 54

    def test_order_of_keys_and_levels_means_nothing(self):
        entries = three_cubed()
        random.Random(7).shuffle(entries)
        document = {"entry": entries, "object": "whatsapp_business_account"}
        shuffled = json.dumps(document, sort_keys=True).encode()
        assert sorted(ids(parse(shuffled).messages)) == [f"wamid.M{number:02}" for number in range(27)]

    def test_thousand_statuses_in_one_body(self):
        items = [status(f"wamid.{number}") for number in range(1000)]
        assert ids(parse(call(statuses=items)).receipts) == [f"wamid.{number}" for number in range(1000)]

    def test_each_change_speaks_of_its_own_number(self):
        other = change(messages=[message("wamid.2")], metadata={"phone_number_id": "2"})
        batch = parse(body(entry(change(messages=[message()]), other)))
        assert [one.route for one in batch.messages] == [ROUTE, "2"]
        assert batch.routes == {ROUTE, "2"}

    def test_people_of_one_change_are_not_those_of_another(self):
        named = change(contacts=[contact(name="Ann")], messages=[message("wamid.1")])
        batch = parse(body(entry(named, change(messages=[message("wamid.2")]))))
        assert [one.name for one in batch.messages] == ["Ann", ""]

    def test_bad_item_harms_no_neighbour(self, subtests):
        for bad in [None, 1, "x", [], {}, {"id": None}, {"id": []}, {"id": "x" * 256}, {"from": {}}]:
            for place in [0, 2]:
                with subtests.test(bad=bad, place=place):
                    messages = [message("wamid.1"), message("wamid.2")]
                    statuses = [status("wamid.3"), status("wamid.4")]
                    messages.insert(place, bad)
                    statuses.insert(place, bad)
                    batch = parse(call(messages=messages, statuses=statuses))
                    assert ids(batch.messages) == ["wamid.1", "wamid.2"]
                    assert ids(batch.receipts) == ["wamid.3", "wamid.4"]
                    assert [kept.payload for kept in batch.ignored] == [bad, bad]

    def test_item_that_cannot_be_told_from_others_is_ignored(self, subtests):
        for identifier in [None, "", [], {}, True, "x" * 256]:
            with subtests.test(identifier=identifier):
                items = {"messages": [message(identifier)], "statuses": [status(identifier)]}
                assert [kept.reason for kept in parse(call(**items)).ignored] == [
                    "An item without a usable id."
                ] * 2

    def test_bad_level_harms_no_neighbour(self, subtests):
        for where in ["entry", "change"]:
            for bad in [None, 1, "x", [], {}, [[]]]:
                with subtests.test(where=where, bad=bad):
                    good = change(messages=[message()])
                    raw = body(bad, entry(good), bad) if where == "entry" else body(entry(bad, good, bad))
                    batch = parse(raw)
                    assert ids(batch.messages) == ["wamid.M1"]
                    assert [kept.payload for kept in batch.ignored] == [bad, bad]

    def test_surprise_in_our_own_code_harms_no_neighbour(self, monkeypatch):
        def explode(item):
            if item["id"] == "wamid.2":
                raise RuntimeError
            return "text", "fine"

        monkeypatch.setattr("messaging.transports.whatsapp_cloud.webhook.messages.summarize", explode)
        batch = parse(call(messages=[message(f"wamid.{number}") for number in (1, 2, 3)]))
        assert ids(batch.messages) == ["wamid.1", "wamid.3"]
        assert batch.ignored[0].reason == "Could not be read: RuntimeError."

    def test_item_nested_beyond_reason_harms_no_neighbour(self):
        deep = message("wamid.2")
        deep["edit"] = deep["deep"] = json.loads('{"edit":{"message":' * 200 + "1" + "}}" * 200)
        batch = parse(call(messages=[message("wamid.1"), deep, message("wamid.3")]))
        assert ids(batch.messages) == ["wamid.1", "wamid.2", "wamid.3"]
        json.dumps(batch.messages[1].payload)


def test_item_where_a_list_belongs_is_not_lost():
    assert ids(parse(call(messages=message())).messages) == ["wamid.M1"]


def test_combinations_of_what_one_change_may_hold():
    parts = {"messages": [message()], "statuses": [status()], "errors": [problem()], "contacts": [contact()]}
    for size in range(5):
        for names in itertools.combinations(parts, size):
            batch = parse(call(**{name: parts[name] for name in names}))
            assert len(batch.messages) == ("messages" in names)
            assert len(batch.receipts) == ("statuses" in names)


def many_people(count):
    wa_ids = [f"4477{place:08}" for place in range(count)]
    people = [contact(wa_id) for wa_id in wa_ids]
    return change(contacts=people, messages=[message(f"wamid.{one}", one) for one in wa_ids])


def many_receipts(count):
    people = [contact(f"4477{place:08}") for place in range(count)]
    return change(contacts=people, statuses=[status(f"wamid.{place}") for place in range(count)])


def many_keys(count):
    return change(messages=[{**message(), **{f"k{place}": place for place in range(count)}}])


def steps_of(work):
    """How many instructions Python ran: what it costs, on any machine."""
    steps = itertools.count()

    def trace(frame, event, argument):
        frame.f_trace_opcodes = True
        if event == "opcode":
            next(steps)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return next(steps)


@pytest.mark.parametrize("many", [many_people, many_receipts, many_keys])
def test_twice_as_much_costs_twice_as_much(many):
    small, large = (body(entry(many(count))) for count in (100, 200))
    assert steps_of(lambda: parse(large)) <= 2.1 * steps_of(lambda: parse(small))
