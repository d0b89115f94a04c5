"""Registering numbers at the fake providers."""

from __future__ import annotations

import json

import pytest

from simulator.models import SimulatedNumber
from tests.database.simulator import furnish


async def test_a_number_at_meta(phone, number, graph):
    body = {"provider": "meta", "name": "Second Shop", "number": "+44 1632 960001"}
    status, answer = await phone.post("numbers", body)
    reported = answer["settings"]
    assert status == 201
    assert set(reported) == {
        "phone_number_id", "waba_id", "access_token", "app_secret", "verify_token", "graph_base_url",
    }  # fmt: skip
    assert reported["graph_base_url"] == "http://127.0.0.1:8000/simulator/graph"
    path = f"/simulator/graph/v26.0/{reported['phone_number_id']}?fields=display_phone_number"
    status, described = await graph.call("GET", path, token=reported["access_token"])
    assert (status, described["display_phone_number"]) == (200, "+441632960001")


async def test_a_number_at_twilio(phone, number, database):
    body = {"provider": "twilio", "name": "T", "number": "+44 1632 960001"}
    status, answer = await phone.post("numbers", body)
    assert status == 201
    assert set(answer["settings"]) == {
        "account_sid", "auth_token", "api_base_url", "content_base_url", "messaging_base_url",
    }  # fmt: skip
    made = await database(SimulatedNumber.objects.get, pk=answer["id"])
    assert (made.phone_number_id, made.provider) == ("whatsapp:+441632960001", "twilio")
    assert await database(made.templates.count) == 2
    assert list((await phone.post("numbers", body))[1]["errors"]) == ["number"]
    page = json.dumps(await phone.get("state"))
    assert answer["settings"]["auth_token"] not in page


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"provider": "sms", "name": "T", "number": "+441632960001"}, "provider"),
        ({"provider": "meta", "name": "", "number": "+441632960001"}, "name"),
        ({"provider": "meta", "name": "T", "number": "none"}, "number"),
    ],
)
async def test_bad_input_names_the_field(phone, number, body, field):
    status, answer = await phone.post("numbers", body)
    assert (status, list(answer["errors"])) == (400, [field])


async def test_webhooks_go_where_they_are_told_to(phone, number, ann, business, meta, database):
    await database(furnish.register_number, number.phone_number_id, webhook_url="http://127.0.0.1:9/")
    status, shown = await phone.post(f"numbers/{number.pk}/webhook", {"url": business.url})
    assert (status, shown["webhook_url"]) == (200, business.url)
    await database(furnish.send_text, ann, "Hello")
    assert await business.texts(1) == ["Hello"]
    assert (await phone.post(f"numbers/{number.pk}/webhook", {"url": "ftp://console"}))[0] == 400
    assert (await phone.post("numbers/770077/webhook", {"url": business.url}))[0] == 404
