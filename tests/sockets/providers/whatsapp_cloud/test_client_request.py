"""What goes over the wire, to a real server on loopback, and what does not."""

from __future__ import annotations

import json

import pytest

from messaging.errors import FailureClass
from messaging.transports.base import Accepted, Identity, OutgoingMessage
from tests.fake_provider import Reply
from tests.sockets.providers.whatsapp_cloud.graph import (
    ACCEPTED,
    ANN,
    ANN_BSUID,
    TOKEN,
    outgoing,
    refused,
    send,
)


class TestRequest:
    async def test_path_token_and_body(self, http, graph):
        await send(http, graph.url)
        (arrival,) = graph.arrivals
        assert (
            arrival.path == "/graph/v26.0/106540000000001/messages"
        )  # a POST: the fake takes nothing else there
        assert arrival.headers["Authorization"] == f"Bearer {TOKEN}"
        assert arrival.headers["Content-Type"] == "application/json"
        assert arrival.body == {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "+447700900123",
            "type": "text",
            "text": {"body": "Hello"},
            "biz_opaque_callback_data": "0b6d7c1e",
        }

    async def test_version_is_a_setting(self, http, graph):
        await send(http, graph.url, graph_version="v30.1")
        assert graph.arrivals[0].path.startswith("/graph/v30.1/")

    @pytest.mark.parametrize("to", [(ANN, ANN_BSUID), (Identity("handle", "Ann"), ANN)])
    async def test_phone_that_comes_first_is_taken(self, http, graph, to):
        await send(http, graph.url, outgoing(to=to))
        assert graph.body["to"] == "+447700900123"
        assert "recipient" not in graph.body

    async def test_first_phone_of_several_is_taken(self, http, graph):
        await send(http, graph.url, outgoing(to=(ANN, Identity("phone", "4915112345678"))))
        assert graph.body["to"] == "+447700900123"

    async def test_business_scoped_id_goes_into_recipient(self, http, graph):
        await send(http, graph.url, outgoing(to=(ANN_BSUID,)))
        assert graph.body["recipient"] == "GB.1349120865530274"
        assert "to" not in graph.body

    async def test_reply_names_its_message(self, http, graph):
        await send(http, graph.url, outgoing(reply_to="wamid.Q"))
        assert graph.body["context"] == {"message_id": "wamid.Q"}

    @pytest.mark.parametrize(
        ("content", "preview"),
        [
            ("see https://example.org/a?b=1", True),
            ("HTTP://X.ORG", True),
            ("example.org", False),
            ("https://", False),
        ],
    )
    async def test_preview_only_for_links(self, http, graph, content, preview):
        await send(http, graph.url, outgoing(content))
        assert graph.body["text"].get("preview_url", False) is preview

    async def test_any_text_arrives_as_it_was_written(self, http, graph):
        text = 'Grüße \u202e 👩‍👩‍👧 "quoted" \\ /\n\t'
        await send(http, graph.url, outgoing(text))
        assert graph.body["text"]["body"] == text

    async def test_what_is_no_text_is_replaced_not_raised(self, http, graph):
        await send(http, graph.url, outgoing("a\ud800b"))
        assert graph.body["text"]["body"] == "a\ufffdb"


class TestRefusedBeforeAnythingIsSent:
    @pytest.mark.parametrize("to", [(), (Identity("handle", "Alice"),)])
    async def test_nobody_that_whatsapp_could_reach(self, http, graph, to):
        error = await refused(http, graph.url, outgoing(to=to))
        assert (error.code, error.failure) == ("no_address", FailureClass.PERMANENT)
        assert error.title == "This customer has no WhatsApp address"
        assert graph.arrivals == []

    async def test_too_long_a_text(self, http, graph):
        error = await refused(http, graph.url, outgoing("x" * 4097))
        assert (error.code, error.failure) == ("too_long", FailureClass.PERMANENT)
        await send(http, graph.url, outgoing("x" * 4096))

    async def test_kind_that_cannot_be_sent(self, http, graph):
        message = OutgoingMessage(client_id="1", kind="order", content="x", to=(ANN,))
        error = await refused(http, graph.url, message)
        assert (error.code, error.failure) == ("unsupported_kind", FailureClass.PERMANENT)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"access_token": ""},
            {"access_token": "a\r\nX-Evil: 1"},
            {"phone_number_id": "../me"},
            {"graph_version": "latest"},
            {"graph_base_url": "http://graph.example.org"},
        ],
    )
    async def test_inbox_that_is_not_set_up(self, http, graph, wrong):
        error = await refused(http, graph.url, **wrong)
        assert (error.code, error.failure) == ("not_configured", FailureClass.INBOX)
        assert next(iter(wrong)) in error.detail
        assert TOKEN not in str(error.as_error())
        assert graph.arrivals == []


class TestAccepted:
    async def test_id_and_recipient_come_back(self, http, graph):
        graph.then(Reply(200, ACCEPTED))
        assert await send(http, graph.url) == Accepted("wamid.OUT1", (ANN,))

    async def test_recipient_as_whatsapp_knows_it(self, http, graph):
        people = [{"input": "+551187654321", "wa_id": "5511987654321", "user_id": "BR.77"}]
        graph.then(Reply(200, json.dumps(ACCEPTED | {"contacts": people})))
        accepted = await send(http, graph.url)
        assert accepted.identities == (Identity("bsuid", "BR.77"), Identity("phone", "5511987654321"))

    @pytest.mark.parametrize("contacts", [None, [], "x", [None], [{"wa_id": ""}], [{"wa_id": "x" * 999}]])
    async def test_id_alone_is_enough(self, http, graph, contacts):
        graph.then(Reply(200, json.dumps(ACCEPTED | {"contacts": contacts})))
        assert await send(http, graph.url) == Accepted("wamid.OUT1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_is_never_followed(http, graph, thief, status):
    """The second server would get the access token."""
    graph.then(Reply(status, "", {"Location": f"{thief.url}/steal"}))
    error = await refused(http, graph.url)
    assert (error.code, error.failure) == ("redirect", FailureClass.INBOX)
    assert thief.requests == 0
    assert len(graph.arrivals) == 1


async def test_an_answer_that_repeats_the_token_tells_it_nobody(http, graph):
    error = {"code": 190, "message": "Bad", "error_data": {"details": f"Malformed access token {TOKEN}"}}
    graph.then(Reply(401, json.dumps({"error": error})))
    refusal = (await refused(http, graph.url)).as_error()
    assert refusal["detail"].startswith("Malformed access token")
    assert TOKEN not in str(refusal)
