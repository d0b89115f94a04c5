"""Each fault does what it says, as often as it was told to."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from simulator import faults, runtime
from simulator.media_samples import sample
from simulator.models import SimulatedFault, SimulatedMessage, SimulatedWebhook
from simulator.sending import posts, statuses
from simulator.sending.timing import Timing
from simulator.sending.worker import SimulatorWorker
from tests.database.simulator import furnish
from tests.database.simulator.conftest import GRAPH, SECRET, TOKEN, Browser, Phone


@pytest.fixture
def on(number, database):
    """``await on("drop", 2, seconds=1)``"""

    async def switch(kind, times=1, **settings):
        await database(faults.switch, number, kind, times, settings)

    return switch


async def test_switching(phone, number, database):
    status, answer = await phone.post("faults", {"fault": "rate_limit", "times": 3, "seconds": 7})
    listed = {each["fault"]: each for each in answer["faults"]}
    assert status == 200
    assert set(listed) == set(faults.FAULTS)
    assert (listed["rate_limit"]["on"], listed["rate_limit"]["times"]) == (True, 3)
    assert listed["rate_limit"]["settings"] == {"seconds": 7}
    assert not listed["slow"]["on"]
    await phone.post("faults", {"fault": "slow", "times": None})
    assert {each.kind: each.remaining for each in await database(lambda: list(number.faults.all()))} == {
        "rate_limit": 3, "slow": None,
    }  # fmt: skip
    await phone.post("faults", {"fault": "slow", "times": 0})
    [shown] = (await phone.get("state"))[1]["numbers"]
    assert [each["fault"] for each in shown["faults"] if each["on"]] == ["rate_limit"]
    assert (await phone.get("faults"))[1]["faults"] == shown["faults"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "fault"),
        ({"fault": "gremlins"}, "fault"),
        ({"fault": "drop", "times": -1}, "times"),
        ({"fault": "drop", "times": True}, "times"),
        ({"fault": "drop", "number": "1"}, "number"),
        ({"fault": "slow", "seconds": 601}, "seconds"),
        ({"fault": "refuse", "code": "190"}, "code"),
    ],
)
async def test_bad_input_names_the_field(phone, number, database, body, field):
    status, answer = await phone.post("faults", body)
    assert (status, list(answer["errors"])) == (400, [field])
    assert not await database(SimulatedFault.objects.exists)


async def test_strangers_switch_nothing(number, database):
    stranger = Phone(Browser(peer="203.0.113.5"))
    assert (await stranger.post("faults", {"fault": "drop"}))[0] == 403
    assert (await stranger.post("events", {"event": "quality"}))[0] == 403
    assert not await database(SimulatedFault.objects.exists)


def test_the_last_use_is_used_once(number):
    faults.switch(number, "drop", 1)
    [one], [other] = list(number.faults.all()), list(number.faults.all())
    assert (faults._count_down(one), faults._count_down(other)) == (True, False)
    assert not number.faults.exists()


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("expired_token", 401, 190),
        ("permission", 403, 10),
        ("payment", 400, 131042),
        ("rate_limit", 429, 130429),
        ("pair_limit", 429, 131056),
        ("window_closed", 400, 131047),
        ("refuse", 500, 131000),
    ],
)
async def test_refusals(graph, database, on, kind, status, code):
    await on(kind, 2)
    for _ in range(2):
        refused, answer = await graph.send()
        assert (refused, answer["error"]["code"]) == (status, code)
    assert not await database(SimulatedMessage.objects.exists)
    assert (await graph.send())[0] == 200


async def test_a_code_of_ones_choice(graph, ann, on):
    await on("refuse", 1, code=131031)
    assert (await graph.send())[1]["error"]["code"] == 131031


async def test_a_rate_limit_says_how_long(graph, ann, on):
    await on("rate_limit", 1, seconds=7)
    answer = await graph._client.post(
        f"{GRAPH}/messages",
        {"messaging_product": "whatsapp", "to": "+447700900123", "text": {"body": "Hi"}},
        "application/json",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")


async def test_only_one_of_several_refusals_is_used_up(graph, ann, number, database, on):
    await on("payment")
    await on("rate_limit")
    assert [(await graph.send())[0] for _ in range(3)] == [400, 429, 200]


async def test_an_expired_token_lives_again_as_a_new_one(graph, ann, phone, on, number):
    await on("expired_token", None)
    assert (await graph.call("GET", GRAPH))[0] == 401
    status, answer = await phone.post(f"numbers/{number.pk}/token", {})
    assert (status, answer["access_token"] != TOKEN) == (201, True)
    assert (await graph.call("GET", GRAPH))[0] == 401, "the old one is dead"
    assert (await graph.call("GET", GRAPH, token=answer["access_token"]))[0] == 200


async def test_an_outage_answers_with_a_page(graph, ann, on):
    await on("unavailable")
    answer = await graph._client.get(GRAPH, headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer["Content-Type"][:9]) == (503, "text/html")


async def test_a_slow_answer_is_a_whole_one(graph, ann, on, monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr("simulator.meta.views.asyncio.sleep", sleep)
    await on("slow", 1, seconds=7)
    assert (await graph.send())[0] == 200
    assert (await graph.send())[0] == 200
    assert slept == [7, 0]


async def test_a_message_whose_answer_never_comes_is_settled_by_its_receipts(graph, ann, on, business, meta):
    await on("no_answer", 1, seconds=0)
    body = {"messaging_product": "whatsapp", "to": "+447700900123", "text": {"body": "Hi"}}
    data = json.dumps(body | {"biz_opaque_callback_data": "0b5c"})
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = await graph._client.post(f"{GRAPH}/messages", data, "application/json", headers=headers)
    assert (answer.status_code, b"wamid" in answer.content) == (504, False)
    [first] = (await business.next())["statuses"]
    assert (first["status"], first["biz_opaque_callback_data"]) == ("sent", "0b5c")


@pytest.mark.usefixtures("meta", "ann")
@pytest.mark.parametrize(
    ("kind", "chosen", "code"), [("undeliverable", {}, 131026), ("fail", {"code": 131049}, 131049)]
)
async def test_messages_that_fail_later(graph, business, on, kind, chosen, code):
    await on(kind, 1, **chosen)
    status, answer = await graph.send()
    assert status == 200
    [failed] = (await business.next())["statuses"]
    assert (failed["id"], failed["status"]) == (answer["messages"][0]["id"], "failed")
    assert failed["errors"][0]["code"] == code
    wamid = (await graph.send())[1]["messages"][0]["id"]
    assert (await business.statuses(1)) == [(wamid, "sent")]


async def test_no_receipts(graph, ann, database, on):
    await on("no_receipts")
    await graph.send()
    message = await database(SimulatedMessage.objects.get)
    assert (message.status, message.next_status_at) == ("accepted", None)


async def test_dropped_webhooks_never_come(ann, business, meta, database, on, status_of):
    await on("drop", 2)
    lost = [await database(furnish.send_text, ann, f"lost {n}") for n in range(2)]
    await database(furnish.send_text, ann, "kept")
    assert await business.texts(1) == ["kept"]
    assert [await status_of(message.wamid) for message in lost] == ["sent", "sent"]


async def test_duplicates_come_in_a_second_post(ann, business, meta, database, on):
    await on("duplicate")
    await database(furnish.send_text, ann, "twice")
    assert await business.texts(2) == ["twice", "twice"]
    await database(furnish.send_text, ann, "once")
    assert await business.texts(1) == ["once"]
    assert business.posts == [200, 200, 200]


async def test_late_webhooks_are_overtaken(ann, business, meta, database, on):
    await on("delay", 1, seconds=0.4)
    await database(furnish.send_text, ann, "late")
    await database(furnish.send_text, ann, "early")
    assert await business.texts(2) == ["early", "late"]


async def test_held_webhooks_come_newest_first(ann, business, database, on):
    await on("reorder", None, seconds=0.3)
    for text in ("1", "2", "3"):
        await database(furnish.send_text, ann, text)
    worker = SimulatorWorker(runtime.database, Timing(sent=0, delivered=0, read=0))
    await worker.start()
    try:
        assert await business.texts(3) == ["3", "2", "1"]
    finally:
        await worker.stop()
    assert business.posts == [200]


def test_a_held_webhook_is_nobodys_head(number, ann):
    faults.switch(number, "delay", 1, {"seconds": 60})
    furnish.send_text(ann, "late")
    now = statuses.timezone.now()
    assert posts.claim(1, now) == []
    let_go = SimulatedWebhook.objects.get().held_until
    assert posts.next_due(now) == let_go
    [post] = posts.claim(1, let_go + timedelta(seconds=1))
    assert b"late" in post.body


def test_a_wrong_signature_is_wrong_once(number, ann):
    faults.switch(number, "wrong_signature", 1)
    furnish.send_text(ann, "Hi")
    verdicts = []
    for _ in range(2):
        [post] = posts.claim(1, statuses.timezone.now())
        right = hmac.new(SECRET.encode(), post.body, hashlib.sha256).hexdigest()
        verdicts.append(dict(post.headers)["X-Hub-Signature-256"] == f"sha256={right}")
        posts.release_leases()
    assert verdicts == [False, True]


async def test_files_that_cannot_be_fetched_any_more(graph, number, on):
    made = sample("image")
    media_id = (await graph.upload(made.data, made.mime_type))[1]["id"]
    url = (await graph.call("GET", f"/simulator/graph/v26.0/{media_id}"))[1]["url"]
    await on("media_expired")
    assert [(await graph.fetch(url))[0] for _ in range(2)] == [404, 200]


async def test_files_that_are_not_what_was_promised(graph, ann, phone, on, webhooks):
    await on("wrong_sha256")
    await on("wrong_type")
    reported = (await phone.post(f"customers/{ann.pk}/messages", {"kind": "image"}))[1]
    part = (await webhooks())[0]["messages"][0]["image"]
    assert (part["mime_type"], reported["media"]["mime_type"]) == ("application/pdf", "image/jpeg")
    found = (await graph.call("GET", f"/simulator/graph/v26.0/{part['id']}"))[1]
    assert found["sha256"] != part["sha256"]
    assert found["mime_type"] == "image/jpeg"


async def test_uploads_that_fail(graph, number, on):
    await on("upload_fails")
    status, answer = await graph.upload(b"x", "image/jpeg")
    assert (status, answer["error"]["code"]) == (400, 131053)
    assert (await graph.upload(b"x", "image/jpeg"))[0] == 200


async def test_a_used_fault_wakes_the_page(graph, ann, phone, on):
    await on("refuse")
    revision = (await phone.get("state"))[1]["revision"]
    async with asyncio.timeout(60):
        await graph.send()
        shown = (await phone.get(f"state?after={revision}"))[1]
    assert not [each for each in shown["numbers"][0]["faults"] if each["on"]]
