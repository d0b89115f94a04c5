"""What a business may send besides text, as it arrives on the customer's phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from simulator.media_samples import sample
from simulator.models import SimulatedCustomer, SimulatedMessage
from tests.database.simulator import furnish

BODY = [{"type": "body", "parameters": [{"type": "text", "text": "42"}, {"type": "text", "text": "today"}]}]


def template(name="order_ready", components=BODY):
    return {"name": name, "language": {"code": "en_GB"}, "components": components}


@pytest.mark.parametrize("kind", ["image", "video", "audio", "document", "sticker"])
async def test_an_upload_is_shown(graph, ann, shown, phone, kind):
    made = sample(kind)
    status, uploaded = await graph.upload(made.data, made.mime_type)
    assert status == 200, uploaded
    status, answer = await graph.kind(kind, {"id": uploaded["id"]})
    assert status == 200, answer
    message = await shown(answer["messages"][0]["id"])
    assert (message["kind"], message["media"]["mime_type"]) == (kind, made.mime_type)
    assert message["media"]["size"] == len(made.data)
    answer = await phone.browser.get(message["media"]["url"])
    assert b"".join([chunk async for chunk in answer.streaming_content]) == made.data
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == ("attachment" if kind == "document" else "inline")


async def test_a_file_of_another_kind_or_of_nobody(graph, ann):
    made = sample("image")
    _, uploaded = await graph.upload(made.data, made.mime_type)
    status, answer = await graph.kind("video", {"id": uploaded["id"]})
    assert (status, answer["error"]["code"]) == (400, 131053)
    status, answer = await graph.kind("image", {"id": "77"})
    assert (status, answer["error"]["code"]) == (400, 100)
    assert "not a valid whatsapp business account media attachment ID" in answer["error"]["message"]


async def test_a_template_is_shown_filled(graph, number, ann, database, shown):
    await database(furnish.add_template, number)
    status, answer = await graph.kind("template", template())
    assert (status, answer["messages"][0]["message_status"]) == (200, "accepted")
    message = await shown(answer["messages"][0]["id"])
    assert message["body"] == "Order 42 is ready, today."
    assert message["payload"]["shown"]["buttons"] == [
        {"type": "quick_reply", "text": "Collect", "payload": "Collect"}
    ]


async def test_a_template_with_a_picture(graph, number, ann, database, shown):
    components = [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Look"}]
    await database(furnish.add_template, number, "look", components=components)
    made = sample("image")
    _, uploaded = await graph.upload(made.data, made.mime_type)
    header = {"type": "header", "parameters": [{"type": "image", "image": {"id": uploaded["id"]}}]}
    status, answer = await graph.kind("template", template("look", [header]))
    assert status == 200, answer
    assert (await shown(answer["messages"][0]["id"]))["media"]["mime_type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("changes", "sent", "code"),
    [
        ({}, template("nothing_like_it"), 132001),
        ({}, template(components=[]), 132000),
        ({"status": "PAUSED"}, template(), 132015),
        ({"status": "DISABLED"}, template(), 132016),
        ({"status": "REJECTED"}, template(), 132001),
        ({"language": "de"}, template(), 132001),
    ],
)
async def test_templates_that_are_refused(graph, ann, database, changes, sent, code):
    await database(furnish.add_template, ann.number, **changes)
    _, answer = await graph.kind("template", sent)
    assert answer["error"]["code"] == code
    assert not await database(SimulatedMessage.objects.exists)


async def test_authentication_templates_want_a_phone_number(graph, number, ann, database):
    await database(furnish.add_template, number, category="AUTHENTICATION")
    to_bsuid = {"to": None, "recipient": ann.bsuid}
    status, answer = await graph.kind("template", template(), **to_bsuid)
    assert (status, answer["error"]["code"]) == (400, 131062)
    assert (await graph.kind("template", template()))[0] == 200


async def test_a_reaction_hangs_on_its_message_and_is_no_line(graph, ann, database, phone, shown):
    written = await database(furnish.send_text, ann, "Thank you!")
    part = {"message_id": written.wamid, "emoji": "👍"}
    status, answer = await graph.kind("reaction", part)
    assert (status, bool(answer["messages"][0]["id"])) == (200, True)
    page = (await phone.get(f"state?customer={ann.pk}"))[1]
    assert [message["body"] for message in page["messages"]] == ["Thank you!"]
    assert (page["customers"][0]["unread"], page["customers"][0]["last"]["body"]) == (0, "Thank you!")
    assert (await shown(written.wamid))["business_reaction"] == "👍"
    await graph.kind("reaction", part | {"emoji": ""})
    assert (await shown(written.wamid))["business_reaction"] == ""


async def test_a_reaction_to_nothing_fails_later(graph, ann, business, meta):
    status, answer = await graph.kind("reaction", {"message_id": "wamid.X", "emoji": "👍"})
    assert status == 200
    [failed] = (await business.next())["statuses"]
    assert (failed["id"], failed["status"]) == (answer["messages"][0]["id"], "failed")
    assert failed["errors"][0]["code"] == 131009


async def test_a_reaction_is_never_read(graph, ann, business, meta, database):
    written = await database(furnish.send_text, ann, "Thank you!")
    await graph.kind("reaction", {"message_id": written.wamid, "emoji": "👍"})
    seen = [await business.next(), await business.next()]
    assert [value["statuses"][0]["status"] for value in seen if "statuses" in value] == ["sent"]
    reaction = await database(SimulatedMessage.objects.get, kind="reaction")
    assert (reaction.status, reaction.next_status_at) == ("sent", None)


async def test_free_text_fails_after_the_window_and_templates_go(
    graph, number, ann, business, meta, database
):
    await database(furnish.add_template, number)
    ago = timezone.now() - timedelta(seconds=1)
    await database(SimulatedCustomer.objects.update, window_closes_at=ago)
    status, answer = await graph.send("Are you there?")
    assert status == 200
    [failed] = (await business.next())["statuses"]
    assert (failed["id"], failed["errors"][0]["code"]) == (answer["messages"][0]["id"], 131047)
    assert "24 hours" in failed["errors"][0]["error_data"]["details"]
    status, answer = await graph.kind("template", template())
    wamid = answer["messages"][0]["id"]
    assert await business.statuses(3) == [(wamid, "sent"), (wamid, "delivered"), (wamid, "read")]


async def test_free_text_to_somebody_who_never_wrote_fails_and_templates_go(
    graph, number, business, meta, database
):
    await database(furnish.add_template, number)
    status, answer = await graph.send("Good morning", to="+447700900456")
    assert status == 200
    [failed] = (await business.next())["statuses"]
    assert (failed["id"], failed["status"]) == (answer["messages"][0]["id"], "failed")
    assert failed["errors"][0]["code"] == 131047
    status, answer = await graph.kind("template", template(), to="+447700900456")
    assert (status, await business.statuses(1)) == (200, [(answer["messages"][0]["id"], "sent")])


async def test_writing_opens_the_window_again(graph, ann, database, business, meta):
    await database(SimulatedCustomer.objects.update, window_closes_at=timezone.now())
    await database(furnish.send_text, ann, "I am back")
    await business.texts(1)
    wamid = (await graph.send())[1]["messages"][0]["id"]
    assert (await business.statuses(1)) == [(wamid, "sent")]
