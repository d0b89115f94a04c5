from __future__ import annotations

from datetime import UTC, datetime

import pytest

from messaging.errors import Unreadable
from messaging.transports.base import Identity
from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads.meta import (
    ANN,
    ANN_BSUID,
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

AT = datetime(2025, 6, 15, 23, 27, 53, tzinfo=UTC)


def only_message(**value):
    (found,) = parse(call(**value)).messages
    return found


def only_receipt(**item):
    (found,) = parse(call(statuses=[status(**item)])).receipts
    return found


def ids(items):
    return [item.external_id for item in items]


class TestText:
    def test_everything_that_was_said_is_there(self):
        item = message(sender=ANN, from_user_id=ANN_BSUID, text={"body": "Grüße 👍\n"})
        found = only_message(contacts=[contact(ANN, ANN_BSUID)], messages=[item])
        assert found.route == ROUTE
        assert found.external_id == "wamid.M1"
        assert found.identities == (Identity("bsuid", ANN_BSUID), Identity("phone", ANN))
        assert (found.kind, found.content) == ("text", "Grüße 👍\n")
        assert found.sent_at == AT
        assert found.name == "Ann Lee"
        assert found.reply_to is None
        assert found.payload == item

    def test_reply_names_what_it_answers(self):
        item = message(context={"from": "15550001111", "id": "wamid.Q"})
        assert only_message(messages=[item]).reply_to == "wamid.Q"

    def test_forwarded_message_answers_nothing(self, subtests):
        for how in ["forwarded", "frequently_forwarded"]:
            with subtests.test(how=how):
                assert only_message(messages=[message(context={how: True})]).reply_to is None
                assert only_message(messages=[message(context={how: True, "id": "wamid.Q"})]).reply_to is None

    def test_timestamp_in_other_units_and_types(self, subtests):
        for timestamp in [1750030073, "1750030073000", 1750030073000]:
            with subtests.test(timestamp=timestamp):
                assert only_message(messages=[message(timestamp=timestamp)]).sent_at == AT

    def test_message_with_a_nonsense_timestamp_is_still_a_message(self, subtests):
        for timestamp in ["", "soon", None, {}, True, "-1", 10**30]:
            with subtests.test(timestamp=timestamp):
                assert only_message(messages=[message(timestamp=timestamp)]).sent_at is None

    def test_what_cannot_be_stored_is_replaced_everywhere(self):
        raw = call(
            contacts=[contact(name="A\x00n\ud800n")], messages=[message(text={"body": "a\x00b\udfff"})]
        )
        (found,) = parse(raw).messages
        assert found.content == "a\ufffdb\ufffd"
        assert found.name == "A\ufffdn\ufffdn"
        assert found.payload["text"]["body"] == "a\ufffdb\ufffd"

    def test_one_lone_surrogate_costs_no_neighbour(self):
        good, bad = message("wamid.1"), message("wamid.2", text={"body": "\ud800"})
        assert ids(parse(call(messages=[good, bad, message("wamid.3")])).messages) == [
            "wamid.1",
            "wamid.2",
            "wamid.3",
        ]


class TestStatuses:
    def test_every_status(self, subtests):
        for named, reached in [
            ("sent", "sent"),
            ("delivered", "delivered"),
            ("read", "read"),
            ("played", "played"),
            ("failed", "failed"),
        ]:
            with subtests.test(named=named, reached=reached):
                found = only_receipt(status=named, biz_opaque_callback_data="0b6d")
                assert (found.route, found.external_id, found.status) == (ROUTE, "wamid.S1", reached)
                assert (found.at, found.callback_data) == (AT, "0b6d")

    def test_unknown_status_is_ignored_with_its_name(self, subtests):
        for named in ["warning", "", "SENT", None, 1, []]:
            with subtests.test(named=named):
                batch = parse(call(statuses=[status(status=named)]))
                assert not batch.receipts
                assert "is not handled" in batch.ignored[0].reason

    def test_failure_says_why_in_plain_words(self):
        error = only_receipt(status="failed", errors=[problem()]).error
        assert set(error) == {"code", "title", "detail", "action", "advice"}
        assert (error["code"], error["detail"]) == ("131026", "Message Undeliverable.")
        assert error["title"] == "WhatsApp could not deliver this message to that number"

    def test_failure_without_a_reason_is_still_a_failure(self, subtests):
        for errors in [None, [], [None], "x", [{}], [{"code": None}]]:
            with subtests.test(errors=errors):
                found = only_receipt(status="failed", errors=errors)
                assert (found.status, found.error["code"]) == ("failed", "unknown")

    def test_only_failures_carry_an_error(self):
        assert only_receipt(status="delivered", errors=[problem()]).error is None

    def test_failure_with_an_unknown_code_keeps_the_number(self):
        error = only_receipt(status="failed", errors=[problem(987654)]).error
        assert "987654" in error["title"]

    def test_recipient_may_be_missing(self):
        item = status()
        del item["recipient_id"]
        assert ids(parse(call(statuses=[item])).receipts) == ["wamid.S1"]


class TestWhatIsNotLive:
    def test_messages_of_other_fields_are_not_taken_for_new_ones(self, subtests):
        for field in [
            "smb_message_echoes",
            "user_preferences",
            "account_update",
            "message_template_status_update",
            "",
            None,
            "Messages",
        ]:
            with subtests.test(field=field):
                other = change(messages=[message()], statuses=[status()]) | {"field": field}
                batch = parse(body(entry(other, change(messages=[message("wamid.live")]))))
                assert ids(batch.messages) == ["wamid.live"]
                assert not batch.receipts
                assert [kept.understood for kept in batch.ignored] == [False]
                assert batch.ignored[0].payload in (other, other["value"])

    def test_field_is_named_in_the_reason(self):
        (kept,) = parse(body(entry({"field": "x" * 90, "value": {}}))).ignored
        assert kept.reason == f"The field {'x' * 64} is not handled."

    def test_errors_beside_messages_are_noticed(self):
        batch = parse(call(errors=[problem(130429), None, {}, {"title": "x"}], messages=[message()]))
        assert ids(batch.messages) == ["wamid.M1"]
        assert [notice.code for notice in batch.changes] == ["130429"]
        assert len(batch.ignored) == 3

    def test_group_message_is_not_put_into_a_private_conversation(self):
        batch = parse(call(messages=[message(group_id="120363")]))
        assert not batch.messages
        assert [notice.title for notice in batch.changes] == ["A message came in a group chat"]

    def test_group_message_for_no_number_leaves_a_trace(self):
        batch = parse(call(metadata=None, messages=[message(group_id="120363")]))
        assert (len(batch.ignored), batch.changes) == (1, ())

    def test_change_for_no_number_is_ignored_item_by_item(self, subtests):
        for metadata in [None, {}, [], {"phone_number_id": ""}, {"phone_number_id": None}]:
            with subtests.test(metadata=metadata):
                batch = parse(call(metadata=metadata, messages=[message()], statuses=[status()]))
                assert len(batch.ignored) == 2
                assert batch.routes == frozenset()

    def test_empty_call_leaves_a_trace(self, subtests):
        for name, raw in zip(
            [
                "nothing",
                "page",
                "no entry",
                "no list",
                "no changes",
                "empty changes",
                "empty value",
                "empty lists",
            ],
            [
                b"{}",
                b'{"object":"page"}',
                b'{"entry":[]}',
                b'{"entry":{}}',
                b'{"entry":[{}]}',
                b'{"entry":[{"changes":[]}]}',
                call(),
                call(messages=[], statuses=None),
            ],
            strict=True,
        ):
            with subtests.test(name):
                batch = parse(raw)
                assert (len(batch.messages), len(batch.receipts), len(batch.ignored)) == (0, 0, 1)

    def test_what_is_no_json_object_is_unreadable(self, subtests):
        for raw in [b"", b"[]", b"<html>", b"null", b'{"entry":', b'{"entry":' * 50_000]:
            with subtests.test(raw=raw), pytest.raises(Unreadable):
                parse(raw)
