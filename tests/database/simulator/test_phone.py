"""The phone page's API, and who may use it."""

from __future__ import annotations

import asyncio
import json

import pytest
from django.contrib.auth import get_user_model

from messaging.runtime import runtime as process
from simulator import runtime, wakeup
from simulator.models import SimulatedMessage, SimulatedNumber, SimulatedWebhook
from tests.database.simulator import furnish
from tests.database.simulator.conftest import SECRET, TOKEN, VERIFY, Browser, Phone


async def test_writing_as_a_customer(phone, ann, database):
    status, answer = await phone.post(f"customers/{ann.pk}/messages", {"text": " Hello "})
    assert status == 201
    assert set(answer) == {
        "id", "wamid", "direction", "kind", "body", "payload", "media", "status", "error", "reply_to", "at",
        "customer_reaction", "business_reaction", "edited", "revoked",
    }  # fmt: skip
    assert (answer["direction"], answer["body"], answer["status"]) == ("from_customer", "Hello", "sent")
    webhook = await database(SimulatedWebhook.objects.get)
    assert json.loads(webhook.body)["entry"][0]["changes"][0]["value"]["messages"][0]["id"] == answer["wamid"]


async def test_quoting_an_answer(phone, graph, ann, database):
    await graph.send("Which size?")
    request = await database(SimulatedMessage.objects.get)
    status, answer = await phone.post(
        f"customers/{ann.pk}/messages", {"text": "Large", "reply_to": request.pk}
    )
    assert (status, answer["reply_to"]) == (201, {"direction": "from_business", "body": "Which size?"})
    webhook = await database(SimulatedWebhook.objects.get)
    assert json.loads(webhook.body)["entry"][0]["changes"][0]["value"]["messages"][0]["context"] == {
        "from": "15550001111",
        "id": request.wamid,
    }


async def test_the_whole_page(phone, graph, ann, database):
    await graph.send("Hello Ann")
    status, shown = await phone.get(f"state?customer={ann.pk}&messages=5")
    assert status == 200
    assert set(shown) == {"revision", "customers", "customer", "messages", "webhooks", "numbers"}
    assert shown["customer"] == ann.pk
    [customer] = shown["customers"]
    assert set(customer) == {
        "id", "name", "wa_id", "username", "business", "automatic_receipts", "unread", "typing_until", "last",
        "hidden", "number", "provider", "window_closes_at",
    }  # fmt: skip
    assert (customer["name"], customer["business"], customer["unread"]) == ("Ann Lée", "Corner Shop", 1)
    assert customer["last"]["body"] == "Hello Ann"
    assert [message["body"] for message in shown["messages"]] == ["Hello Ann"]
    assert shown["webhooks"] == {"waiting": 0, "problem": ""}


async def test_no_answer_has_a_secret(phone, ann):
    answer = json.dumps(await phone.get(f"state?customer={ann.pk}"))
    assert not [secret for secret in (TOKEN, SECRET, VERIFY) if secret in answer]


async def test_the_most_recently_active_comes_first(phone, number, ann, database):
    bob = await database(furnish.add_customer, number, "447700900456", "Bob")
    await database(furnish.send_text, ann, "one")
    await database(furnish.send_text, bob, "two")
    names = [each["name"] for each in (await phone.get("state"))[1]["customers"]]
    assert names == ["Bob", "Ann Lée"]


async def test_only_the_newest_messages_and_in_their_order(phone, ann, database):
    for number in range(5):
        await database(furnish.send_text, ann, f"{number}")
    shown = (await phone.get(f"state?customer={ann.pk}&messages=3"))[1]
    assert [message["body"] for message in shown["messages"]] == ["2", "3", "4"]


async def test_changes_wake_the_page(phone, ann, database):
    revision = (await phone.get("state"))[1]["revision"]
    waiting = asyncio.create_task(phone.get(f"state?customer={ann.pk}&after={revision}"))
    async with asyncio.timeout(60):
        await somebody_listens()
        await database(furnish.send_text, ann, "news")
        status, shown = await waiting
    assert (status, [message["body"] for message in shown["messages"]]) == (200, ["news"])
    assert shown["revision"] != revision


