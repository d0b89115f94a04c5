"""Taking a conversation from Meta's Business Agent, over a real connection on loopback."""

from __future__ import annotations

import pytest

from messaging.errors import SendRefused
from messaging.transports.base import Identity
from messaging.transports.whatsapp_cloud import WhatsAppCloud
from tests.fake_provider.meta import refuse
from tests.sockets.providers.whatsapp_cloud.graph import config

META = WhatsAppCloud()
PHONE, BSUID = Identity("phone", "447700900123"), Identity("bsuid", "GB.1349120865530274")


@pytest.mark.parametrize(
    ("to", "named"),
    [
        ((PHONE, BSUID), {"to": "+447700900123"}),
        ((BSUID,), {"recipient": "GB.1349120865530274"}),
    ],
)
async def test_body(http, meta, to, named):
    await META.take_control(http, config(meta.url), to)
    (call,) = meta.objects.called("thread_control")
    assert call.body == {"messaging_product": "whatsapp", "action": "take"} | named
    assert call.path == "/v26.0/106540000000001/thread_control"
    assert meta.arrivals == []


async def test_who_may_not_take_it_is_refused(http, meta):
    meta.then(refuse(100, 400), what="thread_control")
    with pytest.raises(SendRefused) as caught:
        await META.take_control(http, config(meta.url), (PHONE,))
    assert caught.value.code == "100"


async def test_a_customer_without_an_address_is_refused_before_anybody_is_asked(http, meta):
    with pytest.raises(SendRefused) as caught:
        await META.take_control(http, config(meta.url), (Identity("handle", "ann"),))
    assert caught.value.code == "no_address"
    assert meta.objects.calls == []
