"""What a customer can say and do on the phone page, as the business is told of it."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from simulator.models import SimulatedMessage, SimulatedWebhook
from simulator.provider import customer_actions, customers, sample_payloads
from tests.database.simulator import furnish


async def say(phone, ann, **request):
    status, message = await phone.post(f"customers/{ann.pk}/messages", request)
    assert status == 201, message
    return message


@pytest.mark.parametrize("kind", ["image", "video", "audio", "document", "sticker"])
async def test_a_drawn_file(phone, graph, ann, webhooks, kind):
    message = await say(phone, ann, kind=kind, text="Look" if kind == "image" else "")
    [value] = await webhooks()
    [item] = value["messages"]
    part = item[kind]
    assert (item["type"], item["id"], part["mime_type"]) == (
        kind,
        message["wamid"],
        message["media"]["mime_type"],
    )
    status, data = await graph.fetch(part["url"])
    assert status == 200
    assert base64.b64decode(part["sha256"]) == hashlib.sha256(data).digest()
    assert part.get("caption") == ("Look" if kind == "image" else None)
    assert part.get("voice") == (True if kind == "audio" else None)
    assert ("filename" in part, "animated" in part) == (kind == "document", kind == "sticker")


async def test_a_file_of_ones_own(phone, ann, webhooks):
    file = SimpleUploadedFile("../../my receipt.pdf", b"%PDF-1.4 mine", "application/pdf")
    form = {"kind": "document", "file": file, "text": "Here"}
    answer = await phone.browser.post(f"/simulator/api/customers/{ann.pk}/messages", form)
    message = json.loads(answer.content)
    assert (answer.status_code, message["media"]["filename"]) == (201, "my receipt.pdf")
    [value] = await webhooks()
    assert value["messages"][0]["document"]["caption"] == "Here"


@pytest.mark.parametrize("kind", ["location", "contacts", "order", "interactive", "unsupported"])
async def test_parts_that_the_simulator_makes_up(phone, ann, webhooks, kind):
    await say(phone, ann, kind=kind)
    [item] = (await webhooks())[0]["messages"]
    assert item[kind] == sample_payloads.SAMPLES[kind]
    assert ("errors" in item) == (kind == "unsupported")


async def test_a_part_of_ones_own(phone, ann, webhooks):
    place = {"latitude": 1.5, "longitude": 2.5}
    assert (await say(phone, ann, kind="location", payload=place))["payload"] == place
    assert (await webhooks())[0]["messages"][0]["location"] == place
    for payload in ([], [{}], "here"):
        status, answer = await phone.post(
            f"customers/{ann.pk}/messages", {"kind": "contacts", "payload": payload or {"x": 1}}
        )
        assert (status, list(answer["errors"])) == (400, ["payload"])


async def test_where_a_message_comes_from(phone, ann, webhooks):
    await say(phone, ann, text="Seen this?", forwarded=True)
    await say(phone, ann, text="Your advert", referral=True)
    forwarded, referral = [value["messages"][0] for value in await webhooks()]
    assert forwarded["context"] == {"forwarded": True}
    assert referral["referral"]["source_type"] == "ad"


async def test_writing_opens_the_window(phone, ann, database):
    await say(phone, ann, text="Hi")
    await database(ann.refresh_from_db)
    message = await database(SimulatedMessage.objects.get)
    assert ann.window_closes_at == message.created_at + customer_actions.SERVICE_WINDOW


async def test_reacting_and_taking_it_back(phone, graph, ann, webhooks, database):
    await graph.send("Your lamp is ready")
    message = await database(SimulatedMessage.objects.get)
    path = f"messages/{message.pk}/reaction"
    assert (await phone.post(path, {"emoji": "👍"}))[1]["customer_reaction"] == "👍"
    assert (await phone.post(path, {"emoji": ""}))[1]["customer_reaction"] == ""
    added, removed = [value["messages"][0] for value in await webhooks()]
    assert added["reaction"] == {"message_id": message.wamid, "emoji": "👍"}
    assert removed["reaction"] == {"message_id": message.wamid}
    assert added["id"] != removed["id"]
    assert await database(SimulatedMessage.objects.count) == 1


async def test_editing(phone, ann, webhooks):
    written = await say(phone, ann, text="Helo")
    status, edited = await phone.post(f"messages/{written['id']}/edit", {"text": "Hello"})
    assert (status, edited["body"], edited["edited"]) == (200, "Hello", True)
    item = (await webhooks())[1]["messages"][0]
    assert item["edit"] == {
        "original_message_id": written["wamid"],
        "message": {"type": "text", "text": {"body": "Hello"}},
    }
    picture = await say(phone, ann, kind="image", text="A")
    await phone.post(f"messages/{picture['id']}/edit", {"text": "B"})
    inside = (await webhooks())[3]["messages"][0]["edit"]["message"]
    assert (inside["type"], inside["image"]["caption"]) == ("image", "B")


async def test_deleting(phone, ann, webhooks, graph, database):
    written = await say(phone, ann, text="My door code")
    path = f"messages/{written['id']}"
    status, deleted = await phone.post(f"{path}/delete", {})
    assert (status, deleted["revoked"]) == (200, True)
    assert (await webhooks())[1]["messages"][0]["revoke"] == {"original_message_id": written["wamid"]}
    assert (await phone.post(f"{path}/delete", {}))[0] == 409
    assert (await phone.post(f"{path}/edit", {"text": "x"}))[0] == 409
    await graph.send("Ours")
    ours = await database(SimulatedMessage.objects.get, direction="from_business")
    assert (await phone.post(f"messages/{ours.pk}/delete", {}))[0] == 409
    assert (await phone.post(f"messages/{ours.pk}/edit", {"text": "x"}))[0] == 409
    assert len(await webhooks()) == 2


BUTTONS = {
    "type": "button",
    "body": {"text": "Well?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]},
}
ROWS = [{"id": "a", "title": "A"}, {"id": "b", "title": "B", "description": "more"}]
LIST = {
    "type": "list",
    "body": {"text": "Which?"},
    "action": {"button": "Open", "sections": [{"rows": ROWS}]},
}


def asks(kind, name):
    return {"type": kind, "body": {"text": "Please"}, "action": {"name": name}}


@pytest.mark.parametrize(
    "tapped",
    [
        (BUTTONS, {"button": 0}, {"type": "button_reply", "button_reply": {"id": "y", "title": "Yes"}}),
        (LIST, {"row": "b"}, {"type": "list_reply", "list_reply": ROWS[1]}),
    ],
)
async def test_tapping(phone, graph, ann, webhooks, tapped):
    sent, tap, expected = tapped
    wamid = (await graph.kind("interactive", sent))[1]["messages"][0]["id"]
    message = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"][0]
    status, answer = await phone.post(f"messages/{message['id']}/tap", tap)
    assert (status, answer["kind"], answer["reply_to"]["body"]) == (201, "interactive", message["body"])
    [item] = (await webhooks())[0]["messages"]
    assert (item["interactive"], item["context"]["id"]) == (expected, wamid)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (asks("location_request_message", "send_location"), "location"),
        (asks("request_contact_info", "request_contact_info"), "contacts"),
    ],
)
async def test_giving_what_was_asked_for(phone, graph, ann, webhooks, sent, kind):
    await graph.kind("interactive", sent)
    message = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"][0]
    assert (await phone.post(f"messages/{message['id']}/tap", {}))[1]["kind"] == kind
    [item] = (await webhooks())[0]["messages"]
    if kind == "contacts":
        assert item["contacts"][0]["origin"] == "contact_request"
        assert item["contacts"][0]["phones"][0]["wa_id"] == "447700900123"


async def test_the_quick_reply_of_a_template(phone, graph, ann, webhooks, database):
    await database(furnish.add_template, ann.number, components=[
        {"type": "BODY", "text": "Ready"},
        {"type": "BUTTONS", "buttons": [
            {"type": "URL", "text": "Track", "url": "https://example.org"},
            {"type": "QUICK_REPLY", "text": "Collect"},
        ]},
    ])  # fmt: skip
    await graph.kind("template", {"name": "order_ready", "language": {"code": "en_GB"}})
    message = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"][0]
    assert (await phone.post(f"messages/{message['id']}/tap", {"button": 0}))[0] == 409
    assert (await phone.post(f"messages/{message['id']}/tap", {"button": 1}))[0] == 201
    [item] = (await webhooks())[0]["messages"]
    assert item["button"] == {"payload": "Collect", "text": "Collect"}


@pytest.mark.parametrize("tap", [{}, {"button": 1}, {"button": -1}, {"button": "0"}, {"row": "a"}])
async def test_what_cannot_be_tapped(phone, graph, ann, webhooks, tap):
    await graph.kind("interactive", BUTTONS)
    message = (await phone.get(f"state?customer={ann.pk}"))[1]["messages"][0]
    assert (await phone.post(f"messages/{message['id']}/tap", tap))[0] == 409
    assert await webhooks() == []


async def test_somebody_with_a_username_only(phone, number, webhooks):
    status, made = await phone.post("customers", {"name": "Sam", "username": "sam"})
    assert (status, made["wa_id"], made["hidden"]) == (201, "", True)
    await phone.post("customers", {"name": "Kim", "username": "kim"})
    await phone.post(f"customers/{made['id']}/messages", {"text": "Hi"})
    [value] = await webhooks()
    assert "from" not in value["messages"][0]
    assert value["contacts"][0]["profile"]["username"] == "sam"
    assert "wa_id" not in value["contacts"][0]
    assert (await phone.post(f"customers/{made['id']}/identity", {"hidden": False}))[0] == 409


async def test_hiding_a_number_and_showing_it_again(phone, ann, webhooks):
    for hidden in (True, False):
        body = {"hidden": hidden, "username": "ann.lee"}
        assert (await phone.post(f"customers/{ann.pk}/identity", body))[1]["hidden"] is hidden
        await say(phone, ann, text="Hi")
    assert ["from" in value["messages"][0] for value in await webhooks()] == [False, True]


async def test_a_new_number(phone, number, ann, webhooks, database):
    before = ann.bsuid
    status, moved = await phone.post(f"customers/{ann.pk}/number", {"wa_id": "+44 7700 900999"})
    assert (status, moved["wa_id"]) == (200, "447700900999")
    moving, user_id, update = await webhooks()
    [item] = moving["messages"]
    assert (item["from"], item["from_user_id"]) == ("447700900123", before)
    assert (item["system"]["type"], item["system"]["wa_id"]) == ("user_changed_number", "447700900999")
    now = user_id["messages"][0]["system"]["user_id"]
    assert update["user_id_update"][0]["user_id"] == {"previous": before, "current": now}
    assert before != now
    await database(ann.refresh_from_db)
    assert ann.bsuid == now
    await database(furnish.add_customer, number, "447700900456", "Bob")
    for wa_id in ("447700900456", "none"):
        status, answer = await phone.post(f"customers/{ann.pk}/number", {"wa_id": wa_id})
        assert (status, list(answer["errors"])) == (400, ["wa_id"])


async def test_letting_a_day_pass(phone, number, ann, database):
    stranger = await database(furnish.add_customer, number, "447700900456", "Bob")
    assert (await phone.post(f"customers/{stranger.pk}/day", {}))[0] == 409
    await say(phone, ann, text="Hi")
    status, shown = await phone.post(f"customers/{ann.pk}/day", {})
    assert status == 200
    message = await database(SimulatedMessage.objects.get)
    assert shown["window_closes_at"] < message.created_at.isoformat()


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("customers/{ann}/messages", {"kind": "hologram"}, "kind"),
        ("customers/{ann}/messages", {"kind": "image", "text": "x" * 1025}, "text"),
        ("customers/{ann}/identity", {"hidden": "yes"}, "hidden"),
        ("customers", {"name": "Zoë", "username": "x" * 36}, "username"),
    ],
)
async def test_bad_input_names_the_field(phone, ann, path, body, field):
    status, answer = await phone.post(path.format(ann=ann.pk), body)
    assert (status, list(answer["errors"])) == (400, [field])


async def test_things_that_are_not_there(phone, ann):
    for path in (
        "messages/770077/reaction",
        "messages/770077/delete",
        "messages/770077/tap",
        "customers/770077/day",
    ):
        assert (await phone.post(path, {}))[0] == 404
    assert (await phone.get("media/770077"))[0] == 404


def test_a_refused_word_leaves_nothing(number):
    """Twilio tells nothing of an order: neither bubble nor window."""
    number.provider = "twilio"
    number.save()
    customer, _ = customers.create_customer(number, "447700900123", "Ann")
    with pytest.raises(Exception, match="does not tell"):
        customer_actions.send(
            customer, sample_payloads.build_draft(customer, sample_payloads.DraftRequest("order"))
        )
    assert not SimulatedMessage.objects.exists()
    assert not SimulatedWebhook.objects.exists()
