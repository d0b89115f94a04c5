from __future__ import annotations

import pytest

from messaging.transports.twilio import Twilio
from tests.fake_provider import RESET, Reply
from tests.fake_provider.twilio import refuse
from tests.payloads import twilio
from tests.pure.transports.twilio.rest import config

WEBHOOK = "https://console.example.com/webhooks/twilio/7/"


def sender(url: str = f"{WEBHOOK}#rc=5&rp=all", status: str = "ONLINE") -> dict[str, object]:
    return {"sender_id": twilio.ROUTE, "status": status, "webhook": {"callback_url": url}}


async def levels(http, fake, **more: str) -> dict[str, str]:
    found = await Twilio().diagnose(http, config(fake.url, **more), WEBHOOK)
    assert all(one.next_step for one in found if one.level != "ok"), "everything says what to do"
    assert all(twilio.TOKEN not in one.detail + one.next_step for one in found)
    return {one.check: one.level for one in found}


async def test_all_is_well(http, fake):
    fake.senders = [sender()]
    wanted = dict.fromkeys(["public URL", "account", "number", "webhook", "templates"], "ok")
    assert await levels(http, fake) == wanted


@pytest.mark.parametrize(
    "reply",
    [
        refuse(20003, 401),
        Reply(200, {"status": "suspended", "friendly_name": "x"}),
        Reply(200, "<html>"),
        RESET,
    ],
)
async def test_account_does_not_open(http, fake, reply):
    fake.then(reply, reply)  # a broken connection is tried twice
    assert (await levels(http, fake))["account"] == "failure"


async def test_address_that_is_not_public(http, fake):
    fake.senders = [sender()]
    assert (await levels(http, fake, public_url="http://127.0.0.1:8000"))["public URL"] == "warning"


@pytest.mark.parametrize("senders", [[], [{"sender_id": "whatsapp:+1999"}], [None, 7]])
async def test_number_is_no_sender(http, fake, senders):
    fake.senders = senders
    assert (await levels(http, fake))["number"] == "failure"


async def test_number_is_offline(http, fake):
    fake.senders = [sender(status="OFFLINE")]
    assert (await levels(http, fake))["number"] == "failure"


async def test_sandbox(http, fake):
    assert (await levels(http, fake, address="+14155238886"))["number"] == "warning"


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("", "failure"),
        ("https://elsewhere.example/", "failure"),
        (WEBHOOK, "warning"),
        (WEBHOOK.rstrip("/") + "#rc=5", "ok"),
    ],
)
async def test_webhook(http, fake, url, level):
    fake.senders = [sender(url)]
    assert (await levels(http, fake))["webhook"] == level


async def test_lists_that_cannot_be_read(http, fake):
    fake.script = lambda one: Reply(403, "") if not one.path.endswith(f"{twilio.ACCOUNT}.json") else None
    found = await levels(http, fake)
    assert (found["number"], found["templates"]) == ("failure", "failure")