async def test_a_page_that_is_behind_is_answered_at_once(phone, ann, database):
    revision = (await phone.get("state"))[1]["revision"]
    await database(furnish.send_text, ann, "news")
    async with asyncio.timeout(60):
        assert (await phone.get(f"state?after={revision}"))[1]["revision"] != revision


async def test_held_pages_are_let_go_when_the_server_stops(phone, ann):
    revision = (await phone.get("state"))[1]["revision"]
    waiting = asyncio.create_task(phone.get(f"state?after={revision}"))
    async with asyncio.timeout(60):
        await somebody_listens()
        runtime.release()
        status, shown = await waiting
    process().part(runtime.Running).stopping = False
    assert (status, shown["revision"]) == (200, revision)


async def test_too_many_held_pages_are_refused(phone, ann, monkeypatch):
    monkeypatch.setattr("simulator.phone.views.MAX_HELD_REQUESTS", 0)
    status, answer = await phone.get("state?after=1")
    assert (status, answer["code"]) == (503, "overloaded")


async def test_a_new_customer(phone, number):
    status, answer = await phone.post("customers", {"name": "Zoë", "wa_id": "+49 30 901820"})
    assert (status, answer["name"], answer["wa_id"]) == (201, "Zoë", "4930901820")
    status, answer = await phone.post("customers", {"name": "Other", "wa_id": "4930901820"})
    assert (status, answer["errors"]) == (400, {"wa_id": ["Zoë has this number already."]})


async def test_a_new_customer_without_a_number_gets_one(phone, number):
    status, answer = await phone.post("customers", {"name": "Zoë"})
    assert status == 201
    assert answer["wa_id"].startswith("1555")


async def test_a_new_customer_of_nothing(phone, number, database):
    await database(SimulatedNumber.objects.all().delete)
    assert (await phone.post("customers", {"name": "Zoë"}))[0] == 404


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("customers", {"name": " "}, "name"),
        ("customers", {"name": 5}, "name"),
        ("customers", {"name": "x" * 101}, "name"),
        ("customers", {"name": "Zoë", "wa_id": "none"}, "wa_id"),
        ("customers/{ann}/messages", {"text": ""}, "text"),
        ("customers/{ann}/messages", {"text": "x" * 4097}, "text"),
        ("customers/{ann}/messages", {"text": "Hi", "reply_to": "1"}, "reply_to"),
        ("customers/{ann}/messages", {"text": "Hi", "reply_to": 2**31}, "reply_to"),
        ("customers/{ann}/receipts", {"automatic": "yes"}, "automatic"),
        ("messages/1/status", {"status": "sent"}, "status"),
        ("messages/1/status", {"status": ["read"]}, "status"),
    ],
)
async def test_bad_input_names_the_field(phone, ann, database, path, body, field):
    status, answer = await phone.post(path.format(ann=ann.pk), body)
    assert (status, list(answer["errors"])) == (400, [field])
    assert not await database(SimulatedMessage.objects.exists)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff"])
async def test_bodies_that_are_no_object(phone, ann, raw):
    assert (await phone.post(f"customers/{ann.pk}/messages", raw))[0] == 400


@pytest.mark.parametrize("query", ["customer=x", "after=-1", "messages=2000", "customer=" + "9" * 30])
async def test_bad_queries(phone, query):
    assert (await phone.get(f"state?{query}"))[0] == 400


async def test_nobody_and_nothing(phone, number):
    assert (await phone.post("customers/770077/messages", {"text": "Hi"}))[0] == 404
    assert (await phone.post("customers/770077/receipts", {"automatic": True}))[0] == 404
    assert (await phone.post("messages/770077/status", {"status": "read"}))[0] == 404
    assert (await phone.get("state?customer=2147483648"))[1]["customer"] is None


