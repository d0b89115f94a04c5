"""Blue ticks and typing, over a real connection on loopback."""

from __future__ import annotations

import pytest

from messaging.errors import FailureClass, SendRefused
from messaging.transports.http.client import Limits
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.fake_provider import Reply
from tests.fake_provider.meta import refuse
from tests.sockets.providers.whatsapp_cloud.graph import config

META = WhatsAppCloud()


class TestMarkRead:
    @pytest.mark.parametrize("typing", [False, True])
    async def test_body(self, http, meta, typing):
        await META.mark_read(http, config(meta.url), "wamid.IN", typing=typing)
        (call,) = meta.objects.called("read")
        more = {"typing_indicator": {"type": "text"}} if typing else {}
        expected = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN"}
        assert call.body == expected | more
        assert call.path == "/v26.0/106540000000001/messages"
        assert meta.arrivals == []

    async def test_refusal(self, http, meta):
        meta.then(refuse(131009, 400), what="read")
        with pytest.raises(SendRefused) as caught:
            await META.mark_read(http, config(meta.url), "wamid.IN", typing=False)
        assert caught.value.code == "131009"

    async def test_no_answer_is_a_refusal_to_be_retried(self, http, graph):
        graph.then(Reply(delay=5), what="read")
        slow = WhatsAppCloud(Limits(total=0.1, connect=0.1))
        with pytest.raises(SendRefused) as caught:
            await slow.mark_read(http, config(graph.url), "wamid.1", typing=False)
        assert (caught.value.code, caught.value.failure) == ("no_answer", FailureClass.RETRY)
