"""The fake Graph API, key by key."""

from __future__ import annotations

import pytest

from simulator.models import SimulatedCustomer, SimulatedMessage
from tests.database.simulator import furnish
from tests.database.simulator.conftest import GRAPH, TOKEN


async def test_sending_a_text(graph, ann, database):
    status, answer = await graph.send("Hello Ann", biz_opaque_callback_data="0b5c")
    wamid = answer["messages"][0]["id"]
    assert status == 200
    assert answer == {
        "messaging_product": "whatsapp",
        "contacts": [{"input": "+447700900123", "wa_id": "447700900123"}],
        "messages": [{"id": wamid}],
    }
    message = await database(SimulatedMessage.objects.get, wamid=wamid)
    assert (message.body, message.status, message.callback_data) == ("Hello Ann", "accepted", "0b5c")
    assert message.customer_id == ann.pk


@pytest.mark.parametrize("typed", ["+1 555-000-1111", "15550001111", "001 555 000 1111"])
async def test_nobody_writes_to_oneself(graph, database, typed):
    status, answer = await graph.send(to=typed)
    assert (status, answer["error"]["code"]) == (400, 131021)
    assert await database(SimulatedMessage.objects.count) == 0


async def test_the_answer_names_the_id_under_which_whatsapp_knows_the_phone(graph, database):
    for typed, wa_id in [("0044 7700 900456", "447700900456"), ("+5531987654321", "553187654321")]:
        status, answer = await graph.send(to=typed)
        assert (status, answer["contacts"]) == (200, [{"input": typed, "wa_id": wa_id}])
        assert await database(SimulatedCustomer.objects.filter(wa_id=wa_id).count) == 1


async def test_a_phone_that_is_there_is_reached_by_its_other_spelling(graph, number, database):
    # Somebody of São Paulo who kept an id without the ninth digit.
    await database(furnish.add_customer, number, "551187654321", "Ana")
    status, answer = await graph.send(to="+55 11 98765-4321")
    assert (status, answer["contacts"][0]["wa_id"]) == (200, "551187654321")
    assert await database(SimulatedCustomer.objects.count) == 1


async def test_a_number_that_nobody_has_gets_a_customer(graph, database):
    status, answer = await graph.send(to="+49 30 901820")
    assert (status, answer["contacts"]) == (200, [{"input": "+49 30 901820", "wa_id": "4930901820"}])
    customer = await database(SimulatedCustomer.objects.get, wa_id="4930901820")
    assert (customer.name, customer.bsuid[:3]) == ("+4930901820", "DE.")
    await graph.send(to="4930901820")
    assert await database(customer.messages.count) == 2


async def test_sending_to_a_user_id(graph, ann):
    body = {"to": None, "recipient": ann.bsuid}
    status, answer = await graph.send(**body)
    assert (status, answer["contacts"]) == (200, [{"input": ann.bsuid, "user_id": ann.bsuid}])


async def test_a_user_id_of_nobody(graph, ann):
    status, answer = await graph.send(to=None, recipient="GB.1")
    assert (status, answer["error"]["code"]) == (400, 131026)


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", "t\u00f6ken"])
async def test_without_the_right_token(graph, ann, database, token):
    body = {"messaging_product": "whatsapp", "to": "+447700900123", "text": {"body": "Hello"}}
    status, answer = await graph.call("POST", f"{GRAPH}/messages", body, token)
    assert (status, answer["error"]["code"], answer["error"]["type"]) == (401, 190, "OAuthException")
    assert await database(SimulatedMessage.objects.count) == 0


async def test_a_number_that_is_not_the_tokens(graph):
    status, answer = await graph.call("POST", "/simulator/graph/v26.0/2147483648/messages", {})
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (400, 100, 33)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[]", b'"text"'])
async def test_bad_json(graph, raw):
    status, answer = await graph.call("POST", f"{GRAPH}/messages", raw)
    assert (status, answer["error"]["code"]) == (400, 100)
    assert answer["error"]["fbtrace_id"]


async def test_a_refused_text_leaves_nothing(graph, ann, database):
    status, answer = await graph.send("x" * 4097)
    assert (status, answer["error"]["code"]) == (400, 100)
    assert await database(SimulatedMessage.objects.count) == 0


async def test_a_recipient_that_is_no_number(graph, database):
    status, answer = await graph.send(to="Ann")
    assert (status, answer["error"]["code"]) == (400, 131009)
    assert answer["error"]["error_data"]["details"]
    assert await database(SimulatedCustomer.objects.count) == 0


async def test_another_kind_is_shown_as_a_line(graph, ann, database):
    status, answer = await graph.send(
        type="image", image={"link": "https://example.org/a.png", "caption": "Us"}
    )
    message = await database(SimulatedMessage.objects.get, wamid=answer["messages"][0]["id"])
    assert (status, message.kind, message.body) == (200, "image", "📷 Us")


async def test_marking_as_read_turns_earlier_messages_blue_too(graph, ann, database, status_of):
    first, second, third = [await database(furnish.send_text, ann, text) for text in ("1", "2", "3")]
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": second.wamid}
    assert await graph.call("POST", f"{GRAPH}/messages", body) == (200, {"success": True})
    assert [await status_of(each.wamid) for each in (first, second, third)] == ["read", "read", "sent"]


async def test_typing_is_shown_until_the_answer_comes(graph, ann, database):
    written = await database(furnish.send_text, ann, "Hello?")
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": written.wamid}
    await graph.call("POST", f"{GRAPH}/messages", body | {"typing_indicator": {"type": "text"}})
    await database(ann.refresh_from_db)
    assert ann.business_typing_until
    await graph.send("Here I am")
    await database(ann.refresh_from_db)
    assert ann.business_typing_until is None


async def test_marking_what_was_never_received(graph, ann):
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.X"}
    status, answer = await graph.call("POST", f"{GRAPH}/messages", body)
    assert (status, answer["error"]["code"]) == (400, 131009)


async def test_describing_the_number(graph):
    status, answer = await graph.call("GET", f"{GRAPH}?fields=display_phone_number,verified_name")
    assert status == 200
    assert answer == {
        "display_phone_number": "+1 555-000-1111",
        "verified_name": "Corner Shop",
        "id": "106540000000001",
    }


async def test_the_description_has_no_secret(graph):
    status, answer = await graph.call("GET", GRAPH)
    assert (status, answer["quality_rating"]) == (200, "GREEN")
    assert not {"access_token", "app_secret", "verify_token"} & set(answer)


async def test_describing_needs_the_token(graph):
    assert (await graph.call("GET", GRAPH, token="wrong"))[0] == 401


@pytest.mark.parametrize(
    "path", ["me/accounts", "v26.0/106540000000001/calls", "latest/106540000000001/messages"]
)
async def test_unknown_paths_answer_as_graph_does(graph, path):
    status, answer = await graph.call("POST", f"/simulator/graph/{path}", {})
    assert (status, answer["error"]["code"]) == (400, 2500)