async def test_a_status_does_not_go_back(phone, graph, ann, database):
    await graph.send()
    await database(SimulatedMessage.objects.update, status="read", next_status_at=None)
    message = await database(SimulatedMessage.objects.get)
    assert (await phone.post(f"messages/{message.pk}/status", {"status": "delivered"}))[0] == 409
    assert (await phone.post(f"messages/{message.pk}/status", {"status": "read"}))[0] == 200
    assert not await database(SimulatedWebhook.objects.exists)


async def somebody_listens():
    while not wakeup.changes().waiters:  # noqa: ASYNC110  (nothing signals that somebody waits)
        await asyncio.sleep(0)


async def test_a_button_may_be_quicker_than_meta(phone, graph, ann, database):
    await graph.send()  # nobody runs: it stays accepted
    message = await database(SimulatedMessage.objects.get)
    status, answer = await phone.post(f"messages/{message.pk}/status", {"status": "delivered"})
    assert (status, answer["status"]) == (200, "delivered")
    webhooks = await database(lambda: list(SimulatedWebhook.objects.order_by("id")))
    values = [json.loads(each.body)["entry"][0]["changes"][0]["value"] for each in webhooks]
    assert [value["statuses"][0]["status"] for value in values] == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("browser", "headers"),
    [
        ({"peer": "203.0.113.5"}, {}),
        ({"host": "testserver"}, {}),
        ({}, {"X-Forwarded-For": "127.0.0.1"}),
        ({}, {"Forwarded": "for=127.0.0.1"}),
    ],
)
async def test_strangers_are_refused(ann, database, browser, headers):
    phone = Phone(Browser(**browser), **headers)
    assert (await phone.get("state"))[0] == 403
    assert (await phone.post(f"customers/{ann.pk}/messages", {"text": "Hi"}))[0] == 403
    assert not await database(SimulatedMessage.objects.exists)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "localhost"])
async def test_names_of_this_machine(ann, database, host):
    assert (await Phone(Browser(host)).get("state"))[0] == 200


@pytest.mark.parametrize(("is_staff", "status"), [(True, 200), (False, 403)])
async def test_staff_may_play_from_anywhere(database, number, is_staff, status):
    user = await database(get_user_model().objects.create_user, username="mia", is_staff=is_staff)
    browser = Browser(peer="203.0.113.5")
    await browser.aforce_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert (await Phone(browser).get("state"))[0] == status


async def test_a_post_without_the_csrf_token_is_refused(ann, database):
    phone = Phone(Browser(enforce_csrf_checks=True))
    assert (await phone.post(f"customers/{ann.pk}/messages", {"text": "Hi"}))[0] == 403
    assert not await database(SimulatedMessage.objects.exists)


async def test_wrong_methods(phone, ann):
    assert (await phone.post("state", {}))[0] == 405


async def test_number_of_a_customer_is_read_as_everywhere(phone, number, subtests):
    status, answer = await phone.post("customers", {"name": "Nia", "wa_id": "tel:+44 (0)7700\u00a0900991"})
    assert (status, answer["wa_id"]) == (201, "447700900991")
    for typed in ["0044 7700 900991", "\u202a+44 7700 900991\u202c", "447700900991@c.us"]:
        with subtests.test(typed=typed):
            status, answer = await phone.post("customers", {"name": "Nia", "wa_id": typed})
            assert answer["errors"] == {"wa_id": ["Nia has this number already."]}
    number.display_number = "+44 20 7946 0018"
    await number.asave(update_fields=["display_number"])
    status, answer = await phone.post("customers", {"name": "Nobody", "wa_id": "07700 900990"})
    assert answer["errors"] == {
        "wa_id": ["This number needs its country code. Did you mean +44 7700 900990?"]
    }
    for typed in ["+0", "+44 7700", "07700 900991", "+99999999999999"]:
        with subtests.test(typed=typed):
            status, answer = await phone.post("customers", {"name": "Nobody", "wa_id": typed})
            assert (status, list(answer["errors"])) == (400, ["wa_id"])
