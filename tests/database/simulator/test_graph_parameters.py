"""Where a request to the fake Graph API may say what: Graph takes a parameter wherever it stands."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from django.test import AsyncClient

from simulator.models import SimulatedMessage
from simulator.wire.meta import bodies
from tests.database.simulator import furnish
from tests.database.simulator.conftest import GRAPH, TOKEN

FORM = "application/x-www-form-urlencoded"
PLAIN = "/simulator/graph/106540000000001"
TEXT = {"messaging_product": "whatsapp", "to": "+447700900123", "type": "text", "text": {"body": "Hello"}}
AS_TEXT = {**TEXT, "text": json.dumps(TEXT["text"])}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
UNNAMED = {key: value for key, value in TEXT.items() if key != "messaging_product"}


@pytest.mark.parametrize(
    ("path", "body", "content_type", "headers"),
    [
        (f"{GRAPH}/messages?messaging_product=whatsapp", json.dumps(UNNAMED), "application/json", BEARER),
        (
            f"{GRAPH}/messages?access_token={TOKEN.replace(' ', '%20')}",
            json.dumps(TEXT),
            "application/json",
            {},
        ),
        (f"{GRAPH}/messages", json.dumps({**TEXT, "access_token": TOKEN}), "application/json", {}),
        (f"{GRAPH}/messages", json.dumps(TEXT), "application/json", {"Authorization": f"OAuth {TOKEN}"}),
        (f"{PLAIN}/messages", json.dumps(TEXT), "application/json", BEARER),
        (f"{GRAPH}/messages/", json.dumps(TEXT), "application/json", BEARER),
        (f"{GRAPH}/messages", json.dumps(TEXT), "text/plain", BEARER),
        (f"{GRAPH}/messages", urlencode(AS_TEXT), FORM, BEARER),
        (f"{GRAPH}/messages", json.dumps(AS_TEXT), "application/json", BEARER),
        (f"{GRAPH}/messages?{urlencode(AS_TEXT)}", "", "application/json", BEARER),
    ],
)
async def test_a_text_is_sent_wherever_its_parameters_stand(ann, database, path, body, content_type, headers):
    answer = await AsyncClient().post(path, body, content_type, headers=headers)
    assert answer.status_code == 200, answer.content
    sent = await database(SimulatedMessage.objects.get)
    assert (sent.body, sent.customer_id) == ("Hello", ann.pk)


async def test_a_form_of_parts_and_words_for_truth(number, ann, database):
    form = {**AS_TEXT, "text": '{"body": "{\\"a\\": 1}", "preview_url": "true"}'}
    answer = await AsyncClient().post(f"{GRAPH}/messages", form, headers=BEARER)
    assert answer.status_code == 200, answer.content
    # Text that looks like JSON stays text.
    assert (await database(SimulatedMessage.objects.get)).body == '{"a": 1}'


async def test_a_template_in_a_form_is_filled(number, ann, database, shown):
    await database(furnish.add_template, number)
    parameters = json.dumps([{"type": "text", "text": "42"}, {"type": "text", "text": "today"}])
    components = json.dumps([{"type": "body", "parameters": parameters}])
    template = json.dumps({"name": "order_ready", "language": '{"code": "en_GB"}', "components": components})
    form = urlencode({**UNNAMED, "messaging_product": "whatsapp", "type": "template", "template": template})
    answer = await AsyncClient().post(f"{GRAPH}/messages", form, FORM, headers=BEARER)
    assert answer.status_code == 200, answer.content
    message = await shown(answer.json()["messages"][0]["id"])
    assert message["body"] == "Order 42 is ready, today."


async def test_an_upload_that_says_its_product_in_the_query(graph):
    answer = await AsyncClient().post(
        f"{GRAPH}/media?messaging_product=whatsapp", {"file": furnish.picture()}, headers=BEARER
    )
    assert answer.status_code == 200, answer.content
    status, found = await graph.call("GET", f"/simulator/graph/{answer.json()['id']}")
    assert (status, found["mime_type"]) == (200, "image/jpeg")


@pytest.mark.parametrize("word", ["[", '{"a":', "{}", "plain", "", '["a"', "[" * 100_000])
def test_what_is_no_json_stays_text(word):
    assert bodies.structured(word) in (word, {})
