"""The account and its number in the fake Graph API: what a console sets up and looks after."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.meta.targets import app_id_of
from simulator.models import SimulatedCustomer, SimulatedNumber, SimulatedTemplate, SimulatedWebhook
from tests.database.simulator import furnish
from tests.database.simulator.conftest import GRAPH, TOKEN

VERSION = "/simulator/graph/v26.0"
TEMPLATES = f"{VERSION}/2040/message_templates"
BODY = {"type": "BODY", "text": "Hello {{1}}, it is ready.", "example": {"body_text": [["Ann"]]}}
DRAFT = {"name": "ready", "language": "en_GB", "category": "UTILITY", "components": [BODY]}
PRODUCT = {"messaging_product": "whatsapp"}


async def test_a_field_that_is_not_there_is_refused_and_one_without_value_is_left_out(graph):
    status, answer = await graph.call("GET", f"{GRAPH}?fields=verified_name,hologram")
    assert (status, answer["error"]["code"]) == (400, 100)
    assert answer["error"]["message"].endswith(
        "nonexisting field (hologram) on node type (WhatsAppBusinessPhoneNumber)"
    )
    _, answer = await graph.call("GET", f"{GRAPH}?fields=status,certificate,throughput{{level}},id")
    assert answer == {"status": "CONNECTED", "throughput": {"level": "STANDARD"}, "id": "106540000000001"}


async def test_a_number_that_is_not_registered_cannot_send(graph, ann):
    assert await graph.call("POST", f"{GRAPH}/register", PRODUCT | {"pin": "123456"}) == (
        200,
        {"success": True},
    )
    assert await graph.call("POST", f"{GRAPH}/deregister") == (200, {"success": True})
    status, answer = await graph.send()
    assert (status, answer["error"]["code"]) == (400, 133010)
    _, found = await graph.call("GET", f"{GRAPH}?fields=status,health_status,is_pin_enabled")
    assert (found["status"], found["health_status"]["can_send_message"]) == ("DISCONNECTED", "BLOCKED")
    for pin, code in [("654321", 133005), ("12", 100), ("", 100)]:
        assert (await graph.call("POST", f"{GRAPH}/register", PRODUCT | {"pin": pin}))[1]["error"][
            "code"
        ] == code
    assert (await graph.call("POST", f"{GRAPH}/register", PRODUCT | {"pin": 123456}))[0] == 200
    assert (await graph.send())[0] == 200


async def test_the_business_profile(graph):
    path = f"{GRAPH}/whatsapp_business_profile"
    written = {
        "about": "Lamps",
        "email": "a@example.org",
        "websites": ["https://example.org/"],
        "vertical": "RETAIL",
    }
    assert await graph.call("POST", path, PRODUCT | written) == (200, {"success": True})
    _, found = await graph.call("GET", f"{path}?fields=about,email,websites,vertical,address")
    assert found == {"data": [written | PRODUCT]}
    await graph.call("POST", path, PRODUCT | {"email": ""})
    assert (await graph.call("GET", f"{path}?fields=about,email"))[1] == {
        "data": [{"about": "Lamps"} | PRODUCT]
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"about": ""}, {"about": "x" * 140}, {"vertical": "SPACE"}, {"websites": ["ftp://example.org"]},
        {"websites": ["https://a.example/"] * 3}, {"description": 5}, {"messaging_product": "sms"},
    ],
)  # fmt: skip
async def test_a_profile_that_is_refused(graph, database, wrong):
    status, answer = await graph.call("POST", f"{GRAPH}/whatsapp_business_profile", PRODUCT | wrong)
    assert (status, answer["error"]["code"]) == (400, 100)
    assert (await database(SimulatedNumber.objects.get)).profile == {}


async def test_a_blocked_customer_neither_writes_nor_is_written_to(graph, ann, database, webhooks):
    users = PRODUCT | {"block_users": [{"user": "+44 7700 900123"}]}
    status, answer = await graph.call("POST", f"{GRAPH}/block_users", users)
    who = {"wa_id": ann.wa_id, "user_id": ann.bsuid}
    assert (status, answer["block_users"]) == (200, {"added_users": [{"input": "+44 7700 900123", **who}]})
    assert (await graph.call("GET", f"{GRAPH}/block_users"))[1]["data"] == [PRODUCT | who]
    assert (await graph.send())[1]["error"]["code"] == 130403
    await database(ann.refresh_from_db)
    message = await database(furnish.send_text, ann, "Hello?")
    assert (message.status, await webhooks()) == ("sent", [])
    _, answer = await graph.call(
        "DELETE", f"{GRAPH}/block_users", PRODUCT | {"block_users": [{"user_id": ann.bsuid}]}
    )
    assert answer["block_users"]["removed_users"][0]["wa_id"] == ann.wa_id
    assert (await graph.send())[0] == 200


async def test_blocking_needs_somebody_who_wrote_lately(graph, number, ann, database):
    await database(furnish.add_customer, number, "447700900456", "Bob")
    users = [
        {"user": typed} for typed in ("+447700900456", "+447700900999", number.display_number, ann.wa_id)
    ]
    status, answer = await graph.call("POST", f"{GRAPH}/block_users", PRODUCT | {"block_users": users})
    assert (status, answer["error"]["code"]) == (400, 139100)
    failed = answer["block_users"]["failed_users"]
    assert [user["errors"][0]["code"] for user in failed] == [131047, 131047, 131021]
    assert [user["wa_id"] for user in answer["block_users"]["added_users"]] == [ann.wa_id]


async def test_without_a_subscribed_app_no_webhook_comes(graph, ann, database):
    path = f"{VERSION}/2040/subscribed_apps"
    assert await graph.call("DELETE", path) == (200, {"success": True})
    assert (await graph.call("GET", path))[1] == {"data": []}
    fresh = await database(SimulatedCustomer.objects.select_related("number").get)
    await database(furnish.send_text, fresh, "Hello?")
    assert not await database(SimulatedWebhook.objects.exists)
    await graph.call("POST", path)
    assert (await graph.call("GET", path))[1]["data"]


async def test_what_a_token_opens(graph, number):
    _, answer = await graph.call("GET", f"{VERSION}/debug_token?input_token={TOKEN.replace(' ', '%20')}")
    found = answer["data"]
    assert (found["is_valid"], found["app_id"], found["type"]) == (True, app_id_of(number), "SYSTEM_USER")
    assert found["granular_scopes"][1] == {"scope": "whatsapp_business_messaging", "target_ids": ["2040"]}
    _, answer = await graph.call("GET", f"{VERSION}/debug_token?input_token=wrong")
    assert (answer["data"]["is_valid"], answer["data"]["error"]["code"]) == (False, 190)
    assert (await graph.call("GET", f"{VERSION}/debug_token"))[1]["error"]["code"] == 100


async def test_the_apps_own_token(graph, number):
    app = app_id_of(number)
    path = f"/simulator/graph/oauth/access_token?grant_type=client_credentials&client_id={app}&client_secret="
    status, answer = await graph.call("GET", f"{path}{number.app_secret.replace(' ', '%20')}", token=None)
    assert (status, answer["token_type"]) == (200, "bearer")
    assert (await graph.call("GET", f"{VERSION}/{app}", token=answer["access_token"]))[1]["id"] == app
    assert (await graph.call("GET", f"{path}wrong", token=None))[0] == 400


async def test_a_template_is_created_reviewed_sent_and_deleted(graph, ann, database, phone, webhooks):
    status, made = await graph.call("POST", TEMPLATES, DRAFT)
    assert (status, made["status"], made["category"]) == (200, "PENDING", "UTILITY")
    sent = {
        "name": "ready",
        "language": {"code": "en_GB"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "Ann"}]}],
    }
    assert (await graph.kind("template", sent))[1]["error"]["code"] == 132001
    row = await database(SimulatedTemplate.objects.get)
    await phone.post(f"templates/{row.pk}", {"event": "APPROVED"})
    [value] = await webhooks()
    assert (value["event"], str(value["message_template_id"])) == ("APPROVED", made["id"])
    assert (await graph.kind("template", sent))[0] == 200
    assert await graph.call("DELETE", f"{TEMPLATES}?name=ready&hsm_id={made['id']}") == (
        200,
        {"success": True},
    )
    status, answer = await graph.call("DELETE", f"{TEMPLATES}?name=ready")
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (400, 100, 2593002)


async def test_deleting_one_language_leaves_the_others(graph, database):
    _, english = await graph.call("POST", TEMPLATES, DRAFT)
    _, german = await graph.call("POST", TEMPLATES, changed(language="de"))
    assert (await graph.call("DELETE", f"{TEMPLATES}?name=ready&hsm_id={english['id']}"))[0] == 200
    assert (await database(SimulatedTemplate.objects.get)).template_id == german["id"]


def changed(**changes: Any) -> dict[str, Any]:
    return DRAFT | changes


@pytest.mark.parametrize(
    ("draft", "subcode"),
    [
        (changed(name="Not So"), None),
        (changed(language="English"), None),
        (changed(category="NEWS"), None),
        (changed(components=[]), None),
        (changed(components=[{"type": "FOOTER", "text": "Bye"}]), None),
        (changed(components=[BODY, BODY]), None),
        (changed(components=[BODY | {"example": None}]), 2388043),
        (changed(components=[BODY | {"text": "{{1}} is ready"}]), 2388299),
        (changed(components=[BODY | {"text": "Hello {{2}}, ready."}]), None),
        (changed(components=[BODY, {"type": "HEADER", "format": "IMAGE"}]), 2388043),
        (changed(components=[BODY, {"type": "BUTTONS", "buttons": [{"type": "FAX", "text": "F"}]}]), None),
    ],
)
async def test_templates_that_cannot_be_created(graph, database, draft, subcode):
    status, answer = await graph.call("POST", TEMPLATES, draft)
    assert (status, answer["error"]["code"], answer["error"].get("error_subcode")) == (400, 100, subcode)
    assert not await database(SimulatedTemplate.objects.exists)


async def test_a_name_is_taken_in_one_language(graph):
    await graph.call("POST", TEMPLATES, DRAFT)
    status, answer = await graph.call("POST", TEMPLATES, DRAFT)
    assert (status, answer["error"]["error_subcode"]) == (400, 2388024)
    assert answer["error"]["error_user_title"] == "Content in This Language Already Exists"
    assert (await graph.call("POST", TEMPLATES, changed(language="de")))[0] == 200


async def test_editing_a_template(graph, number, database):
    row = await database(furnish.add_template, number, template_id="77", status="REJECTED")
    status, answer = await graph.call(
        "POST", f"{VERSION}/77", {"category": "MARKETING", "components": [BODY]}
    )
    assert (status, answer["success"]) == (200, True)
    await database(row.refresh_from_db)
    assert (row.status, row.category, row.components) == ("PENDING", "MARKETING", [BODY])
    assert (await graph.call("POST", f"{VERSION}/77", {"components": [BODY]}))[0] == 400
    await database(SimulatedTemplate.objects.update, status="APPROVED")
    assert (await graph.call("POST", f"{VERSION}/77", {"category": "UTILITY"}))[0] == 400


async def test_narrowing_and_counting_templates(graph, number, database):
    for name, fields in [
        ("order_ready", {"status": "PAUSED"}),
        ("order_late", {"language": "de"}),
        ("welcome", {"category": "MARKETING", "components": [{"type": "BODY", "text": "Good Order!"}]}),
    ]:
        await database(furnish.add_template, number, name, template_id=name, **fields)
    for query, names in [
        ("name=order", ["order_ready", "order_late"]),
        ("language=de", ["order_late"]),
        ("status=PAUSED,REJECTED", ["order_ready"]),
        ('status=["PAUSED"]', ["order_ready"]),
        ("category=MARKETING", ["welcome"]),
        ("content=good order", ["welcome"]),
        ("name_or_content=LATE", ["order_late"]),
        ("quality_score=RED", []),
    ]:
        _, answer = await graph.call("GET", f"{TEMPLATES}?{query}&fields=name")
        assert [row["name"] for row in answer["data"]] == names, query
    _, answer = await graph.call("GET", f"{TEMPLATES}?name=order&summary=total_count,message_template_count")
    assert answer["summary"] == {"total_count": 2, "message_template_count": 3}


async def test_a_list_goes_back_as_well(graph, number, database):
    for place in range(5):
        await database(furnish.add_template, number, f"t{place}", template_id=str(place))
    path, walk = f"{TEMPLATES}?limit=2&fields=name", []
    for direction in ("next", "next", "previous", "previous"):
        _, answer = await graph.call("GET", path)
        walk.append([row["name"] for row in answer["data"]])
        path = answer["paging"][direction].partition("testserver")[2]
    assert walk == [["t0", "t1"], ["t2", "t3"], ["t4"], ["t2", "t3"]]
    _, answer = await graph.call("GET", path)
    assert ("previous" in answer["paging"], [row["name"] for row in answer["data"]]) == (False, ["t0", "t1"])


async def test_a_conversation_is_taken_from_the_agent_of_meta(graph, number):
    path, asked = f"{GRAPH}/thread_control", {"to": "+447700900123", "action": "take"}
    assert await graph.call("POST", path, PRODUCT | asked) == (200, PRODUCT)
    for wrong in (asked, PRODUCT | asked | {"action": "give"}, PRODUCT | {"action": "take"}):
        assert (await graph.call("POST", path, wrong))[1]["error"]["code"] == 100
