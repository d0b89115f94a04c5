"""Every row of B1 and B4, and forms that nobody ever documented."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.errors import Unreadable
from messaging.transports import twilio as package
from messaging.transports.base import Batch
from messaging.transports.payload.json_access import is_storable
from messaging.transports.twilio.webhook.parse import parse
from tests.payloads import twilio


def things(batch: Batch) -> list[Any]:
    return [*batch.messages, *batch.receipts, *batch.ignored, *batch.echoes, *batch.changes]


def look(thing: Any, path: str) -> Any:
    """``payload.context.id``, ``media.0.kind``; None where there is nothing."""
    for step in path.split("."):
        if isinstance(thing, Mapping):
            thing = thing.get(step)
        elif isinstance(thing, tuple | list):
            thing = thing[int(step)]
        else:
            thing = getattr(thing, step, None)
    return thing


def test_row(subtests: pytest.Subtests):
    for case in twilio.CASES:
        with subtests.test(case.name):
            found = things(parse(case.body, case.query))
            assert [type(one).__name__ for one in found] == [case.gives]
            for path, wanted in case.attributes.items():
                assert look(found[0], path) == wanted, path


def test_message_names_itself_its_sender_and_its_inbox(subtests: pytest.Subtests):
    for case in twilio.MESSAGES:
        with subtests.test(case.name):
            for message in parse(case.body).messages:
                assert message.external_id == case.sid
                assert message.route == twilio.ROUTE
                assert message.identities[0].value in (case.customer.wa_id, case.customer.bsuid)
                assert message.content.strip()
                assert message.payload["type"] in message.payload
                assert message.sent_at is None, "the form tells no time: that of arrival counts"


def test_names_of_cases_are_unique():
    assert len({case.sid for case in twilio.CASES}) == len(twilio.CASES)


def test_brazilian_spellings_are_both_ways_to_the_customer():
    fields = {**twilio.incoming("br"), "From": "whatsapp:+5511987654321", "WaId": "551187654321"}
    message = parse(twilio.form(fields)).messages[0]
    assert [one.value for one in message.identities] == ["5511987654321", "551187654321"]


def test_what_is_no_form_of_twilios(subtests):
    for body in [b"", b"&&", b"=", b"a=1&" * 2000, b"Body=" + b"x" * 300_000]:
        with subtests.test(body=body):
            try:
                batch = parse(body)
            except Unreadable:
                continue
            assert [one.understood for one in batch.ignored] == [False]


def test_query_of_any_kind(subtests):
    for query in ["", "m", "m=", "&m=&", "m=" + "x" * 5000, "a=1&" * 300, "%zz", "m=\x00"]:
        with subtests.test(query=query):
            receipt = parse(twilio.form(twilio.without_none(twilio.callback("q"))), query).receipts[0]
            assert len(receipt.callback_data) <= 512
            assert is_storable(receipt.callback_data)


class TestPolled:
    RESOURCE = {
        "sid": twilio.sid("polled"),
        "account_sid": twilio.ACCOUNT,
        "from": "whatsapp:+447700900123",
        "to": twilio.ROUTE,
        "body": "Hello",
        "num_media": "0",
        "direction": "inbound",
        "date_sent": "Thu, 24 Aug 2023 05:01:45 +0000",
    }

    def parsed(self, *resources: Any) -> Batch:
        return parse(json.dumps({"object": "twilio_messages", "messages": resources}).encode())

    def test_resource_is_the_message_of_its_webhook(self):
        message = self.parsed(self.RESOURCE).messages[0]
        assert (message.external_id, message.content) == (twilio.sid("polled"), "Hello")
        assert message.sent_at == datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)
        assert message.route == twilio.ROUTE

    def test_files_come_along(self):
        media = [{"url": f"{twilio.MEDIA}/MM1/Media/ME1", "content_type": "image/jpeg"}]
        message = self.parsed({**self.RESOURCE, "body": "", "media": media}).messages[0]
        assert (message.kind, message.media[0].url) == ("image", media[0]["url"])

    def test_one_bad_one_harms_no_neighbour(self):
        batch = self.parsed(None, 7, {"sid": 5}, [], self.RESOURCE, {"from": {}})
        assert len(batch.messages) == 1
        assert len(batch.ignored) == 5

    def test_odd_date_is_no_date(self, subtests):
        for date in ["", "yesterday", None, 5, "Thu, 99 Aug 2023 05:01:45 +0000"]:
            with subtests.test(date=date):
                assert self.parsed({**self.RESOURCE, "date_sent": date}).messages[0].sent_at is None

    def test_a_price_is_what_twilio_charges(self, subtests):
        ours = {**self.RESOURCE, "direction": "outbound-api", "status": "delivered"}
        cases = [
            ("-0.00500", "usd", (True, "0.00500", "USD")),
            ("-1", "EUR", (True, "1", "EUR")),
            ("0.00000", "USD", (False, "0", "USD")),
            ("0.00500", "USD", (True, "-0.00500", "USD")),  # given back
        ]
        for price, unit, expected in cases:
            with subtests.test(price=price):
                pricing = self.parsed({**ours, "price": price, "price_unit": unit}).receipts[0].pricing
                assert (pricing["billable"], pricing["amount"], pricing["currency"]) == expected
        for price, unit in [
            (None, "USD"),
            ("", "USD"),
            ("-0.005", None),
            ("NaN", "USD"),
            ("1e9", "USD"),
            ({}, []),
        ]:
            with subtests.test(price=price):
                assert self.parsed({**ours, "price": price, "price_unit": unit}).receipts[0].pricing is None

    def test_other_json_is_not_taken_for_one(self, subtests):
        for body in [b"{}", b'{"object":"page"}', b"{", b'{"a":1}&MessageSid=1']:
            with subtests.test(body=body):
                assert not parse(body).messages


quick = settings(max_examples=40, derandomize=True)
NAMES = sorted({name for case in twilio.CASES for name in case.fields} | {"MediaUrl0", "MediaUrl9"})
VALUES = st.text(max_size=40) | st.sampled_from(
    ["0", "1", "99999999999", "-1", "NaN", "true", "whatsapp:", "{"]
)


@quick
@given(
    st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), VALUES, max_size=12), st.text(max_size=40)
)
def test_no_value_of_any_field_raises(fields: dict[str, str], query: str):
    body = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields.items()).encode()
    try:
        found = things(package.Twilio().parse(body, query))
    except Unreadable:
        assert not fields or not body.replace(b"=", b"").replace(b"&", b"")
        return
    assert len(found) == 1
    for one in found:
        json.dumps(getattr(one, "payload", None), default=str)
        assert is_storable(getattr(one, "content", ""))


def quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


@quick
@given(st.sampled_from(twilio.MESSAGES), st.sampled_from(NAMES), VALUES)
def test_one_odd_field_never_loses_a_message_that_has_id_and_sender(case, name, value):
    if case.gives != "InboundMessage" or name in {"MessageStatus", "From"}:
        return
    body = twilio.form({**case.fields, "MessageSid": case.sid, name: value or "x"})
    assert len(things(parse(body))) == 1
    assert len(parse(body).messages) == 1


@quick
@given(st.binary(max_size=200))
def test_any_bytes_at_all(body: bytes):
    with contextlib.suppress(Unreadable):
        assert len(things(parse(body))) <= 1
