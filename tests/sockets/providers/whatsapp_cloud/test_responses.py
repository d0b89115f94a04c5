"""What an answer of the Graph API means; every answer comes from a real server on loopback."""

from __future__ import annotations

import logging
from email.utils import formatdate
from time import time

import pytest

from messaging.errors import FailureClass, OutcomeUnknown
from tests.fake_provider import Reply
from tests.fake_provider.meta import refuse
from tests.sockets.providers.whatsapp_cloud.graph import (
    TOKEN,
    outgoing,
    refused,
    send,
)


class TestRefusedByMeta:
    @pytest.mark.parametrize(
        ("status", "code", "failure"),
        [
            (400, 131000, "R"),
            (500, 1, "R"),
            (503, 2, "R"),
            (429, 130429, "L"),
            (400, 131056, "L"),
            (400, 131026, "P"),
            (500, 131026, "P"),
            (400, 131047, "W"),
            (401, 190, "C"),
            (403, 200, "C"),
            (400, 131050, "N"),
        ],
    )
    async def test_code_decides_not_the_status(self, http, graph, status, code, failure):
        graph.then(refuse(code, status, details="because"))
        error = await refused(http, graph.url)
        assert (error.code, error.failure, error.detail) == (str(code), failure, "because")

    async def test_unknown_code_is_tried_once_more(self, http, graph):
        graph.then(refuse(987654, 400))
        error = await refused(http, graph.url)
        assert (error.code, error.failure, error.budget) == ("987654", FailureClass.RETRY, 2)

    @pytest.mark.parametrize(
        ("status", "failure", "scope"),
        [(500, "R", "pair"), (503, "R", "pair"), (429, "L", "number")],
    )
    @pytest.mark.parametrize(
        "text", ["<html>Bad gateway</html>", "", "[]", '{"error":"x"}', '{"error":{"code":987654}}']
    )
    async def test_overload_without_a_known_code_is_retried(self, http, graph, status, failure, scope, text):
        graph.then(Reply(status, text, {"Retry-After": "7"}))
        error = await refused(http, graph.url)
        assert (error.failure, error.scope, error.retry_after, error.budget) == (failure, scope, 7, 0)

    @pytest.mark.parametrize("text", ["<html>Gateway timeout</html>", "", '{"error":{"code":987654}}'])
    @pytest.mark.parametrize("status", [502, 504])
    async def test_a_gateway_without_an_answer_leaves_the_outcome_unknown(self, http, graph, status, text):
        graph.then(Reply(status, text))
        with pytest.raises(OutcomeUnknown):
            await send(http, graph.url)

    @pytest.mark.parametrize("status", [401, 403, 404])
    async def test_shut_door_without_a_reason_stops_the_inbox(self, http, graph, status):
        graph.then(Reply(status, "<html>"))
        error = await refused(http, graph.url)
        assert (error.code, error.failure) == (f"http_{status}", FailureClass.INBOX)
        assert error.pauses is (status in (401, 403)), "a token that is not let in, not a wrong address"

    @pytest.mark.parametrize("status", [400, 405, 413])
    async def test_other_refusal_without_a_reason_is_tried_once_more(self, http, graph, status):
        graph.then(Reply(status, ""))
        error = await refused(http, graph.url)
        assert (error.code, error.failure, error.budget) == (f"http_{status}", FailureClass.RETRY, 2)

    async def test_retry_after_comes_with_a_known_code_too(self, http, graph):
        graph.then(refuse(130429, 429, retry_after=3))
        assert (await refused(http, graph.url)).retry_after == 3

    async def test_trace_is_logged_and_the_token_is_not(self, http, graph, caplog):
        graph.then(refuse(131026, 400, details="because"))
        with caplog.at_level(logging.DEBUG, logger="messaging"):
            await refused(http, graph.url, outgoing("private words"))
        (record,) = [record for record in caplog.records if record.name.startswith("messaging")]
        assert (record.fbtrace_id, record.code, record.http_status) == ("Az9", "131026", 400)
        assert TOKEN not in str(vars(record))
        assert "private words" not in str(vars(record))


async def test_retry_after_as_a_date_over_the_wire(http, graph):
    graph.then(Reply(503, "", {"Retry-After": formatdate(time() + 30, usegmt=True)}))
    assert (await refused(http, graph.url)).retry_after == pytest.approx(30, abs=2)
