"""Who wrote a message of an imported history, when it is not as plain as in the documentation."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.transports.base import Identity
from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads import meta
from tests.payloads.meta import ANN, ANN_BSUID, BEN, BUSINESS, body, change, entry, problem

EVA, EVA_WITH_NINE = "551187654321", "5511987654321"


def imported(item: dict[str, Any], thread: Any = ANN, **value: Any) -> Any:
    """What one item of one thread becomes."""
    whole = {"id": "wamid.H", "timestamp": "1700000000", "type": "text", "text": {"body": "Old"}} | item
    threads = [{"id": thread, "messages": [whole]}]
    (found,) = meta.found(parse(body(entry(change("history", history=[{"threads": threads}], **value)))))
    return found


def test_ours(subtests: pytest.Subtests) -> None:
    for item, thread, metadata in [
        ({"from": BUSINESS}, ANN, {}),
        ({"from": f"+{BUSINESS}"}, ANN, {}),
        ({"from": BUSINESS, "to": ANN}, ANN, {"display_phone_number": ""}),
        ({"from": BUSINESS}, ANN, {"display_phone_number": None}),
        ({"to": ANN}, ANN, {}),
        ({"from": "Shop"}, ANN, {"display_phone_number": "Shop"}),
        ({"from": BUSINESS, "to": EVA_WITH_NINE}, EVA, {}),
    ]:
        with subtests.test(item=item, thread=thread, metadata=metadata):
            found = imported(item, thread, metadata=meta.METADATA | metadata)
            assert type(found).__name__ == "Echo"
            assert found.silent
            assert found.identities == (Identity("phone", item.get("to", thread)),)


def test_theirs(subtests: pytest.Subtests) -> None:
    for item, thread, identity in [
        ({"from": ANN}, ANN, Identity("phone", ANN)),
        ({"from": f"+{ANN}"}, ANN, Identity("phone", ANN)),
        ({"from": ANN, "to": BUSINESS}, ANN, Identity("phone", ANN)),
        ({"from_user_id": ANN_BSUID}, ANN_BSUID, Identity("bsuid", ANN_BSUID)),
        # Brazil: the chat is named in one spelling and its messages in the other.
        ({"from": EVA}, EVA_WITH_NINE, Identity("phone", EVA)),
    ]:
        with subtests.test(item=item, thread=thread, identity=identity):
            found = imported(item, thread)
            assert type(found).__name__ == "InboundMessage"
            assert found.silent
            assert found.identities == (identity,)


def test_theirs_when_neither_side_has_a_number() -> None:
    found = imported({"from": "Ann"}, "Ann", metadata={"phone_number_id": meta.ROUTE})
    assert (type(found).__name__, found.identities) == ("InboundMessage", (Identity("handle", "Ann"),))


def test_nobodys() -> None:
    assert imported({}).reason == "It does not say who wrote it."


def test_chat_knows_its_customer_by_more_names() -> None:
    thread = {
        "id": ANN,
        "context": {"user_id": ANN_BSUID},
        "messages": [{"from": BUSINESS, "id": "wamid.H", "type": "text"}],
    }
    (found,) = parse(body(entry(change("history", history=[{"threads": [thread]}])))).echoes
    assert found.identities == (Identity("bsuid", ANN_BSUID), Identity("phone", ANN))


def test_chats_of_one_piece_are_not_mixed() -> None:
    old = {"timestamp": "1", "type": "text", "text": {"body": "x"}, "from": BUSINESS}
    threads = [{"id": who, "messages": [old | {"id": f"wamid.{who}"}]} for who in (ANN, BEN)]
    found = parse(body(entry(change("history", history=[{"threads": threads}])))).echoes
    assert [one.identities[0].value for one in found] == [ANN, BEN]


def test_reaction_of_the_past_hangs_on_its_message() -> None:
    found = imported(
        {"from": BUSINESS, "type": "reaction", "reaction": {"message_id": "wamid.T", "emoji": "👍"}}
    )
    assert (type(found).__name__, found.by_us, found.target) == ("Reaction", True, "wamid.T")


def test_group_of_the_past_is_left_alone() -> None:
    assert imported({"from": ANN, "group_id": "120363"}).understood


def test_piece_that_failed_costs_no_other() -> None:
    whole = {"threads": [{"id": ANN, "messages": [{"from": ANN, "id": "wamid.H", "type": "text"}]}]}
    pieces = [None, {"errors": [problem(2593108)]}, whole, {"threads": [None, {"id": ANN}]}]
    batch = parse(body(entry(change("history", history=pieces))))
    assert [found.external_id for found in batch.messages] == ["wamid.H"]
    assert [notice.level for notice in batch.changes] == ["info"]
    assert len(batch.ignored) == 3
