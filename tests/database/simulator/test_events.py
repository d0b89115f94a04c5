"""Things that happen at the provider without anybody writing."""

from __future__ import annotations

import pytest

from simulator.models import SimulatedMessage
from simulator.provider import events
from simulator.sending import posts, statuses
from tests.database.simulator import furnish


async def test_a_thousand_messages_in_one_post(phone, ann, database):
    status, _ = await phone.post("events", {"event": "batch", "customer": ann.pk})
    assert status == 201
    assert await database(ann.messages.count) == 1000
    [post] = await database(posts.claim, 1, statuses.timezone.now())
    assert (len(post.webhook_ids), post.body.count(b'"type":"text"')) == (1, 1000)


async def test_a_batch_is_posted_alone(phone, ann, business, meta):
    await phone.post("events", {"event": "batch", "customer": ann.pk, "count": 3})
    value = await business.next()
    assert [item["text"]["body"] for item in value["messages"]] == [f"Message {n} of 3" for n in (1, 2, 3)]


async def test_an_echo_is_on_the_phone_and_told(phone, ann, webhooks):
    await phone.post("events", {"event": "echo", "customer": ann.pk, "text": "From the shop"})
    [value] = await webhooks()
    [item] = value["message_echoes"]
    [shown] = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"]
    assert (shown["body"], shown["direction"], shown["wamid"]) == (
        "From the shop", "from_business", item["id"],
    )  # fmt: skip


async def test_history_is_old(phone, ann, webhooks):
    await phone.post("events", {"event": "history", "customer": ann.pk, "count": 4})
    [value] = await webhooks()
    [thread] = value["history"][0]["threads"]
    assert [item["from"] == ann.wa_id for item in thread["messages"]] == [True, False, True, False]
    assert (await phone.get(f"state?customer={ann.pk}"))[1]["messages"] == []


@pytest.mark.parametrize(("event", "value"), [("marketing_stop", "stop"), ("marketing_resume", "resume")])
async def test_preferences(phone, ann, webhooks, event, value):
    await phone.post("events", {"event": event, "customer": ann.pk})
    assert (await webhooks())[0]["user_preferences"][0]["value"] == value


async def test_quality(phone, graph, number, webhooks):
    await phone.post("events", {"event": "quality", "value": "YELLOW"})
    assert (await webhooks())[0]["event"] == "FLAGGED"
    fields = await graph.call("GET", "/simulator/graph/v26.0/106540000000001?fields=quality_rating")
    assert fields[1]["quality_rating"] == "YELLOW"
    await phone.post("events", {"event": "quality", "value": "GREEN"})
    assert (await webhooks())[1]["event"] == "UNFLAGGED"


@pytest.mark.parametrize("event", sorted(events.EVENTS))
async def test_every_event_is_told(phone, ann, webhooks, event):
    body = {"event": event, "customer": ann.pk, "count": 2}
    assert await phone.post("events", body) == (201, {"event": event})
    assert len(await webhooks()) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "event"),
        ({"event": "party"}, "event"),
        ({"event": "echo"}, "customer"),
        ({"event": "batch", "customer": 0, "count": 1}, "customer"),
        ({"event": "quality", "value": "BLUE"}, "value"),
        ({"event": "error", "code": 0}, "code"),
    ],
)
async def test_bad_input_names_the_field(phone, number, webhooks, body, field):
    status, answer = await phone.post("events", body)
    assert (status, list(answer["errors"])) == (400, [field])
    assert await webhooks() == []


async def test_a_batch_is_bounded(phone, ann, database):
    for count in (0, 1001, "9"):
        body = {"event": "batch", "customer": ann.pk, "count": count}
        assert list((await phone.post("events", body))[1]["errors"]) == ["count"]
    assert not await database(SimulatedMessage.objects.exists)


async def test_templates_change_their_state(phone, number, database, webhooks):
    row = await database(furnish.add_template, number)
    status, reported = await phone.post(f"templates/{row.pk}", {"event": "PAUSED", "reason": "COMPLAINTS"})
    assert (status, reported["status"]) == (200, "PAUSED")
    status, reported = await phone.post(f"templates/{row.pk}", {"event": "REINSTATED"})
    assert (status, reported["status"]) == (200, "APPROVED")
    status, reported = await phone.post(f"templates/{row.pk}", {"quality": "RED"})
    assert (status, reported["quality"]) == (200, "RED")
    paused, reinstated, quality = await webhooks()
    assert (paused["event"], paused["reason"]) == ("PAUSED", "COMPLAINTS")
    assert reinstated["event"] == "REINSTATED"
    assert (quality["previous_quality_score"], quality["new_quality_score"]) == ("GREEN", "RED")


async def test_templates_that_cannot_change(phone, number, database):
    row = await database(furnish.add_template, number)
    assert (await phone.post("templates/770077", {"event": "PAUSED"}))[0] == 404
    for body in ({"event": "LOST"}, {"quality": "BLUE"}, {}):
        assert (await phone.post(f"templates/{row.pk}", body))[0] == 400


async def test_an_agent_of_meta_answers_and_leaves(phone, ann, webhooks):
    await phone.post("events", {"event": "agent_answers", "customer": ann.pk, "text": "I am a program"})
    await phone.post("events", {"event": "agent_leaves", "customer": ann.pk})
    answered, left = await webhooks()
    [item] = answered["standby"]["message_echoes"]
    assert (item["to"], item["text"]["body"]) == (ann.wa_id, "I am a program")
    [shown] = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"]
    assert (shown["direction"], shown["wamid"]) == ("from_business", item["id"])
    assert (left["type"], left["sender"]["phone_number"]) == ("control_passed", ann.wa_id)
